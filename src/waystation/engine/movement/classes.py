"""Kinds of people who choose by rules of their own, as shares of those who flee from each place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Floats
from waystation.engine.movement.timetable import Timetable
from waystation.errors import InputError, Problem
from waystation.world.flee import Demographics, FleeCase

__all__ = ["PeopleClasses", "people_classes"]

_CHILD_BELOW, _BOY_FROM = 19, 15
"""Years: Flee's children are younger than 19, its teenage boys older than 14."""

ALIKE, CAREFUL, BOLD = "everyone", "careful", "bold"
"""Who weighs danger as it is, who weighs it twice, who does not weigh it."""


@dataclass(frozen=True)
class PeopleClasses:
    """Classes, and the share of each among those who appear at each place.

    Parameters
    ----------
    names : of the classes
    share : (places, classes), each row sums to 1
    """

    names: tuple[str, ...]
    share: Floats

    def pull(self, each: int, scores: Floats, times: Timetable) -> Floats:
        """How much places attract a class: (days, places)."""
        if self.names[each] == CAREFUL:
            return scores * scores
        return np.ones_like(scores) if self.names[each] == BOLD else scores


def people_classes(case: FleeCase) -> PeopleClasses:
    """Classes that the settings and the demographic tables of a case make.

    Raises
    ------
    InputError
        If a rule needs a table that is not there.
    """
    rules, places = case.settings.move_rules, len(case.places)
    if not rules.children_avoid_hazards:
        return PeopleClasses((ALIKE,), np.ones((places, 1)))
    age = _table(case, "age", "ChildrenAvoidHazards")
    years = np.array([float(value) for value in age.values])
    children = _shares(case, age, years < _CHILD_BELOW)
    bold = np.zeros(places)
    if rules.boys_take_risk:
        gender = _table(case, "gender", "BoysTakeRisk")
        male = _shares(case, gender, np.array([str(value).strip().casefold() == "male" for value in gender.values]))
        # Flee's code lifts the danger for all males from 15 on, not for teenage boys only.
        bold = male * _shares(case, age, years >= _BOY_FROM)
        children = children - male * _shares(case, age, (years >= _BOY_FROM) & (years < _CHILD_BELOW))
    share = np.stack([1.0 - children - bold, children, bold], axis=1)
    return PeopleClasses((ALIKE, CAREFUL, BOLD), np.maximum(share, 0.0))


def _table(case: FleeCase, attribute: str, setting: str) -> Demographics:
    if attribute not in case.demographics:
        fix = f"Add demographics_{attribute}.csv to the input folder, or set {setting} to False."
        found = f"{setting} is on, but nobody's {attribute} is known."
        raise InputError(Problem(found, fix, "simsetting.yml", column=f"move_rules.{setting}"))
    return case.demographics[attribute]


def _shares(case: FleeCase, table: Demographics, which: npt.NDArray[np.bool_]) -> Floats:
    """Share of those who flee from each place that is among some values of a table."""
    found = []
    for place in case.places:
        weights = np.asarray(table.weights.get(place.name, table.weights["Default"]), dtype=float)
        found.append(float(weights[which].sum() / weights.sum()))
    return np.array(found)

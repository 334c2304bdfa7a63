"""Kinds of people who choose by rules of their own, as shares of those who appear at each place.

Ages and sexes are read as shares of a table, never of a person: at most three ways to weigh danger, and as many
classes of awareness of coming floods as the table has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.tables import Floats
from waystation.errors import InputError, Problem
from waystation.world.flee import Demographics, FleeCase

__all__ = ["PeopleClasses", "people_classes"]

_CHILD_BELOW, _BOY_FROM, _ELDERLY_FROM = 19, 15, 60
"""Years: Flee's children are younger than 19, its teenage boys older than 14, its elderly older than 59."""

ALIKE, CAREFUL, BOLD = "everyone", "careful", "bold"
"""Who weighs danger as it is, who weighs it twice, who does not weigh it."""


@dataclass(frozen=True)
class PeopleClasses:
    """Classes, and the share of each among those who appear at each place.

    Parameters
    ----------
    names : how the people of each class weigh danger
    aware : (classes,) value of flood awareness, -1 where that is not asked
    share : (places, classes), each row sums to 1
    """

    names: tuple[str, ...]
    aware: tuple[int, ...]
    share: Floats

    def pull(self, each: int, scores: Floats) -> Floats:
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
    danger, danger_share = _by_danger(case)
    aware, aware_share = _by_awareness(case)
    share = np.einsum("pd,pa->pda", danger_share, aware_share).reshape(len(case.places), -1)
    pairs = list(product(danger, aware))
    kept = [k for k in range(len(pairs)) if k == 0 or share[:, k].any()]
    return PeopleClasses(tuple(pairs[k][0] for k in kept), tuple(pairs[k][1] for k in kept), share[:, kept])


def _by_danger(case: FleeCase) -> tuple[tuple[str, ...], Floats]:
    rules, places = case.settings.move_rules, len(case.places)
    by_age = rules.children_avoid_hazards or rules.elderly_avoid_hazards
    by_sex = rules.women_avoid_hazards or (rules.children_avoid_hazards and rules.boys_take_risk)
    if not by_age and not by_sex:
        return (ALIKE,), np.ones((places, 1))
    if case.listed is not None and case.listed.any():
        fix = "Switch one of the two off."
        raise InputError(Problem("Rules of hazards with agents.csv: Flee ends here.", fix, "simsetting.yml"))
    asked_age = "ChildrenAvoidHazards" if rules.children_avoid_hazards else "ElderlyAvoidHazards"
    asked_sex = "WomenAvoidHazards" if rules.women_avoid_hazards else "BoysTakeRisk"
    age = _shares(case, _table(case, "age", asked_age), _age_band) if by_age else {20: np.ones(places)}
    sex = _shares(case, _table(case, "gender", asked_sex), _sex) if by_sex else {"": np.ones(places)}
    share = dict.fromkeys((ALIKE, CAREFUL, BOLD), np.zeros(places))
    for years, of_age in age.items():
        for each, of_sex in sex.items():
            effect = _effect(case, int(years), str(each))
            share[effect] = share[effect] + of_age * of_sex
    return tuple(share), np.stack(list(share.values()), axis=1)


def _effect(case: FleeCase, years: int, sex: str) -> str:
    """How somebody weighs danger: Flee's rules one after the other."""
    rules = case.settings.move_rules
    effect, done = ALIKE, False
    if rules.children_avoid_hazards:
        if years < _CHILD_BELOW:
            effect, done = CAREFUL, True
        # Flee's code lifts the danger for all males from 15 on, not for teenage boys only.
        if rules.boys_take_risk and sex == "male" and years >= _BOY_FROM:
            effect = BOLD
    if rules.elderly_avoid_hazards and years >= _ELDERLY_FROM:
        effect, done = (CAREFUL if effect == ALIKE else effect), True
    if rules.women_avoid_hazards and sex == "female" and not done:
        effect = CAREFUL
    return effect


def _age_band(value: str) -> int:
    years = float(value)
    for first in (_ELDERLY_FROM, _CHILD_BELOW, _BOY_FROM):
        if years >= first:
            return first
    return 0


def _sex(value: str) -> str:
    return value if value in {"male", "female"} else ""


def _by_awareness(case: FleeCase) -> tuple[tuple[int, ...], Floats]:
    rules = case.settings.move_rules.flood_rules
    if rules is None or not rules.flood_forecaster or not case.settings.floods:
        return (-1,), np.ones((len(case.places), 1))
    if case.listed is not None and case.listed.any():
        raise InputError(Problem("agents.csv and a flood forecast are not run together.", "Switch one of the two off.",
                                 "simsetting.yml"))  # fmt: skip
    shares = _shares(case, _table(case, "floodawareness", "flood_forecaster"), lambda value: int(float(value)))
    known = len(rules.flood_awareness_weights or ())
    for value in shares:
        if not 0 <= int(value) < known:
            fix = f"Use 0 to {known - 1}, or give flood_awareness_weights more values."
            found = f"Awareness {value} has no weight."
            raise InputError(Problem(found, fix, "demographics_floodawareness.csv", value=str(value)))
    return tuple(int(value) for value in shares), np.stack(list(shares.values()), axis=1)


def _table(case: FleeCase, attribute: str, setting: str) -> Demographics:
    if attribute not in case.demographics:
        fix = f"Add demographics_{attribute}.csv to the input folder, or set {setting} to False."
        found = f"{setting} is on, but nobody's {attribute} is known."
        raise InputError(Problem(found, fix, "simsetting.yml", column=f"move_rules.{setting}"))
    return case.demographics[attribute]


def _shares(
    case: FleeCase, table: Demographics, kind: Callable[[str], int | str]
) -> dict[int | str, npt.NDArray[np.float64]]:
    """Share of those who appear at each place by kind of value."""
    found: dict[int | str, npt.NDArray[np.float64]] = {}
    file = f"demographics_{table.attribute}.csv"
    weights = np.array([table.weights.get(place.written, table.weights["Default"]) for place in case.places])
    weights = weights / weights.sum(axis=1, keepdims=True)
    for row, value in enumerate(table.values):
        try:
            each = kind(value)
        except ValueError:
            fault = f'"{value}" is not a number.'
            raise InputError(Problem(fault, "Write a whole number.", file, row + 2, table.attribute, value)) from None
        found[each] = found.get(each, np.zeros(len(case.places))) + weights[:, row]
    return found

"""What holds people up, what would help, and who may die, as the report says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from waystation.plan.mortality import Deaths, mortality_thresholds
from waystation.plan.outlook import Outlook, PlanBesideLimit, Relief
from waystation.share.display_names import has_desks, label_of, stage_name
from waystation.share.figures import most_waiting, wait_hours_ahead, wait_over_period
from waystation.share.language import Language, language
from waystation.share.rounding import Interval
from waystation.share.table_rows import Measured, TableCell, WaitRow
from waystation.world.scenario_model import Settings

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = [
    "HAZARDS",
    "DeathRow",
    "bottleneck_name",
    "bottleneck_sentence",
    "death_rows",
    "interval_of",
    "measure_rows",
    "plan_rows",
    "threshold_note",
    "wait_rows",
]  # fmt: skip


_FEW, _SHARE_OF_NIGHT = 10, 0.05
"""So few people less in nine of ten cases, or such a share of the night's, is "about as many"."""


@dataclass(frozen=True)
class DeathRow:
    """Deaths by one hazard."""

    hazard: str
    died: TableCell
    rate: TableCell
    above: str


def bottleneck_name(outlook: Outlook, settings: Settings, words: Language | None = None) -> str:
    """Where people are held up, short."""
    words = words or language("en")
    found = outlook.bottleneck
    if found is not None:
        return _name(found, settings, words)
    return words.say("No single one") if outlook.matters else words.say("Nothing much")


def bottleneck_sentence(
    outlook: Outlook, forecast: Forecast, *, queue: bool = True, words: Language | None = None
) -> str:
    """What holds people up, with its evidence; and how many wait there, unless that is said already."""
    words = words or language("en")
    settings, since = forecast.scenario.settings, words.day(outlook.since)
    found = outlook.bottleneck
    if found is None and outlook.matters:
        return words.say(
            "From %(day)s on, no single desk, lane or fleet holds people up: which one does depends on how many come. "
            "What one more of each would do stands in the table of waits.",
            day=since,
        )
    if found is None:
        return words.say(
            "From %(day)s on, waiting is not significant: no desk, lane or vehicle more would shorten it to speak of.",
            day=since,
        )
    said = {"day": since, "name": _name(found, settings, words), "cases": _of_ten(outlook.share, words)}
    if found.unit != "lane":
        text = words.say(
            "From %(day)s on, %(name)s are what holds people up: in %(cases)s cases %(more)s more of them would spare "
            "people more waiting than more of anything else.",
            more=words.number(found.more), **said,
        )  # fmt: skip
    elif has_desks(found.name, settings):
        text = words.say(
            "From %(day)s on, %(name)s is what holds people up: in %(cases)s cases one more desk there would spare "
            "people more waiting than more of anything else.",
            **said,
        )
    else:
        text = words.say(
            "From %(day)s on, %(name)s is what holds people up: in %(cases)s cases one more lane there would spare "
            "people more waiting than more of anything else.",
            **said,
        )
    sooner, ahead = _sooner(found), _fewer(found)
    fewer = words.text(ahead)
    if sooner is not None and round(sooner.high / sooner.step) > 0:
        text += " " + words.say(
            "On the worst night %(fewer)s fewer people would wait, and nearly all would be received sooner by "
            "%(sooner)s.",
            fewer=fewer, sooner=words.text(sooner),
        )  # fmt: skip
    elif ahead.high <= max(_FEW, _SHARE_OF_NIGHT * float(np.median(found.night_before))):
        text += " " + words.say("On the worst night about as many people would wait.")
    else:
        text += " " + words.say("On the worst night %(fewer)s fewer people would wait.", fewer=fewer)
    if queue and found.name in settings.stages:
        text += " " + words.say(
            "Most people waiting there at one time in the next 30 days: %(people)s.",
            people=words.text(most_waiting(forecast, found.name)),
        )
    return text


def measure_rows(outlook: Outlook, settings: Settings, words: Language | None = None) -> list[Measured]:
    """Each measure looked at, the one that spares most first."""
    rows, words = [], words or language("en")
    for each in outlook.reliefs:
        name = _name(each, settings, words)
        if each.unit != "lane":
            fleet = label_of(each.name).lower()
            what = words.say("More vehicles (%(count)s): %(fleet)s", count=words.number(each.more), fleet=fleet)
        elif has_desks(each.name, settings):
            what = words.say("One more desk: %(name)s", name=name)
        else:
            what = words.say("One more lane: %(name)s", name=name)
        stage = settings.stages.get(each.name)
        note = words.say("run by the authorities") if stage is not None and stage.run_by == "authority" else ""
        sooner = _sooner(each)
        later = words.cell(sooner, "not sooner") if sooner else (words.say("not within the period"), "")
        rows.append(Measured(what, note, words.cell(_fewer(each), "nobody"), later))
    return rows


def plan_rows(outlook: Outlook, words: Language | None = None) -> list[tuple[str, str, str, str]]:
    """Case, people received, day by which nearly all are as simulated, and at the soonest."""
    words = words or language("en")
    names = (words.say("One that ends early"), words.say("A middle one"), words.say("One that ends late"))
    rows = []
    for i, each in enumerate(outlook.plans):
        name = (
            names[i] if len(outlook.plans) == len(names) else words.say("Case %(number)s", number=words.number(i + 1))
        )
        rows.append((name, _received(each, words), words.day(each.simulated_end), words.day(each.limit_end)))
    return rows


def _received(plan: PlanBesideLimit, words: Language) -> str:
    step = 10
    if plan.people >= 1000:
        step = 1000 if plan.people >= 10_000 else 100
    return words.number(round(plan.people / step) * step)


def wait_rows(forecast: Forecast, words: Language | None = None) -> list[WaitRow]:
    """Waiting at each stage: mean on the worst day, nine tenths, longest, most people at a time and by night."""
    rows, words = [], words or language("en")
    for stage in forecast.scenario.settings.stages:
        people = [words.cell(most_waiting(forecast, stage, night=night), "nobody") for night in (False, True)]
        hours = [wait_hours_ahead(forecast, stage)]
        hours += [wait_over_period(forecast, stage, which) for which in ("wait_90_hours", "longest_wait_hours")]
        cells = [(words.say("nobody"), "") if each is None else words.cell(each) for each in hours]
        rows.append(WaitRow(stage_name(stage, forecast.scenario.settings), [*cells, *people]))
    return rows


def death_rows(outlook: Outlook, settings: Settings, words: Language | None = None) -> list[DeathRow]:
    """Deaths by hazard from the as-of date on, and their rate beside the threshold that holds anywhere."""
    threshold, words = mortality_thresholds()[0].per_10000_per_day, words or language("en")
    rows = []
    for each in outlook.deaths:
        known = each.rate[np.isfinite(each.rate)]
        rate = words.cell(interval_of(known)) if known.size else (words.say("nobody"), "")
        share = float((known > threshold).mean()) if known.size else 0.0
        above = words.say("in %(cases)s cases", cases=_of_ten(share, words)) if known.size else ""
        died = words.cell(interval_of(each.died, people=True), "nobody")
        rows.append(DeathRow(_hazard(each, settings, words), died, rate, above))
    return rows


def threshold_note(words: Language | None = None) -> str:
    """What the rates are held against, with who says so."""
    words = words or language("en")
    crude = [each for each in mortality_thresholds() if each.measure == "crude"]
    young = [each for each in mortality_thresholds() if each.measure == "under five"]
    bands = [
        words.say(
            "above %(rate)s %(meaning)s", rate=words.figure(each.per_10000_per_day), meaning=words.say(each.meaning)
        )
        for each in (*crude, young[0])
    ]
    return words.say(
        "Deaths per 10,000 people a day: %(bands)s; for children under five %(young)s (%(source)s). Where the usual "
        "rate of the place is known, twice that comes first. The thresholds are for whole populations; a rate on the "
        "way counts the hours there. Ages are not modelled.",
        bands=words.listed(bands[:-1]), young=bands[-1], source=crude[0].source,
    )  # fmt: skip


HAZARDS = {
    "way": "On the way to %(place)s",
    "there": "At %(place)s",
    "both": "On the way to %(place)s and there",
    "all": "All who travel, wait or are received",
}
"""Where people may die."""


def _hazard(deaths: Deaths, settings: Settings, words: Language) -> str:
    where = stage_name(deaths.name, settings) if deaths.name in settings.stages else deaths.place
    return words.say(HAZARDS[deaths.where], **({} if deaths.where == "all" else {"place": where}))


def _name(relief: Relief, settings: Settings, words: Language) -> str:
    if relief.name in settings.stages:
        return stage_name(relief.name, settings)
    return words.say("the %(name)s", name=label_of(relief.name).lower())


def _fewer(relief: Relief) -> Interval:
    """How many people fewer would wait on the worst night."""
    return interval_of(np.maximum(relief.night_before - relief.night_after, 0.0), people=True)


def _sooner(relief: Relief) -> Interval | None:
    known = relief.sooner_days[np.isfinite(relief.sooner_days)]
    return interval_of(known, unit="days", whole=True) if known.size else None


def interval_of(
    values: npt.NDArray[np.float64], *, unit: str = "", people: bool = False, whole: bool = False
) -> Interval:
    """Median and 80 % over cases."""
    median, low, high = (float(each) + 0.0 for each in np.quantile(values, [0.5, 0.1, 0.9]))
    fixed = bool(values.min() == values.max())
    return Interval(median, low, high, unit=unit, people=people, whole=whole, fixed=fixed)


def _of_ten(share: float, words: Language) -> str:
    """Of ten cases, in words; "nearly all" rather than a certainty nobody has."""
    tenths = round(10 * share)
    if share == 0:
        return words.say("none of the")
    if tenths == 0:
        return words.say("fewer than 1 of 10")
    return words.say("nearly all") if tenths == 10 else words.say("%(count)s of 10", count=words.number(tenths))

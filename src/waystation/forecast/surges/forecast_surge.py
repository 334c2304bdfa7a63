"""The forecast of one surge from dated, conflicting counts alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

from waystation.claims import Claim, Reason, Unused, known_by, known_rows, vocabulary
from waystation.claims.history import History, TrustedTotal, history
from waystation.engine.randomness import generator
from waystation.errors import InputError, Problem
from waystation.forecast.scenario.forecast_scenario import Evidence
from waystation.forecast.surges.analogue import GrowthOfPastSurges, growth_of_past_surges
from waystation.forecast.surges.backlog import without_uncounted_end
from waystation.forecast.surges.conformal import stretch_levels
from waystation.forecast.surges.correction import corrected
from waystation.forecast.surges.filter_kernel import carry_on, start, weigh
from waystation.forecast.surges.new_wave import GOES_ON, leap_per_day, new_wave
from waystation.forecast.surges.nowcast import Nowcast, nowcast, versions_of
from waystation.forecast.surges.pooling import mixed, pool, pool_floor
from waystation.forecast.surges.priors import Priors, shipped_priors
from waystation.forecast.surges.release import learned_ranges
from waystation.forecast.surges.revisions import Raised, raised_later
from waystation.forecast.surges.rule import bounded, pace, rule_increments
from waystation.forecast.surges.running_out import RUNS_OUT, last_fall, people_if_it_runs_out
from waystation.forecast.surges.scatter import draw_scatter, draw_slack
from waystation.forecast.surges.settings import SurgeSettings, settings_for
from waystation.forecast.surges.steady import steady_share, with_steady_rate
from waystation.forecast.surges.stocks import with_emptying, with_fall, with_filling
from waystation.forecast.surges.surge_baselines import fading_increments
from waystation.forecast.surges.thin_past import FEWEST_COUNTS, with_recounts, with_thin_past
from waystation.forecast.surges.who_can_come import more_than_lived_there, who_can_still_come
from waystation.forecast.table import COLUMNS, QUANTILES

__all__ = ["END_DAYS", "SurgeForecast", "forecast_surge", "surge_members"]

Floats = npt.NDArray[np.float64]

END_DAYS = 180
"""What comes later than this is not forecast."""

MEMBERS = 4000

_TIMES_OBSERVED, _LEAST_REACH_DAYS = 4, 7


@dataclass(frozen=True)
class SurgeForecast:
    """What may come, as of a date, and what it rests on.

    Parameters
    ----------
    place, term, as_of : what is forecast, and from when
    table : the hubverse's columns; targets "running total" by date, and "still to come" within half a year
    dates : days forecast
    members : (dates, members) running totals as the leading count will have them
    published : (dates, members) totals as somebody will publish them, late and stale figures among them; see
        `waystation.forecast.surges.scatter`
    still_to_come : (members,) people who come after the last count, within `still_to_come_days`
    still_to_come_days : four times the days from the start of the surge to its last count, half a year at most: what
        comes later is not known from counts
    base_rate : by what factors totals of past surges of that age still grew in all
    chances : a row a day and threshold: date, threshold, chance that the total is at it or above
    history : the counts it goes on
    evidence : every claim known by then, used or not, and why
    nowcast : what is expected to be added to the counts later, as it was to earlier ones, and is in all that is
        forecast; None if that is not known
    """

    place: str
    term: str
    as_of: date
    table: pd.DataFrame
    dates: tuple[date, ...]
    members: Floats
    published: Floats
    still_to_come: Floats
    still_to_come_days: int
    base_rate: GrowthOfPastSurges
    chances: pd.DataFrame
    history: History
    evidence: list[Evidence]
    settings: dict[str, object]
    nowcast: Nowcast | None = None

    @property
    def never_falls(self) -> bool:
        """Whether it is a total of all who came, not a count of those who are there."""
        return not is_stock(self.term)

    @property
    def leaps(self) -> bool:
        """Whether the last count is far above those before it; see `waystation.forecast.surges.new_wave`."""
        return self.never_falls and leap_per_day(self.history) is not None

    @property
    def runs_out(self) -> bool:
        """Whether the last counts say that it ends; see `waystation.forecast.surges.running_out`."""
        return last_fall(self.history) is not None

    @property
    def more_than_lived_there(self) -> bool:
        """Whether more people came than are claimed to have lived at the origin. The claim then bounds nothing."""
        return more_than_lived_there(self.history)

    @property
    def raised_later(self) -> Raised | None:
        """How much the counts it goes on were raised after they were first published."""
        return raised_later(versions_of([each.claim for each in self.evidence], self.history))

    @property
    def few_counts(self) -> bool:
        """Whether fewer days are counted than forecasts of past surges were tested from."""
        return len(self.history.totals) < FEWEST_COUNTS


def forecast_surge(
    claims: Sequence[Claim],
    *,
    place: str,
    as_of: date,
    term: str = "arrived",
    dates: Sequence[date] | None = None,
    thresholds: Sequence[float] = (),
    trusted: Sequence[TrustedTotal] = (),
    leave_out: Collection[str] = (),
    members: int = MEMBERS,
    seed: int = 1,
    priors: Priors | None = None,
) -> SurgeForecast:
    """The running total of arrivals in the days and weeks to come, from counts alone.

    Parameters
    ----------
    claims : all claims; only those published by ``as_of`` are seen, and none of their notes
    place, term : which running total, such as "Armenia" and "arrived"
    as_of : the last day of which anything is known
    dates : days to forecast, after ``as_of``; default: each of the next 14 days, then every week up to eight
    thresholds : people; the chance of being there or above is told for each day, such as the capacity of a site
    trusted : running totals that somebody vouches for; they take the place of those read from claims
    leave_out : past surges to leave out of the priors
    members : possible futures; 200 or more
    seed : of all randomness
    priors : default: those that ship with the package

    Returns
    -------
    SurgeForecast

    Raises
    ------
    InputError
        If nothing of that place and term is known by then, or all counts are 0; a date is not after ``as_of`` or
        more than half a year later, a threshold is not above 0, or there are too few members.

    References
    ----------
    ``docs/forecasting.md``; the filter is described in `waystation.forecast.surges.filter_kernel`.

    Examples
    --------
    >>> row = dict(source="UNHCR", place="Border", qualifier="about", unit="people", term="arrived")
    >>> counts = [Claim(published=f"2030-01-0{day}", about_start="2030-01-01", about_end=f"2030-01-0{day}",
    ...                 quantity_low=people, quantity_high=people, **row)
    ...           for day, people in [(2, 4000), (3, 9000), (4, 12000)]]
    >>> found = forecast_surge(counts, place="Border", as_of=date(2030, 1, 4), dates=[date(2030, 1, 11)])
    >>> low, middle, high = (float(x) for x in np.quantile(found.members[0], [0.1, 0.5, 0.9]))
    >>> 12000 < low < middle < high
    True
    """
    days = tuple(dates) if dates is not None else _usual_dates(as_of)
    _check(days, as_of, members, thresholds)
    past = history(claims, as_of, place=place, term=term, trusted=trusted)
    _check_anybody_came(past, place, as_of)
    past = past if is_stock(term) else without_uncounted_end(past)
    known = known_by(claims, as_of) if known_rows(claims, as_of) else []
    late = None if is_stock(term) or trusted else nowcast(known, past)
    come = late.added_to(past) if late else past
    ahead = every_day(past, as_of + timedelta(days=END_DAYS))
    seeds = generator(seed, f"surge {place} {term} {as_of}")
    told, true = surge_members(come, ahead, priors or shipped_priors(), members, seeds, leave_out, stock=is_stock(term))
    if late:
        told = late.spread(told, past.total)
    if not is_stock(term):  # a total of all who came never falls, in no future
        told = np.maximum.accumulate(told, axis=0)
    found = told[[ahead.index(day) for day in days]]
    if past.ends_in_bound:  # the total was further on already
        found += past.totals[-1] * np.expm1(draw_slack((members,), seeds, leave_out))
    published = found * np.exp(draw_scatter(found.shape, seeds, leave_out))
    reach = still_to_come_days(past)
    to_come = true[reach - 1] - come.total
    chances = [
        (day, threshold, chance_of_passing(row, threshold))
        for day, row in zip(days, found, strict=True)
        for threshold in thresholds
    ]
    counted_days = float(past.days[-1] - past.days[0])
    return SurgeForecast(
        place, term, as_of,
        _table(place, as_of, days, found, past, to_come, chances),
        days, found, published, to_come, reach, growth_of_past_surges(counted_days, leave_out),
        pd.DataFrame(chances, columns=["date", "threshold", "chance"]), past,
        [_evidence(claim, past) for claim in known],
        {
            "place": place, "term": term, "as_of": as_of.isoformat(), "members": members, "seed": seed,
            "counts_used": len(past.totals), "left_out": sorted(leave_out),
        },
        late,
    )  # fmt: skip


def still_to_come_days(past: History) -> int:
    """How many days after the last count the evidence reaches: four times what was seen, half a year at most.

    Parameters
    ----------
    past : the counts
    """
    return int(np.clip(_TIMES_OBSERVED * past.days[-1], _LEAST_REACH_DAYS, END_DAYS))


def is_stock(term: str) -> bool:
    """Whether a term counts people who are there, rather than all who have come."""
    known = vocabulary().term(term)
    return known is not None and known.kind == "stock"


def chance_of_passing(totals: Floats, threshold: float) -> float:
    """The chance that a total is at a threshold or above it.

    Parameters
    ----------
    totals : (members,) possible totals of one day
    threshold : people, such as the capacity of a site
    """
    return float((totals >= threshold).mean())


def every_day(past: History, last: date) -> list[date]:
    """Each day after the last count. All are forecast, whichever are asked for, so that none hangs on the others."""
    return [past.last_date + timedelta(days=each) for each in range(1, (last - past.last_date).days + 1)]


def surge_members(
    past: History,
    ahead: Sequence[date],
    priors: Priors,
    members: int,
    rng: np.random.Generator,
    leave_out: Collection[str] = (),
    *,
    stock: bool = False,
    settings: SurgeSettings | None = None,
) -> tuple[Floats, Floats]:
    """Possible totals on days after the last count: (days, members) as reported, and as they are.

    A member is a level: the first follows the lowest quantile through all days, the last the highest. No quantile of a
    running total falls from day to day.

    Parameters
    ----------
    past : the counts
    ahead : days after the last count, rising
    priors, members, leave_out : as in `forecast_surge`
    rng : draws everything
    stock : whether what is counted may fall, as people in shelters do, see `waystation.forecast.surges.stocks`
    settings : default: what past surges taught but for those left out
    """
    learned = settings or settings_for(leave_out)
    steps = np.array([(day - past.last_date).days for day in ahead])
    told, true, left = filter_members(past, ahead, priors, members, rng, leave_out)
    scores = ndtri((np.arange(members) + 0.5) / members)
    at, total, still = pace(past), float(past.totals[-1]), np.sort(left)
    rule = bounded(rule_increments(at, steps, scores), still)
    fading = bounded(fading_increments(past, steps, scores), still)
    wave = None if stock else new_wave(past, at, steps, scores, still)
    fewer = people_if_it_runs_out(past, at, steps, scores, still)
    read_at = stretch_levels(scores, learned.stretch)
    floor, steady = pool_floor(total), steady_share(past, stock=stock)
    found = []
    levels, middle = ndtr(scores), members // 2
    goes_on = np.log(np.minimum(at.recent_per_day * steps, max(still[middle], 0.0)) + floor)
    for filtered in (told, true):
        logs = pool(np.sort(filtered, axis=1) - total, rule, fading, floor)
        logs = with_steady_rate(corrected(logs, at, steps, middle, learned.correction), steady, goes_on, middle)
        logs = np.array([np.interp(read_at, scores, row) for row in logs])
        logs = with_thin_past(logs, len(past.totals), steps, middle, steady)
        come = mixed(np.clip(np.exp(logs) - floor, 0.0, np.maximum(still, 0.0)), wave, GOES_ON)
        come = mixed(come, fewer, RUNS_OUT)
        if stock:
            come = with_filling(come, past, steps, scores, still)
        if filtered is told:
            come = with_recounts(come, total, levels, middle, may_fall=stock)
        totals = total + np.maximum.accumulate(come, axis=0)
        if stock:
            totals = with_emptying(with_fall(totals, past.days, past.totals, steps), total, steps.tolist())
        found.append(totals)
    return found[0], found[1]


def filter_members(
    past: History,
    ahead: Sequence[date],
    priors: Priors,
    members: int,
    rng: np.random.Generator,
    leave_out: Collection[str] = (),
) -> tuple[Floats, Floats, Floats]:
    """What the filter alone expects: totals as `surge_members` gives them, and (members,) who can still come."""
    theta = priors.draw(members, rng, leave_out)
    level, spell = np.empty(members), np.empty(members)
    start(first_rate_total(past.totals[0], leave_out), past.days[0], theta, rng, level, spell)
    weigh(past.days, past.totals, theta, rng, level, spell)
    steps = np.array([(day - past.last_date).days for day in ahead], dtype=np.int64)
    told, true = np.empty((len(steps), members)), np.empty((len(steps), members))
    left = who_can_still_come(past, members, rng)
    carry_on(past.days[-1], past.totals[-1], steps, left, theta, rng, level, spell, told, true)
    return told, true, left


def first_rate_total(total: float, leave_out: Iterable[str] = ()) -> float:
    """The first total of a surge, as much larger as people came faster after the first count of past surges.

    Parameters
    ----------
    total : people, the first count of all; over the surge's age it gives the rate that members start from
    leave_out : past surges that are not looked at
    """
    learned = learned_ranges(leave_out).get("rate_after_first")
    return total * (learned.middle if learned else 1.0)


def _usual_dates(as_of: date) -> tuple[date, ...]:
    return tuple(as_of + timedelta(days=days) for days in [*range(1, 15), *range(21, 57, 7)])


def _check(days: Sequence[date], as_of: date, members: int, thresholds: Sequence[float]) -> None:
    problems = [
        Problem(f"The threshold {each:g} is not above 0.", "Give a number of people.", value=f"{each:g}")
        for each in thresholds
        if not each > 0.0
    ]
    for day in days:
        if not as_of < day <= as_of + timedelta(days=END_DAYS):
            message = f"The day {day} is not within half a year after the as-of date {as_of}."
            problems.append(Problem(message, "Forecast days after it.", value=str(day)))
    if not days:
        problems.append(Problem("There is no day to forecast.", "Name at least one date."))
    if members < 200:
        message = f"{members} members are too few for honest intervals."
        problems.append(Problem(message, f"Use 200 or more; {MEMBERS} is the default.", value=str(members)))
    if problems:
        raise InputError(problems)


def _check_anybody_came(past: History, place: str, as_of: date) -> None:
    """Refuse counts of nobody: what they give is no range, but a guess that nobody will come."""
    if not past.totals.any():
        message = f'All counts at "{place}" by {as_of} are 0. They do not tell whether and when people will come.'
        fix = "Forecast from the first day on which people are counted, or make a scenario: waystation new."
        raise InputError(Problem(message, fix, value=place))


def _table(
    place: str, as_of: date, days: Sequence[date], found: Floats, past: History, to_come: Floats,
    chances: Sequence[tuple[date, float, float]],
) -> pd.DataFrame:  # fmt: skip
    rows: list[list[object]] = []
    last = past.last_date + timedelta(days=still_to_come_days(past))
    targets = [("running total", day, values) for day, values in zip(days, found, strict=True)]
    for target, day, values in [*targets, ("still to come", last, to_come)]:
        for level, value in zip(QUANTILES, np.quantile(values, QUANTILES), strict=True):
            rows.append([as_of, target, (day - as_of).days, place, day, "quantile", level, round(float(value))])
    for day, threshold, chance in chances:  # as hubs have it: the chance of being at or below
        ahead = (day - as_of).days
        rows.append([as_of, "running total", ahead, place, day, "cdf", threshold - 1, round(1.0 - chance, 4)])
    return pd.DataFrame(rows, columns=COLUMNS)


def _evidence(claim: Claim, past: History) -> Evidence:
    if claim.id in past.used:
        return Evidence(claim, True, past.used[claim.id])
    why = past.unused.get(claim.id, Reason(Unused.OTHER_TERM, "Not a count of what is forecast."))
    return Evidence(claim, False, why.text, code=why.code)

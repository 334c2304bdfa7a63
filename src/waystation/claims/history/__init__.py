"""One history of many claims: the figures of one place and term as one path, with what each claim says of it.

Each claim is an interval statement on the path: between two days, or up to a day, so many people. Running totals of one
start, counts of days, weeks and other windows, corrections, copies and several offices are solved together;
what cannot be used is named with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

import numpy as np
import numpy.typing as npt

from waystation.claims.as_of import known_rows, without_notes
from waystation.claims.claim import Claim
from waystation.claims.history.dating import ReadDays, read_days
from waystation.claims.history.flow_path import FlowPath, extended, flow_path
from waystation.claims.history.history import History, TrustedTotal, figure_of
from waystation.claims.history.statements import Statement, place_key, speaks_of, statements
from waystation.claims.history.stock_path import stock_path
from waystation.claims.reasons import Reason, Unused
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem, nearest

__all__ = [
    "History", "ReadDays", "TrustedTotal", "figure_of", "history", "place_key", "read_days", "speaks_of",
]  # fmt: skip

_OLDEST_START_DAYS = 30
"""A count that began longer before the first trusted total is of an older displacement."""

_UNSTATED_AGE_DAYS = 5
"""Age of a surge at its first count where nobody says when it began: news is rarely younger."""


def history(
    claims: Sequence[Claim],
    as_of: date | None = None,
    *,
    place: str,
    term: str = "arrived",
    trusted: Sequence[TrustedTotal] = (),
    household_size: float | None = None,
) -> History:
    """What the claims of one place and term say together, as known on a day.

    Parameters
    ----------
    claims : all claims, in any order; only those published by ``as_of`` are seen, and none of their notes
    as_of : the last day of publication that may be seen; default: the last there is
    place, term : what the history is of, such as "Armenia" and "arrived"; usual synonyms of terms are read
    trusted : running totals that take the place of those read from claims
    household_size : people per household where a claim does not state it; default: such claims are not used

    Returns
    -------
    History

    Raises
    ------
    InputError
        If the term is unknown, or no count of that place and term is known by then; says what is.

    Notes
    -----
    How totals, days, weeks and corrections are solved together is described in ``docs/reference/history.md``.

    Examples
    --------
    >>> row = dict(source="Border monitors", place="Adre", qualifier="exact", unit="people", term="arrived")
    >>> days = [Claim(published=f"2030-05-0{day + 1}", about_start=f"2030-05-0{day}", about_end=f"2030-05-0{day}",
    ...               quantity_low=people, quantity_high=people, **row)
    ...         for day, people in [(1, 500), (2, 600), (3, 700)]]
    >>> found = history(days, place="Adre")
    >>> found.totals.tolist(), found.total
    ([500.0, 1100.0, 1800.0], 1800.0)
    """
    term, stock = _counted(term)
    published = [claim.published for claim in claims] + [total.published for total in trusted]
    as_of = as_of or max(published, default=date.min)
    known = without_notes(known_rows(claims, as_of))
    used: dict[str, str] = {}
    unused: dict[str, Reason] = {}
    read = _of_term(known, place, term, household_size, unused)
    told = statements(read, stock, unused, household_size)
    vouched = _vouched(known_rows(trusted, as_of), as_of)
    if vouched:
        path = _trusted_path(vouched, read, told, stock, used, unused)
    elif stock:
        path = FlowPath(None, stock_path(told, used, unused))
    else:
        path = flow_path(told, used, unused)
    if not path.totals:
        raise InputError(_nothing(known, place, term, as_of, household_size))
    dates = sorted(path.totals)
    began = min(path.began or dates[0] - timedelta(days=_UNSTATED_AGE_DAYS), dates[0])
    days = np.array([(day - began).days for day in dates], dtype=np.float64)
    totals = np.array([path.totals[day] for day in dates])
    gives_last = [each for each in told if each.claim.id in used and each.end == dates[-1]]
    population, remaining = _bounds(known, place, stock, began, days, totals, used, unused)
    return History(
        began,
        days,
        totals,
        population,
        remaining,
        used,
        unused,
        notes=path.notes,
        uncounted=path.uncounted,
        estimated=path.estimated,
        ends_in_bound=not vouched and bool(gives_last) and not any(each.two_sided for each in gives_last),
        windows=frozenset(claim.id for claim in read if not stock and claim.about_start not in (None, began)),
    )


def _counted(term: str) -> tuple[str, bool]:
    """The usual name of a term that counts people, and whether it is a stock."""
    words = vocabulary()
    named = words.term(term)
    if named is None or named.kind == "other":
        fix = nearest(term, words.people_terms())
        raise InputError(Problem(f'"{term}" is not a count of people.', fix, value=term))
    return named.name, named.kind == "stock"


def _of_term(
    known: Sequence[Claim], place: str, term: str, household_size: float | None, unused: dict[str, Reason]
) -> list[Claim]:
    """Claims that count people at the place and of the term; why the others do not is noted."""
    read = []
    for claim in known:
        why = speaks_of(claim, place, term, household_size)
        if why is None:
            read.append(claim)
        else:
            unused[claim.id] = why
    return read


def _trusted_path(
    vouched: Sequence[TrustedTotal],
    read: Sequence[Claim],
    told: Sequence[Statement],
    stock: bool,
    used: dict[str, str],
    unused: dict[str, Reason],
) -> FlowPath:
    """Trusted totals instead of claims; of a flow, claims say when it began and what came after the last of them."""
    series = {total.day: total.people for total in sorted(vouched, key=lambda each: (each.day, each.published))}
    began = None if stock else _stated_start(read, min(series))
    unused |= {claim.id: Reason(Unused.TRUSTED_TOTAL, "A trusted total is used instead.") for claim in read}
    if not stock:
        extended(series, told, used, unused)
    return FlowPath(began, series)


def _vouched(known: Sequence[TrustedTotal], as_of: date) -> list[TrustedTotal]:
    """Trusted totals of days that have come; if all are dated ahead, they are taken for the as-of date's."""
    # A total of a day yet to come is a forecast of somebody's, whatever its table says.
    come = [total for total in known if total.day <= as_of]
    return come or [TrustedTotal(total.published, as_of, total.people) for total in known]


def _stated_start(claims: Sequence[Claim], first: date) -> date | None:
    """The start that most claims state, of those that can be the start of a surge first counted on a day."""
    earliest = first - timedelta(days=_OLDEST_START_DAYS)
    starts = [claim.about_start for claim in claims if claim.about_start and earliest < claim.about_start <= first]
    return max(starts, key=lambda day: (starts.count(day), -starts.index(day))) if starts else None


def _bounds(
    known: Sequence[Claim],
    place: str,
    stock: bool,
    began: date,
    days: npt.NDArray[np.float64],
    totals: npt.NDArray[np.float64],
    used: dict[str, str],
    unused: dict[str, Reason],
) -> tuple[float | None, float | None]:
    """People at the origin before, and still there, as claimed: the median, and the latest."""
    before, remaining = [], []
    for claim in known:
        per_unit = claim.people_per_unit()
        if per_unit is None or claim.quantity_high is None:
            continue
        if claim.at_origin == "before":
            receiving = place_key(claim.place) == place_key(place)
            if receiving and not any(_leaves(each, place) for each in known):
                text = "People who lived at the receiving place before."
                unused[claim.id] = Reason(Unused.OTHER_TERM, text)
                continue
            before.append(figure_of(claim) * per_unit)
            used[claim.id] = "Bounds who can still come: people there before."
        elif claim.at_origin == "now" and claim.about_end is not None:
            then = float(np.interp((claim.about_end - began).days, days, totals))
            remaining.append((claim.about_end, max(figure_of(claim) * per_unit - (totals[-1] - then), 1.0)))
            used[claim.id] = "Bounds who can still come, half believed: such estimates were often far too low."
        else:
            continue
        unused.pop(claim.id, None)
    if stock:  # the people of a shelter are not the people of an origin
        return (median(before) if before else None), None
    return (median(before) if before else None), (max(remaining)[1] if remaining else None)


def _leaves(claim: Claim, place: str) -> bool:
    return claim.family == "exits" and place_key(claim.place) == place_key(place)


def _nothing(known: Sequence[Claim], place: str, term: str, as_of: date, household_size: float | None) -> Problem:
    """Why there is no history: only advice that helps."""
    message = f'No count of "{term}" at "{place}" was published by {as_of}.'
    here = [claim for claim in known if place_key(claim.place) == place_key(place)]
    of_term = [claim for claim in known if claim.family == vocabulary().terms[term].family]
    both = [claim for claim in here if claim in of_term]
    if both:
        reasons = list(dict.fromkeys(
            why.text for claim in both if (why := speaks_of(claim, place, term, household_size)) is not None
        ))  # fmt: skip
        told = " ".join(reasons[:3]) or "They give bounds only."
        return Problem(f"{message} Claims of that place and term: {len(both)}. {told}", "", value=place)
    if of_term:
        return Problem(message, nearest(place, {claim.place for claim in of_term}), value=place)
    if here:
        return Problem(message, nearest(term, {claim.term for claim in here}), value=term)
    places = {claim.place for claim in known}
    fix = nearest(place, places) if places else "No claim was published by then: use a later --as-of."
    return Problem(message, fix, value=place)

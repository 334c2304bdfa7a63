"""Needs as the report's table shows them: few days, the middle and the range of each item."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, get_args

import pandas as pd

from waystation.plan.planning_figure import unit_days
from waystation.plan.standards import Group, Standard
from waystation.share.disclosure import THRESHOLD, hidden
from waystation.share.display_names import label_of
from waystation.share.language import Language, language
from waystation.share.rounding import DateInterval, Interval
from waystation.share.table_rows import NeedRow, NeedsTable

__all__ = ["PLANNED", "needs_tables", "planned_unit"]

Row = Mapping[Any, Any]
_NEED_DAYS = (7, 30)


def needs_tables(
    needs: pd.DataFrame,
    as_of: date,
    standards: Sequence[Standard] = (),
    stockouts: pd.DataFrame | None = None,
    *,
    sites: Sequence[str] = (),
    words: Language | None = None,
    planned: bool = True,
) -> list[NeedsTable]:
    """Needs at each place on few days: in a week, in a month, and what is new by then.

    Parameters
    ----------
    needs : table as from `waystation.plan.needs`, with quantiles 0.1, 0.5 and 0.9
    as_of : the as-of date
    standards : all that were read: what those not used say is shown beside the one used
    stockouts : as from `waystation.plan.stockout_dates`: adds the day on which stock runs out
    sites : places asked for; none: all
    words : the reader's language; default: English
    planned : whether large needs are told in the units people plan in; else, and for each item that is in stock
        anywhere, in those that stock is given in

    Returns
    -------
    one table for each place where ten people or more are expected
    """
    words = words or language("en")
    if needs.empty:
        return []
    table = needs.assign(day=pd.to_datetime(needs["date"]).dt.date)
    table = table[table["default"].astype(bool)] if "default" in table else table
    days = _need_days(sorted(set(table["day"])), as_of)
    stocked = set() if stockouts is None else set(stockouts["item"])
    tables = []
    for place in (each for each in table["place"].unique() if not sites or each in sites):
        here = table[(table["place"] == place) & table["day"].isin(days)]
        if here.loc[here["quantile"] == 0.5, "people"].max() < THRESHOLD:
            continue
        heads = [words.short_day(day) for day in days]
        ends = _ends(stockouts, str(place), max(table["day"]))
        groups: dict[str, list[NeedRow]] = {}
        by_standard: dict[tuple[object, ...], list[Row]] = {}
        for row in here.to_dict("records"):
            by_standard.setdefault((row["item"], row["level"], row["source"], row["per"]), []).append(row)
        for rows in by_standard.values():
            groups.setdefault(str(rows[0]["group"]), []).append(
                _need_row(rows, days, standards, ends, words, planned, stocked)
            )
        ordered = [groups[each] for each in sorted(groups, key=_group_order)]
        tables.append(NeedsTable(str(place), [*heads, words.say("More than now, by %(day)s", day=heads[-1])], ordered))
    return tables


def _need_days(known: list[date], as_of: date) -> list[date]:
    wanted = [as_of + timedelta(days=days) for days in _NEED_DAYS]
    return [day for day in wanted if day in known] or known[-1:]


def _ends(stockouts: pd.DataFrame | None, place: str, last: date) -> dict[str, DateInterval]:
    """When stock of each item at a place runs out: the day of the middle case, of the high one and of the low one."""
    found: dict[str, DateInterval] = {}
    if stockouts is None:
        return found
    for item, rows in stockouts[stockouts["place"] == place].groupby("item"):
        days = {float(row["quantile"]): row["runs_out"] for _, row in rows.iterrows()}
        low, median, high = (None if pd.isna(days[at]) else days[at].date() for at in (0.9, 0.5, 0.1))
        found[str(item)] = DateInterval(median, low, high, last)
    return found


def _said_by_others(first: Row, standards: Sequence[Standard], words: Language) -> str:
    """Figures of the same item that other rows give, in their own words."""
    figures = {(each.figure, each.per): each for each in standards if each.item == first["item"] and not each.default}
    used = (first["figure"], first["per"])
    others = [
        _of(
            words.say("%(figure)s per %(per)s", figure=words.figure(each.figure), per=_per(each.per, words)),
            each.level,
            each.source,
            words,
        )
        for (figure, per), each in figures.items()
        if (float(figure), per) != used
    ]
    return "; ".join(others)


def _need_row(
    rows: Sequence[Row],
    days: Sequence[date],
    standards: Sequence[Standard],
    ends: dict[str, DateInterval],
    words: Language,
    in_planned: bool,
    stocked: Collection[str],
) -> NeedRow:
    first = rows[0]
    on = [{float(row["quantile"]): row for row in rows if row["day"] == day} for day in days]
    item, unit = str(first["item"]), str(first["unit"])
    least = min(float(each[0.5]["need"]) for each in on)
    # Whoever gave stock compares it with the need: both stay in the unit that stock is given in.
    planned, of = planned_unit(unit, least) if in_planned and item not in stocked else (unit, 1)
    cells = [_cell(each, "need", first, of, words) for each in on]
    cells.append(_cell(on[-1], "extra", first, of, words))
    thing = unit if unit_days(unit) is None else unit.rsplit(" per ", 1)[0]
    counted = not item.endswith(thing)
    amount, per = words.figure(first["figure"]), _per(str(first["per"]), words)
    if not counted:
        figure = words.say("%(figure)s per %(per)s", figure=amount, per=per)
    elif first["figure"] == 1:  # the unit is a plural
        figure = words.say("%(unit)s: 1 per %(per)s", unit=_set(words.say(thing)), per=per)
    else:
        figure = words.say("%(figure)s %(unit)s per %(per)s", figure=amount, unit=_set(words.say(thing)), per=per)
    standard = _of(figure, str(first["level"]), str(first["source"]), words)
    name = label_of(words.say(item))
    if not item.endswith(unit):
        name = f"{name}, {words.say(planned)}"
    end = f"{words.around(ends[item])} ({words.days_bracket(ends[item])})" if item in ends else ""
    return NeedRow(_set(name), standard, cells, _said_by_others(first, standards, words), end)


def _of(figure: str, level: str, source: str, words: Language) -> str:
    """A planning figure with what it is for and who says so."""
    return words.say("%(figure)s (%(level)s; %(source)s)", figure=figure, level=words.say(level), source=source)


_COUNT = re.compile(r"\d+")


def _per(text: str, words: Language) -> str:
    """What one figure is for, such as "50 people" or "person per day"."""
    found = _COUNT.match(text)
    if found is None:
        return _set(words.say(text))
    message = text.replace(found[0], "%(count)s", 1)
    return words.say(message, count=words.number(int(found[0])))


_THOUSANDS = re.compile(r"\b\d{4,}\b")
_GROUPS = list(get_args(Group))


def _group_order(group: str) -> int:
    return _GROUPS.index(group) if group in _GROUPS else len(_GROUPS)


def _set(text: str) -> str:
    """As print sets it: thousands marked, squares raised."""
    return _THOUSANDS.sub(lambda found: f"{int(found[0]):,}", text.replace("m2", "m\u00b2").replace("m3", "m\u00b3"))


PLANNED = {
    "litres per day": ("m3 per day", 1000),
    "kg per day": ("tonnes per day", 1000),
    "kg per month": ("tonnes per month", 1000),
    "m2": ("hectares", 10_000),
}
"""Units that people plan in where amounts are large, and how many of the small unit make one."""

_LARGE = 10
"""So many of the larger unit, and it is used."""


def planned_unit(unit: str, amount: float) -> tuple[str, int]:
    """The unit in which somebody plans an amount, and how many of the given unit make one.

    Examples
    --------
    >>> planned_unit("litres per day", 780_000.0), planned_unit("litres per day", 900.0)
    (('m3 per day', 1000), ('litres per day', 1))
    """
    larger, of = PLANNED.get(unit, (unit, 1))
    return (larger, of) if amount >= _LARGE * of else (unit, 1)


def _cell(on: Mapping[float, Row], column: str, first: Row, of: int, words: Language) -> tuple[str, str]:
    if hidden(float(on[0.9]["people"])):
        return words.say("for fewer than %(count)s people", count=words.number(THRESHOLD)), ""
    median, low, high = (float(on[level][column]) / of for level in (0.5, 0.1, 0.9))
    shown = Interval(median, low, high, people=False, whole=of == 1 and first["rounding"] == "up")
    return words.middle(shown), words.range(shown)

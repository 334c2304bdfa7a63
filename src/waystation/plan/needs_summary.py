"""The needs table of a report: a few days, each with its low, middle and high case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from waystation.errors import InputError, Problem
from waystation.plan.standards import Standard

__all__ = ["HEADLINE", "needs_summary"]

HEADLINE = (
    "water", "taps", "toilets", "covered space", "tents", "food", "blankets", "clinic visits",
    "registration desks",
)  # fmt: skip
"""Items a report shows first."""

COLUMNS = (
    "place", "when", "date", "group", "item", "unit", "low", "middle", "high",
    "extra_low", "extra_middle", "extra_high", "counted", "standard", "others",
)  # fmt: skip
_KEYS = ["place", "date", "group", "item"]


def needs_summary(
    table: pd.DataFrame,
    standards: Sequence[Standard],
    *,
    days: Sequence[int] = (7, 14, 30),
    peak: bool = True,
    items: Iterable[str] | None = None,
) -> pd.DataFrame:
    """The needs a planner looks at first.

    Parameters
    ----------
    table : from `needs` or `needs_of_members`, with two or more quantiles; its default rows are used
    standards : all that were read, to offer the other figures beside the one used
    days : days after the as-of date; those past the end of the table are left out
    peak : also the day on which the middle case of an item is highest (the first such day)
    items : items wanted, in order; default `HEADLINE`, then those whose figure is the user's own

    Returns
    -------
    Rows by place, then "in 7 days", ..., "at the peak", then item. ``low``, ``middle``, ``high`` are needs at
    the lowest quantile, the one nearest to a half and the highest; ``extra_...`` what goes beyond the
    need of the people there on the as-of date; ``standard`` is the figure used, ``others`` those not used.

    Raises
    ------
    InputError
        If the table has fewer than two quantiles, as no figure is shown without its interval, or if it
        says no as-of date.
    """
    quantiles = sorted(table["quantile"].unique())
    if len(quantiles) < 2:
        fix = "Ask for a low and a high quantile, such as 0.1, 0.5 and 0.9."
        raise InputError(Problem("The needs have no interval: fewer than two quantiles.", fix))
    if "as_of" not in table.attrs:
        raise InputError(Problem("The needs do not say their as-of date.", 'Set table.attrs["as_of"].'))
    as_of = pd.Timestamp(table.attrs["as_of"])
    used = table[table["default"]]
    own = used.loc[used["confidence"] == "own", "item"].unique()
    wanted = list(dict.fromkeys(items if items is not None else [*HEADLINE, *own]))
    cases = {
        "low": quantiles[0],
        "middle": min(quantiles, key=lambda quantile: abs(quantile - 0.5)),
        "high": quantiles[-1],
    }
    wide = _wide(used[used["item"].isin(wanted)], cases)
    parts = [
        wide[wide["date"] == as_of + pd.Timedelta(days=ahead)].assign(when=f"in {ahead} days", turn=turn)
        for turn, ahead in enumerate(days)
    ]
    if peak and len(wide):
        later = wide[wide["date"] >= as_of].reset_index(drop=True)
        highest = later.groupby(["place", "item"])["middle"].idxmax()
        parts.append(later.loc[highest].assign(when="at the peak", turn=len(days)))
    summary = pd.concat(parts, ignore_index=True) if parts else wide.assign(when="", turn=0)
    words = {standard.item: standard.words for standard in standards if standard.default}
    summary["standard"] = summary["item"].map(words).fillna("")
    summary["others"] = ["; ".join(_others(standards, item)) for item in summary["item"]]
    places = {place: order for order, place in enumerate(table["place"].unique())}
    summary["of_place"] = summary["place"].map(places)
    summary["of_item"] = summary["item"].map(wanted.index)
    summary = summary.sort_values(["of_place", "turn", "of_item"], kind="stable", ignore_index=True)
    return summary[list(COLUMNS)]


def _others(standards: Sequence[Standard], item: str) -> list[str]:
    return [standard.words for standard in standards if standard.item == item and not standard.default]


def _wide(used: pd.DataFrame, cases: dict[str, float]) -> pd.DataFrame:
    """One row for each place, day and item, its cases side by side."""
    facts = used.drop_duplicates(_KEYS)[[*_KEYS, "unit", "counted"]]
    for case, quantile in cases.items():
        of_case = used.loc[used["quantile"] == quantile, [*_KEYS, "need", "extra"]]
        facts = facts.merge(of_case.rename(columns={"need": case, "extra": f"extra_{case}"}), on=_KEYS)
    return facts

"""Disclosure control: how sensitive an output is, and which small counts it must not show.

Applied to every table and page that leaves the tool. Counts of 1 to 9 people are shown as "<10", never
as 0 or a blank; zero stays zero. Other counts are rounded to 10, or to 100 from 1,000 on.

References
----------
Levels: OCHA Data Responsibility Guidelines. Threshold 10 and rounding: see "Data responsibility" in the docs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from waystation.world.scenario_model import Level, Settings

__all__ = [
    "SHARING",
    "SMALL",
    "THRESHOLD",
    "Banner",
    "banner",
    "hidden",
    "highest",
    "least_step",
    "public_count",
    "with_thousands",
]

THRESHOLD = 10
"""Counts of people below this, and above zero, are not shown."""

SMALL = f"<{THRESHOLD}"
"""What stands in their place."""

SHARING = {
    Level.LOW: "May be shared publicly.",
    Level.MODERATE: "Restricted: share within the response only.",
    Level.HIGH: "Confidential: share with named partners only.",
    Level.SEVERE: "Strictly confidential: need to know only.",
}


@dataclass(frozen=True)
class Banner:
    """What every output says of itself.

    Parameters
    ----------
    level : its sensitivity
    sharing : with whom it may be shared, as a sentence
    owner : who answers for it
    synthetic : whether the situation is made up
    """

    level: Level
    sharing: str
    owner: str
    synthetic: bool

    @property
    def text(self) -> str:
        """All of it in one line, for files that have no page."""
        parts = [f"Sensitivity: {self.level.value}.", self.sharing, "Draft for coordination."]
        if self.owner:
            parts.append(f"Owner: {self.owner}.")
        if self.synthetic:
            parts.append("Synthetic: made-up data.")
        return " ".join(parts)


def highest(levels: Iterable[Level]) -> Level:
    """The level an output takes from its inputs: the highest of them; `Level.LOW` if there are none.

    Examples
    --------
    >>> highest([Level.MODERATE, Level.HIGH, Level.LOW]).value
    'high'
    """
    order = list(Level)
    return max(levels, key=order.index, default=Level.LOW)


def banner(settings: Settings, *inputs: Level) -> Banner:
    """The banner of an output.

    Parameters
    ----------
    settings : of the scenario: its level, owner and synthetic flag
    inputs : levels of what else goes into the output
    """
    level = highest([settings.level, *inputs])
    return Banner(level, SHARING[level], settings.owner, settings.synthetic)


def least_step(largest: float) -> float:
    """Smallest step that counts of people are rounded to: 10, or 100 if the largest is 1,000 or more."""
    return 100.0 if largest >= 1000 else 10.0


def hidden(count: float) -> bool:
    """Whether a count of people is too small to be shown.

    Examples
    --------
    >>> [hidden(count) for count in (0, 1, 9.4, 10)]
    [False, True, True, False]
    """
    return 0 < count < THRESHOLD


def public_count(count: float) -> str:
    """A count of people as a file shows it.

    Examples
    --------
    >>> [public_count(count) for count in (0, 3, 17, 845, 52_317)]
    ['0', '<10', '20', '840', '52300']
    """
    if hidden(count):
        return SMALL
    step = least_step(count)
    return f"{round(count / step) * step:.0f}"


def with_thousands(count: str) -> str:
    """A count as `public_count` writes it, its thousands apart as screens and pages show them; a sign may stand before.

    Examples
    --------
    >>> [with_thousands(count) for count in ("52300", "-840", "<10")]
    ['52,300', '-840', '<10']
    """
    return f"{int(count):,}" if count.removeprefix("-").isdigit() else count

"""Standards: planning figures as data, each with its unit, level, phase, source and how sure it is.

One rule turns every figure into a need, so a new item is a row and never code::

    need = figure x people / per

``figure`` and ``per`` are kept as handbooks write them: 15 litres per day per "person per day", 1 toilet
per "50 people", 1 kitchen set per "family", 2.2 visits per "person per year". Where the unit has a period the
figure needs one too, and the need is in the unit's. ``counted`` says which people:

- "people there" for what has to be there as long as they are: water, toilets, tents, food;
- "new arrivals so far" (since the as-of date) for what is handed out once: blankets, kitchen sets. People
  there on the as-of date are taken to have theirs;
- "new arrivals that day" for work done on the day people come: registration desks.

Standards disagree. All sides are kept and none is averaged: of each item at most one row is marked as
``default`` and the others are offered (`choose_standards` makes another row the default). Items without a default stand
in for another item or are part of it, so adding them up would count twice.

These are humanitarian minima, not national law. A user's own file goes over the packaged one row by row,
and its ``source`` column is mandatory: whoever overrides a figure is named beside it (`read_standards`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from waystation.errors import InputError, Problem, nearest
from waystation.plan.planning_figure import read_per, unit_days

__all__ = [
    "Confidence", "Counted", "Group", "Rounding", "Standard", "StandardLevel", "StandardPhase", "choose_standards",
    "defaults",
]  # fmt: skip

StandardLevel = Literal["survival", "emergency", "minimum", "planning", "target", "maximum"]
StandardPhase = Literal["any", "first days", "first weeks", "months"]
Counted = Literal["people there", "new arrivals so far", "new arrivals that day"]
Rounding = Literal["up", "none"]
Group = Literal["water", "sanitation", "shelter", "food", "items", "health", "education", "registration"]
Confidence = Literal["read", "quoted", "unconfirmed", "derived", "own"]

_Words = Annotated[str, Field(min_length=1)]


class Standard(BaseModel):
    """One planning figure.

    Examples
    --------
    >>> toilets = Standard(item="toilets", figure="1", unit="toilets", per="50 people", level="emergency",
    ...                    rounding="up", group="sanitation", source="Sphere Handbook 2018")
    >>> toilets.need(10_001)
    201
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: _Words = Field(description="What is needed; rows of one item are alternatives")
    figure: Decimal = Field(gt=0, le=Decimal(10**9), allow_inf_nan=False, description="How much, in `unit`")
    unit: _Words = Field(description="Unit of the need, such as litres per day")
    per: _Words = Field(description="What the figure is for: person, 50 people, family; a period if the unit has one")
    counted: Counted = Field("people there", description="Which people")
    level: StandardLevel = Field(description="Never mix levels: a minimum is not a target")
    phase: StandardPhase = Field("any", description="From when it holds, after the start of an emergency")
    rounding: Rounding = Field(description="up for what cannot be split, at each place; otherwise none")
    group: Group = Field(description="Heading it stands under")
    default: bool = Field(False, description="Whether the needs table uses it, of all rows of its item")
    source: _Words = Field(description="Who says so")
    confidence: Confidence = Field("own", description="Seen, quoted, unconfirmed, worked out; own: the user's")
    note: str = Field("", description="Range, conditions and doubts")

    @model_validator(mode="after")
    def _periods_match(self) -> Self:
        per_days, days = read_per(self.per).days, unit_days(self.unit)
        if (per_days is None) != (days is None) or days == 0:
            raise ValueError(f'unit "{self.unit}" and per "{self.per}" must both have a period, or neither')
        return self

    @property
    def per_family(self) -> bool:
        """Whether the figure is for families rather than people."""
        return read_per(self.per).families

    @property
    def words(self) -> str:
        """The figure in one line, with its source.

        Examples
        --------
        >>> Standard(item="water", figure="15", unit="litres per day", per="person per day", level="minimum",
        ...          rounding="none", group="water", source="Sphere Handbook 2018").words
        '15 litres per person per day (minimum, Sphere Handbook 2018)'
        """
        unit = self.unit.rsplit(" per ", 1)[0] if unit_days(self.unit) is not None else self.unit
        # The unit is a plural: "toilets: 1 per 20 people".
        figure = f"{unit}: 1" if self.figure == 1 else f"{self.figure} {unit}"
        return f"{figure} per {self.per} ({self.level}, {self.source})"

    def ratio(self) -> Fraction:
        """Need for one person (one family if `per_family`), exact, in `unit`."""
        per = read_per(self.per)
        ratio = Fraction(self.figure) / per.number
        days = unit_days(self.unit)
        return ratio if per.days is None or days is None else ratio * Fraction(days, per.days)

    def exact(self, people: int, household_size: float = 5.0) -> Fraction:
        """Need for so many people before any rounding, in `unit`.

        Parameters
        ----------
        people : zero or more
        household_size : people per family, used where the figure is for families

        Raises
        ------
        InputError
            If there are fewer than zero people or the household size is not a number above zero.
        """
        _check(people, household_size)
        need = self.ratio() * people
        return need / _fraction(household_size) if self.per_family else need

    def need(self, people: int, household_size: float = 5.0) -> int | float:
        """Need for so many people at one place, in `unit`.

        Worked out with whole numbers and fractions: 5,000 people at 1 per 50 are 100, never 101. Rounded up
        where the thing cannot be split; then families are whole too, as seven people in families of five need
        two kits. Otherwise the nearest float of the exact need.

        Parameters, errors : as `exact`

        Examples
        --------
        >>> kits = Standard(item="mats", figure="2", unit="mats", per="family", level="planning",
        ...                 rounding="up", group="items", source="Shelter Cluster")
        >>> kits.need(7)
        4
        """
        _check(people, household_size)
        if self.rounding == "none":
            return float(self.exact(people, household_size))
        count = -(-people // _fraction(household_size)) if self.per_family else people
        return int(-(-(count * self.ratio()) // 1))


def _fraction(household_size: float) -> Fraction:
    """The number as written: 5.3 is 53/10, not the float next to it."""
    return Fraction(str(household_size))


def _check(people: int, household_size: float) -> None:
    problems = []
    if people < 0:
        problems.append(Problem(f"{people} is negative.", "Give 0 or more."))
    if not 0 < household_size < float("inf"):
        problems.append(
            Problem(
                f"{household_size} people per family is not a possible family size.",
                "Give a number above 0, such as 5.",
            )
        )
    if problems:
        raise InputError(problems)


def defaults(standards: Iterable[Standard]) -> list[Standard]:
    """The rows a needs table uses: at most one of each item, in the order given."""
    return [standard for standard in standards if standard.default]


def choose_standards(
    standards: Iterable[Standard],
    *,
    level: str | None = None,
    phase: str | None = None,
    source: str | None = None,
    items: Iterable[str] | None = None,
) -> list[Standard]:
    """The same standards with other defaults, where a row fits what is asked.

    Items for which no row fits keep their default; so do items that have none. Of several rows that fit,
    the first is taken, the present default before all.

    Parameters
    ----------
    standards : as from `read_standards`
    level : one of the levels, such as "target"
    phase : one of the phases; a row holds from its phase on, until a row of a later phase takes over
    source : part of the name of a source, whatever the case, such as "UNHCR"
    items : names of items to change; default all

    Raises
    ------
    InputError
        For a level or phase that does not exist, or a source or item that no standard has, with the nearest.

    Examples
    --------
    >>> from waystation.plan import choose_standards, defaults, read_standards
    >>> chosen = choose_standards(read_standards(), source="unhcr", items=["taps"])
    >>> [standard.words for standard in defaults(chosen) if standard.item == "taps"]
    ['taps: 1 per 80 people (target, UNHCR Handbook 2nd ed., in InterWorks comparison 2001)']
    """
    rows = list(standards)
    wanted = set(items) if items is not None else {row.item for row in rows}
    _check_choice(rows, level, phase, source, wanted)

    order = get_args(StandardPhase)
    reached = order.index(phase) if phase is not None else None

    def misfit(row: Standard) -> tuple[int, bool] | None:
        begins = order.index(row.phase)
        fits = (
            (level is None or row.level == level)
            and (reached is None or begins <= reached)
            and (source is None or source.casefold() in row.source.casefold())
        )
        return (0 if reached is None else reached - begins, not row.default) if fits else None

    chosen: dict[str, Standard] = {}
    for item in wanted & {row.item for row in rows if row.default}:
        ranked = [(rank, row) for row in rows if row.item == item and (rank := misfit(row)) is not None]
        if ranked:
            chosen[item] = min(ranked, key=lambda each: each[0])[1]
    return [row.model_copy(update={"default": row is chosen[row.item]}) if row.item in chosen else row for row in rows]


def _check_choice(
    rows: list[Standard], level: str | None, phase: str | None, source: str | None, items: set[str]
) -> None:
    problems = [
        Problem(f'There is no {what} "{value}" of standards.', nearest(value, known))
        for what, value, known in (
            ("level", level, get_args(StandardLevel)),
            ("phase", phase, get_args(StandardPhase)),
        )
        if value is not None and value not in known
    ]
    if source is not None and not any(source.casefold() in row.source.casefold() for row in rows):
        problems.append(Problem(f'No standard comes from "{source}".', nearest(source, {row.source for row in rows})))
    names = {row.item for row in rows}
    problems += [Problem(f'No standard is about "{item}".', nearest(item, names)) for item in sorted(items - names)]
    if problems:
        raise InputError(problems)

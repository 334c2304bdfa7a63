"""One reported figure: a claim, and whether it counts a stock, a flow or a running total."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from waystation.claims.faults import faults
from waystation.claims.offices import counter_of
from waystation.claims.vocabulary import vocabulary
from waystation.names import Name

__all__ = ["RUNNING_DAYS", "Claim", "Kind", "ReportedFigure", "changed", "content_of", "kind_of", "kinds_of"]

RUNNING_DAYS = 14
"""A flow counted over more days than this is a running total."""

_SHARED_ENDS = 3
"""So many different ends after one start make that start the start of a running count."""


_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def _unit_name(word: object) -> object:
    unit = vocabulary().unit(word) if isinstance(word, str) else None
    return unit.name if unit else word


def _term_name(word: object) -> object:
    term = vocabulary().term(word) if isinstance(word, str) else None
    return term.name if term else word


class Kind(StrEnum):
    """What sort of figure a claim is. Figures of different kinds are never added."""

    STOCK = "stock"
    FLOW = "flow"
    RUNNING_TOTAL = "running total"
    OTHER = "other"


class ReportedFigure(BaseModel):
    """The columns of a claim, each of the right type; whether they agree is for `Claim` to judge."""

    former_names: ClassVar[Mapping[str, str]] = {
        "told_to": "reported_to", "kept_out": "exclusion_reason", "part_of": "total_id",
    }  # fmt: skip
    """Columns by the name they had before version 0.2, in tables and ledgers: still read."""

    # Blanks at the ends of a cell say nothing, and spreadsheets add and drop them at will.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str = Field("", description="Unique name; if empty, derived from the content")
    published: date = Field(description="Day the figure came out; unknown to any earlier forecast")
    source: str = Field(description="Who published it and, in brackets, who counted; offices, not private persons")
    about_start: date | None = Field(None, description="First day it describes; blank if not stated")
    about_end: date | None = Field(
        None, description="Last day it describes, or the day of a stock; blank if not stated"
    )
    place: Name = Field(description="Where, as places.csv writes it")
    quantity_low: float | None = Field(None, description="Low end; blank for up to")
    quantity_high: float | None = Field(None, description="High end; blank for at least and more than")
    qualifier: str = Field(description="How it was worded: exact, about, at least, more than, up to, range, vague, ...")
    unit: Annotated[str, BeforeValidator(_unit_name)] = Field(
        description="What was counted: people, households, trucks, ...; usual synonyms are read as these"
    )
    term: Annotated[str, BeforeValidator(_term_name)] = Field(
        description="What happened to them: arrived, left, camp_population, ...; usual synonyms are read as these"
    )
    note: str = Field("", description="Details and doubts; what became known later stands after 'Hindsight:'")
    total_id: str = Field("", description="Id of the total it belongs to, or yes if that total is not a row")
    speaker: str = Field("", description="Who said or counted it, as an office")
    reported_to: str = Field("", description="To whom it was said")
    publisher: str = Field("", description="Where it was read")
    role: str = Field("", description="recommended (counts) or triangulation (kept, never counted)")
    household_size: float | None = Field(None, description="People per family, where families were counted")
    category: str = Field("", description="Category of the IDMC fact model")
    start_accuracy: str = Field("", description="How sure about_start is: day, week, month or year")
    end_accuracy: str = Field("", description="How sure about_end is: day, week, month or year")
    displacement_occurred: str = Field("", description="before, during, after or unknown")
    location_accuracy: str = Field("", description="ADM0 to ADM3, or point")
    identifier: str = Field("", description="Whether place is the origin, the destination or both")
    excerpt: str = Field("", description="The words of the report that say it")
    excerpt_start: int | None = Field(None, description="Offset in the report of the first character, from 0")
    excerpt_end: int | None = Field(None, description="Offset in the report after the last character")
    reliability: str = Field("", description="low, medium or high")
    calculation_logic: str = Field("", description="How the figure was worked out, if it was")
    figure_kind: str = Field("", description="specific, or vague if the range is the reader's")
    report: str = Field("", description="Name of the report it was read from")
    spans: str = Field("", description="Where each field stands in the report: figure 12-17; place 40-45")
    confidence: float | None = Field(None, ge=0, le=1, description="How sure the reading is, 0 to 1; blank if by hand")
    exclusion_reason: str = Field(
        "", description="Why it is never counted: denied, hypothetical, forecast, background or corrected"
    )
    copied_from: str = Field("", description="Id of the claim that it repeats, where the report says so")

    @model_validator(mode="before")
    @classmethod
    def _by_present_names(cls, values: Any) -> Any:
        return with_present_names(values) if isinstance(values, dict) else values


def with_present_names(values: dict[str, Any]) -> dict[str, Any]:
    """Values by column, where a column has the name that it had before version 0.2."""
    former = ReportedFigure.former_names
    return {former.get(name, name): value for name, value in values.items()} if former.keys() & values else values


class Claim(ReportedFigure):
    """One reported figure, with who said it, when, of what, where and how sure.

    An empty ``id`` is derived from the content, so that the same claim read again gets the same id.

    Raises
    ------
    pydantic.ValidationError
        If the columns do not agree, such as a low figure above the high one; names each fault.
        (Tables are read by `read_claims`, which raises `InputError` with file and row.)
    """

    @model_validator(mode="after")
    def _can_stand(self) -> Self:
        found = faults(self.__dict__)
        if found:
            text = " ".join(f"{fault.column}: {fault.message} {fault.fix}" for fault in found)
            raise PydanticCustomError("claim", "{text}", {"text": text, "faults": found})
        if not self.id.strip():
            object.__setattr__(self, "id", _derived_id(self))
        return self

    @property
    def vague(self) -> bool:
        """Whether the range is the reader's, read into words such as "several hundred"."""
        return self.qualifier == "vague" or self.figure_kind == "vague"

    @property
    def until(self) -> date:
        """Last day it describes; the day of publication where that is not stated."""
        return self.about_end or self.published

    @property
    def family(self) -> str:
        """What its term describes, such as ``exits`` for left and evacuated alike."""
        return vocabulary().terms[self.term].family

    @property
    def at_origin(self) -> str:
        """``before`` or ``now`` for a stock of people where they come from, such as those remaining; else empty."""
        return vocabulary().terms[self.term].at_origin

    @property
    def counts(self) -> str:
        """What its unit counts: people, households, group, things, rate or share; empty if nobody knows the unit."""
        unit = vocabulary().units.get(self.unit)
        return unit.counts if unit else ""

    def people_per_unit(self, household_size: float | None = None) -> float | None:
        """People that one unit stands for; None if it does not count all people, or a household's size is not known.

        Parameters
        ----------
        household_size : people per household where the claim does not state it

        Examples
        --------
        >>> row = dict(published="2030-05-02", source="IOM", place="Adre", quantity_low=500, quantity_high=500,
        ...            qualifier="exact", term="arrived")
        >>> Claim(unit="HH", household_size=5, **row).people_per_unit(), Claim(unit="HH", **row).people_per_unit()
        (5.0, None)
        """
        if self.counts == "people":
            return 1.0
        return (self.household_size or household_size) if self.counts == "households" else None

    @property
    def figure(self) -> str:
        """The figure as worded, for a reader.

        Examples
        --------
        >>> claim = Claim(published="2019-03-01", source="OCHA", place="Al-Hol camp", quantity_low=45000,
        ...               qualifier="at least", unit="people", term="camp_population")
        >>> claim.figure
        'at least 45,000 people'
        """
        ends = sorted({end for end in (self.quantity_low, self.quantity_high) if end is not None})
        shown = " to ".join(f"{end:,.15g}" for end in ends)
        word = "" if self.qualifier in {"exact", "range"} else f"{self.qualifier} "
        counted = f"{shown} {self.unit_of(single=ends == [1])}"
        return f"{counted} (range read into a vague word)" if self.vague else f"{word}{counted}"

    def unit_of(self, *, single: bool) -> str:
        """The unit in words: for a single one, or else in its plural."""
        known = vocabulary().units.get(self.unit)
        return known.one if single and known is not None and known.one else self.unit.replace("_", " ")


def content_of(claim: Claim) -> dict[str, Any]:
    """All of a claim but its id and its empty cells, in plain types."""
    return claim.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)


def changed(claim: Claim, **values: Any) -> Claim:
    """A claim with other values in some columns and, unless one is given, an id of its own.

    Raises
    ------
    pydantic.ValidationError
        As for `Claim`.

    Examples
    --------
    >>> claim = Claim(id="a", published="2019-03-01", source="OCHA", place="Al-Hol", quantity_low=45000,
    ...               qualifier="at least", unit="people", term="camp_population")
    >>> changed(claim, place="Al-Hol camp").place, changed(claim, place="Al-Hol camp").id == "a"
    ('Al-Hol camp', False)
    """
    return Claim.model_validate({**claim.model_dump(exclude={"id"}), **values})


_ENCODER = json.JSONEncoder(sort_keys=True)
_FORMER = {present: name for name, present in ReportedFigure.former_names.items()}


def _derived_id(claim: Claim) -> str:
    # Empty cells are left out, so that a column added in a later version changes no id; nor does another name of one.
    content = {_FORMER.get(name, name): value for name, value in content_of(claim).items()}
    text = _ENCODER.encode(content)
    # Letters only: a run of digits reads like an identity number, and "1e5" like a figure.
    return f"c-{hashlib.sha256(text.encode()).hexdigest()[:12].translate(_LETTERS)}"


def kind_of(claim: Claim, among: Iterable[Claim] = ()) -> Kind:
    """Whether a claim is a stock, a flow, a running total or neither.

    A flow is a *running total* if its start is not stated, if it runs for more than `RUNNING_DAYS`
    days, or if the same counter gave, from that same start, figures to at least three different
    ends (seen only with `among`). Rates ("people per day") and shares are neither stock nor flow.

    Parameters
    ----------
    claim : the claim to judge
    among : the other claims of the situation, which can show that its start is a common one

    Examples
    --------
    >>> week = dict(source="OCHA", place="Al-Hol camp", qualifier="about", unit="people", term="arrived",
    ...             published="2019-03-04", quantity_low=15000, quantity_high=15000)
    >>> kind_of(Claim(about_start="2019-02-22", about_end="2019-03-01", **week)).value
    'flow'
    >>> kind_of(Claim(about_start="2018-12-04", about_end="2019-03-01", **week)).value
    'running total'
    """
    alike = (each for each in among if each.about_start == claim.about_start)
    return _kind(claim, {claim.until, *(each.until for each in alike if _counted_from(each) == _counted_from(claim))})


def kinds_of(claims: Iterable[Claim]) -> dict[str, Kind]:
    """By id, what `kind_of` says of each claim among all of them."""
    together = list(claims)
    ends: defaultdict[tuple[object, ...], set[date]] = defaultdict(set)
    for claim in together:
        ends[_counted_from(claim)].add(claim.until)
    return {claim.id: _kind(claim, ends[_counted_from(claim)]) for claim in together}


def _kind(claim: Claim, ends: set[date]) -> Kind:
    kind = vocabulary().terms[claim.term].kind
    if kind == "other" or claim.counts in ("share", "rate") or " per " in claim.unit.replace("_", " "):
        return Kind.OTHER
    if kind == "stock":
        return Kind.STOCK
    start = claim.about_start
    if start is None or (claim.until - start).days >= RUNNING_DAYS:
        return Kind.RUNNING_TOTAL
    return Kind.RUNNING_TOTAL if len(ends) >= _SHARED_ENDS else Kind.FLOW


def _counted_from(claim: Claim) -> tuple[object, ...]:
    """What counts share that one counter gave from one start."""
    counter = counter_of(claim.source, claim.speaker)
    return (claim.about_start, claim.place, claim.term, claim.unit, claim.total_id, counter)

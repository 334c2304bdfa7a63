"""A proposed mapping as the fields of a form: what each column of a table means, and back to the mapping."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from waystation.claims.take.mapping_text import Proposal, ProposedFigure, proposed_figure
from waystation.claims.take.words import about_persons, folded
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem
from waystation.world.cells import CellError, read_date

__all__ = [
    "COUNTED", "DATES", "MEANINGS", "ColumnFields", "MappingFields", "as_typed", "counted_terms", "counted_units",
    "fields_of", "proposal_from",
]  # fmt: skip

MEANINGS = {
    "": "do not read it",
    "day": "the day",
    "start": "the first day of a period",
    "end": "the last day of a period",
    "place": "the place",
    "source": "who counted (an office)",
    "count": "a count",
}
COUNTED = {
    "1 last": "that day alone",
    "7 last": "the 7 days that end on it",
    "7 first": "the 7 days that begin on it",
    "14 last": "the 14 days that end on it",
    "14 first": "the 14 days that begin on it",
}
DATES = {"": "as the table shows", "dmy": "the day (3 April)", "mdy": "the month (March 4)"}


@dataclass(frozen=True)
class ColumnFields:
    """One column: its heading and first cells, what it means, and of a count what is counted."""

    number: int
    heading: str
    sample: str
    meaning: str
    why: str
    figure: ProposedFigure
    person: bool


@dataclass(frozen=True)
class MappingFields:
    """All that the form asks."""

    columns: tuple[ColumnFields, ...]
    publisher: str
    counted: str
    dates: str


def fields_of(proposal: Proposal, places: Collection[str] = ()) -> MappingFields:
    """The fields of a mapping, in the order of the table's columns.

    What a heading does not say is left to be chosen: whoever only ticks that they looked would count departures as
    arrivals, at a place called "Dep".

    Parameters
    ----------
    proposal : from the headings and cells of the table
    places : names of the scenario's places
    """
    known = {folded(each) for each in places}
    figures = {each.heading: each for each in proposal.figures}
    means = dict.fromkeys(figures, "count") | {proposal.place: "place", proposal.end: "end", proposal.source: "source"}
    means[proposal.day] = "start" if proposal.end else "day"
    why = {heading: reason for reason, heading in proposal.left}
    columns = [
        ColumnFields(
            number, heading, ", ".join(sample), means.get(heading, ""), why.get(heading, ""),
            _said(figures.get(heading) or proposed_figure(heading, list(figures), not proposal.place), known),
            about_persons(heading),
        )
        for number, (heading, sample) in enumerate(proposal.samples.items())
    ]  # fmt: skip
    step = proposal.days_counted or (proposal.step_days if proposal.step_days in (7, 14) else 1)
    counted = f"{step} {proposal.day_is if step > 1 else 'last'}"
    return MappingFields(tuple(columns), proposal.publisher, counted, proposal.dates)


def _said(figure: ProposedFigure, places: Collection[str]) -> ProposedFigure:
    """A figure without what its heading does not say: neither what happened nor a place of the scenario."""
    if figure.said or folded(figure.place) in places:
        return figure
    return replace(figure, term="", place="" if places else figure.place)


def proposal_from(given: Mapping[str, str], proposal: Proposal) -> Proposal:
    """The mapping that a filled form says.

    Parameters
    ----------
    given : fields by name: ``mean-0``, ``unit-0``, ``term-0``, ``place-0``, ``since-0``, ``part-0`` for the first
        column and so on; ``publisher``, ``counted`` and ``dates``
    proposal : what was proposed of the same table

    Raises
    ------
    InputError
        With everything that is missing: the day, a count, the place of a count.
    """
    means: dict[str, list[str]] = {name: [] for name in MEANINGS}
    figures: list[ProposedFigure] = []
    problems: list[Problem] = []
    for k, heading in enumerate(proposal.samples):
        meaning = given.get(f"mean-{k}", "")
        means.setdefault(meaning, []).append(heading)
        if meaning == "count":
            figures.append(_figure(given, k, heading, problems))
    problems += _missing(means)
    if not means["place"]:
        problems += [
            Problem("Nobody says where these people are.", "Choose a place.", column=each.heading)
            for each in figures
            if not each.place
        ]
    days, _, which = given.get("counted", "").partition(" ")
    if given.get("counted", "") not in COUNTED or given.get("dates", "") not in DATES:
        problems.append(Problem("The form is not whole.", "Drop the table again."))
    if problems:
        raise InputError(problems)
    period = bool(means["start"])
    return replace(
        proposal,
        day=(means["start"] or means["day"])[0], end=means["end"][0] if period else "",
        place=means["place"][0] if means["place"] else "", source=means["source"][0] if means["source"] else "",
        figures=figures,
        publisher=given.get("publisher", ""), days_counted=1 if period else int(days), day_is=which,
        dates=given.get("dates", ""), left=[],
    )  # fmt: skip


def counted_units() -> tuple[str, ...]:
    """Units of people, those of everyone first; none of armed people."""
    units = [each for each in vocabulary().units.values() if each.whole and not each.armed]
    kinds = list(dict.fromkeys(each.counts for each in units))
    return tuple(each.name for each in sorted(units, key=lambda each: (kinds.index(each.counts), each.name)))


def counted_terms() -> tuple[str, ...]:
    """What people may have done, or where they may be; first what the simulation counts."""
    terms = [each for each in vocabulary().terms.values() if each.kind != "other" and not each.armed]
    return tuple(each.name for each in sorted(terms, key=lambda each: (not each.measure, each.name)))


def as_typed(given: Mapping[str, str], fields: MappingFields) -> MappingFields:
    """The fields as somebody filled them in, right or wrong."""
    columns = tuple(
        replace(
            each,
            meaning=given.get(f"mean-{each.number}", ""),
            figure=replace(
                each.figure,
                unit=given.get(f"unit-{each.number}", each.figure.unit),
                term=given.get(f"term-{each.number}", each.figure.term),
                place=given.get(f"place-{each.number}", ""),
                since=given.get(f"since-{each.number}") or None,
                part=given.get(f"part-{each.number}", "") == "yes",
            ),
        )
        for each in fields.columns
    )
    return MappingFields(columns, given.get("publisher", ""), given.get("counted", ""), given.get("dates", ""))


def _figure(given: Mapping[str, str], k: int, heading: str, problems: list[Problem]) -> ProposedFigure:
    words, since = vocabulary(), given.get(f"since-{k}", "")
    unit, term = given.get(f"unit-{k}", ""), given.get(f"term-{k}", "")
    if unit not in words.units or term not in words.terms:
        problems.append(Problem("Nobody says what is counted.", "Choose it from the list.", column=heading))
    if since:
        try:
            since = read_date(since).isoformat()
        except CellError as error:
            problems.append(Problem(error.message, error.fix, column=heading, value=since))
    place, part = given.get(f"place-{k}", ""), given.get(f"part-{k}", "") == "yes"
    return ProposedFigure(heading, unit, term, place, since or None, part)


def _missing(means: Mapping[str, list[str]]) -> list[Problem]:
    problems = []
    one_day, period = means["day"], (means["start"], means["end"])
    if not (len(one_day) == 1 and not any(period)) and not (not one_day and all(len(each) == 1 for each in period)):
        fix = "Choose one column as the day; or one as the first and one as the last day of a period."
        problems.append(Problem("It is not clear which column holds the day.", fix))
    if not means["count"]:
        problems.append(Problem("No column is a count.", "Choose one or more."))
    problems += [
        Problem("This column is about single persons.", "Do not read it: only counts are kept.", column=heading)
        for meaning, headings in means.items()
        for heading in headings
        if meaning and about_persons(heading)
    ]
    for meaning, told in (("place", "are the place"), ("source", "say who counted")):
        if len(means[meaning]) > 1:
            problems.append(Problem(f"Two columns {told}.", "Choose one.", column=means[meaning][1]))
    return problems

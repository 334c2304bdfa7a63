"""A first scenario from ten questions: a border post, a site, and what little is known of the origin.

What is written is a folder that a person could have written, with every guess marked as one. It is there to be
corrected: the guesses are wide, and the first counts narrow them.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from string import Template
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from waystation.errors import InputError, Problem, nearest
from waystation.world.scenario_model import MOST_KM, MOST_PEOPLE, Level
from waystation.world.wording import explain

__all__ = ["DAYS_BEFORE", "QUESTIONS", "FirstAnswers", "new_scenario", "read_answers"]

DAYS_BEFORE = 14
"""A first day that is proposed lies so many days back, so that the figures that people have at hand count."""

People = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Hour = Annotated[int, Field(ge=0, le=24)]


class FirstAnswers(BaseModel):
    """Answers to the ten questions; what has a default may be left out, and is then marked as a guess."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120, description="What do you call this situation?")
    post: str = Field(min_length=1, max_length=80, description="At which border post or town do people arrive?")
    site: str = Field(min_length=1, max_length=80, description="Which site takes them in?")
    distance_km: float = Field(gt=0, le=MOST_KM, description="How far is the site from the post, by road (km)?")
    capacity: People | None = Field(None, description="How many people can the site hold?")
    people_now: People | None = Field(
        None, description="How many people are at the site on the first day (blank: nobody knows)?"
    )
    desks: int = Field(2, ge=1, le=1000, description="How many registration desks work side by side?")
    opens: Hour = Field(8, description="From which hour do the desks work?")
    closes: Hour = Field(17, description="Until which hour?")
    buses: int = Field(0, ge=0, le=10_000, description="How many vehicles carry people to the site (0: by own means)?")
    seats: int = Field(40, ge=1, le=1000, description="How many people does one vehicle carry?")
    origin: str = Field(min_length=1, max_length=80, description="Where do people come from?")
    least_people: People = Field(1000, ge=1, description="How many people may come, at the least?")
    most_people: People = Field(100_000, ge=1, description="And at the most?")
    first_day: date = Field(
        description="Which is the first day (such as 2030-02-01)? Figures of earlier days do not count."
    )
    days: int = Field(120, ge=14, le=730, description="How many days should be covered?")
    household_size: float = Field(5.0, gt=0, le=30, description="How many people are in a family?")
    time_zone: str = Field("UTC", max_length=60, description="In which time zone (such as Africa/Ndjamena)?")
    owner: str = Field("", max_length=120, description="Which office answers for these figures?")
    level: Level = Field(Level.HIGH, description="How sensitive is this: low, moderate, high or severe?")


# The ten questions, as groups of answers.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "The situation": ("name", "owner"),
    "The post": ("post",),
    "The site": ("site", "capacity", "people_now"),
    "The way": ("distance_km", "buses", "seats"),
    "The desks": ("desks",),
    "Their hours": ("opens", "closes", "time_zone"),
    "The origin": ("origin",),
    "How many may come": ("least_people", "most_people"),
    "Families": ("household_size",),
    "The period": ("first_day", "days", "level"),
}


def read_answers(raw: dict[str, object]) -> FirstAnswers:
    """Answers as typed values.

    Parameters
    ----------
    raw : answers by name of the field of `FirstAnswers`; blank text counts as not answered

    Raises
    ------
    InputError
        With every answer that is missing or cannot be used.
    """
    given = {name: value for name, value in raw.items() if value not in ("", None)}
    try:
        answers = FirstAnswers.model_validate(given)
    except ValidationError as error:
        raise InputError([_problem(each, given) for each in error.errors()]) from None
    problems = []
    if answers.least_people >= answers.most_people:
        message = f"{answers.least_people:,} at the least is not below {answers.most_people:,} at the most."
        problems.append(Problem(message, "Give a wider range.", column="most_people", value=str(answers.most_people)))
    if answers.opens == answers.closes:
        message = f"The desks open and close at {answers.opens}:00."
        problems.append(Problem(message, "Give two different hours.", column="closes", value=str(answers.closes)))
    if len({answers.post.casefold(), answers.site.casefold(), answers.origin.casefold()}) < 3:
        fix = "Give the post, the site and the origin three different names."
        problems.append(Problem("Two places have the same name.", fix, column="site", value=answers.site))
    if problems:
        raise InputError(problems)
    return answers


def new_scenario(folder: Path, answers: FirstAnswers) -> list[str]:
    """Write a first scenario, whole or not at all.

    Parameters
    ----------
    folder : to make; it must not exist, or be empty
    answers : as from `read_answers`

    Returns
    -------
    the guesses that were made, as sentences: what to find out first

    Raises
    ------
    InputError
        If the folder is there already and holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fix = "Choose another name, or an empty folder."
        raise InputError(Problem("The folder already exists and is not empty.", fix, str(folder), value=str(folder)))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            for name, text in _files(answers).items():
                (made / name).write_text(text, encoding="utf-8")
            made.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        fix = "Choose a place that you can write to."
        raise InputError(Problem(f"The folder cannot be made: {error.strerror}.", fix, str(folder))) from None
    return _guesses(answers)


def _problem(error: Mapping[str, Any], given: Mapping[str, object]) -> Problem:
    field = str(error["loc"][0])
    info = FirstAnswers.model_fields.get(field)
    if error["type"] == "missing" and info is not None:
        return Problem("There is no answer.", f"{info.description}", column=field)
    value = str(given.get(field, ""))[:80]
    if error["type"] == "extra_forbidden":
        return Problem("There is no such answer.", nearest(field, FirstAnswers.model_fields), column=field, value=value)
    message, fix = explain(error, f'"{value}"')
    return Problem(message, fix or (f"{info.description}" if info else ""), column=field, value=value)


def _files(answers: FirstAnswers) -> dict[str, str]:
    return {
        "scenario.toml": _settings(answers),
        "places.csv": _table(
            "name,role,latitude,longitude,capacity,source_note",
            [answers.origin, "origin", "", "", "", "Named at set-up"],
            [answers.post, "border post", "", "", "", "Named at set-up"],
            [answers.site, "camp", "", "", answers.capacity if answers.capacity is not None else "", "Named at set-up"],
        ),
        "routes.csv": _table(
            "from,to,distance_km,mode,note",
            [answers.post, answers.site, f"{answers.distance_km:g}", "road", "Given at set-up"],
        ),
        "events.csv": "published,source,start,end,place,kind,note\n",
        "claims.csv": "published,source,about_start,about_end,place,quantity_low,quantity_high,"
        "qualifier,unit,term,note\n",
    }


def _settings(answers: FirstAnswers) -> str:
    """``scenario.toml``: the packaged one, which says what is a guess, with the answers in it."""
    template = resources.files("waystation.data").joinpath("first_scenario.toml").read_text(encoding="utf-8")
    fleet, by = _buses(answers)
    texts = {
        "name": answers.name, "owner": answers.owner, "time_zone": answers.time_zone,
        "origin": answers.origin, "post": answers.post, "site": answers.site,
        "description": f"People from {answers.origin} arrive at {answers.post}.",
    }  # fmt: skip
    quoted = {name: json.dumps(text, ensure_ascii=False) for name, text in texts.items()}
    desks_guessed = "" if "desks" in answers.model_fields_set else " # a guess: count them"
    return Template(template).substitute(
        quoted,
        level=answers.level.value,
        start=answers.first_day,
        end=min(answers.first_day + timedelta(days=answers.days), date(2200, 12, 31)),
        household_size=f"{answers.household_size:g}",
        desks=f"{answers.desks}{desks_guessed}",
        opens=answers.opens,
        closes=answers.closes,
        hours_guessed="" if {"opens", "closes"} & answers.model_fields_set else " # a guess: ask the post",
        people_now='"people_at_the_start"'
        if answers.people_now is None
        else f"{answers.people_now} # on the first day",
        at_the_start=_AT_THE_START.format(most=_most_at_start(answers)) if answers.people_now is None else "",
        capacity=f"capacity = {answers.capacity}\n" if answers.capacity is not None else "",
        fleet=fleet,
        by=by,
        least_people=answers.least_people,
        most_people=answers.most_people,
    )


_AT_THE_START = """
[unknowns.people_at_the_start]
prior = "uniform"
low = 0
high = {most}
unit = "people"
why = "A guess: nobody said how many were there on the first day. Reports narrow it."
"""


def _most_at_start(answers: FirstAnswers) -> int:
    """Most people that may be at the site on the first day, where nobody says: somewhat more than it holds."""
    return max(10, round(1.5 * answers.capacity)) if answers.capacity else answers.most_people


def _buses(answers: FirstAnswers) -> tuple[str, str]:
    """The fleet, if there are buses, and how people get from the post to the site."""
    if not answers.buses:
        return "", "km_per_hour = 30 # a guess"
    away = 1 + 2 * answers.distance_km / 30
    fleet = f"""
[fleets.buses]
vehicles = {answers.buses}
seats = {answers.seats}
loading_hours = 1 # a guess
depart_hours = [6, 18] # a guess
away_hours = {away:.1f} # a guess: there and back at 30 km an hour, and an hour to unload
"""
    return fleet, 'km_per_hour = 30 # a guess\nfleet = "buses"'


def _table(header: str, *rows: list[object]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(rows)
    return f"{header}\n{text.getvalue()}"


def _guesses(answers: FirstAnswers) -> list[str]:
    said = [
        "How many people one desk registers in an hour: between 8 and 40.",
        "How long people travel from the origin to the post: 6 hours, some three times as long as others.",
    ]
    if "desks" not in answers.model_fields_set:
        said.append(f"How many desks there are: {answers.desks}.")
    if not {"opens", "closes"} & answers.model_fields_set:
        said.append(f"When the desks work: from {answers.opens}:00 to {answers.closes}:00.")
    if answers.buses:
        said.append("How long a vehicle is away: there and back at 30 km an hour, and an hour to unload.")
    if "household_size" not in answers.model_fields_set:
        said.append(f"How many people are in a family: {answers.household_size:g}.")
    if answers.people_now is None:
        most = f"{_most_at_start(answers):,}"
        said.append(f"How many people are at the site on the first day: from nobody to {most}, until reports tell.")
    if answers.capacity is None:
        said.append("How many people the site can hold: not known, so no warning can be given.")
    return said

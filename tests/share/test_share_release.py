"""What leaves for whom: defaults by audience, a reason for more, small counts guarded, everything kept."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from waystation.claims import office_only
from waystation.errors import InputError
from waystation.plan import read_standards
from waystation.plan.needs import needs as needs_of
from waystation.share.release import Register, audiences, for_audience, make_release, write_release
from waystation.share.release.release_tables import ALL_SITES, NOT_TOLD
from waystation.world.scenario_model import Level

REASON = "Agreed in the coordination meeting of Monday."


@pytest.fixture(scope="module")
def needs(forecast) -> pd.DataFrame:
    return needs_of(forecast, read_standards())


def test_each_audience_is_told_no_more_than_the_next_one() -> None:
    steps = [each.every_days for each in audiences().values()]
    rounding = [each.round_to for each in audiences().values()]
    assert steps == sorted(steps, reverse=True)
    assert rounding == sorted(rounding, reverse=True)
    assert not audiences()["public"].coming


def test_telling_more_needs_a_reason_and_telling_less_does_not() -> None:
    with pytest.raises(InputError, match="more than anyone is told by default: sites, every_days"):
        for_audience("public", {"sites": "each", "every_days": 1})
    with pytest.raises(InputError, match="Say why"):
        for_audience("public", {"every_days": 1}, reason="because")
    assert for_audience("public", {"every_days": 1}, reason=REASON).every_days == 1
    assert for_audience("partners", {"every_days": 7}).every_days == 7


@pytest.mark.parametrize("changes", [{"evry_days": 3}, {"level": "low"}, {"round_to": 1}, {"sites": "some"}])
def test_a_change_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        for_audience("response", changes, reason=REASON)


def test_the_public_is_told_all_sites_as_one_by_the_week(forecast, needs) -> None:
    release = make_release(forecast, needs, audiences()["public"])
    assert {row.site for row in release.people} == {ALL_SITES}
    days = [row.day for row in release.people]
    assert {(later - earlier).days for earlier, later in itertools.pairwise(days)} == {7}
    assert release.reported == []
    assert all(row.capacity is None for row in release.people)
    assert release.level.value == "low"


def test_the_sum_of_sites_is_taken_future_by_future(forecast, needs) -> None:
    release = make_release(forecast, needs, for_audience("public", {"round_to": 10}, reason=REASON))
    places = [site.place for site in forecast.scenario.settings.sites.values()]
    total = (
        forecast.members["population"]
        .sel(place=places)
        .sum("place")
        .sel(date=np.datetime64(release.people[-1].day, "ns"))
    )
    middle = float(np.quantile(total.values, 0.5))
    assert abs(int(release.people[-1].middle) - middle) <= 5 + 0.5


def test_a_site_with_few_people_is_not_told_and_neither_is_what_would_give_it_away(forecast, needs) -> None:
    few = forecast.members.copy(deep=True)
    few["population"].loc[{"place": "Clinic"}] = 4
    altered = type(forecast)(**{**forecast.__dict__, "members": few})
    release = make_release(altered, needs, audiences()["response"])
    clinic = [row for row in release.people if row.site == "Clinic"]
    assert {row.middle for row in clinic} == {NOT_TOLD}
    assert "Clinic" not in set(release.needs["site"])
    assert all(each.low != 4 for each in release.shown)


def test_severe_situations_are_not_shared_by_command(forecast, needs) -> None:
    severe = forecast.scenario.settings.model_copy(update={"level": Level.SEVERE})
    scenario = forecast.scenario.model_copy(update={"settings": severe})
    altered = type(forecast)(**{**forecast.__dict__, "scenario": scenario})
    with pytest.raises(InputError, match="severe"):
        make_release(altered, needs, audiences()["partners"])


def test_files_register_and_log_are_written_together(forecast, needs, tmp_path: Path) -> None:
    register = Register(tmp_path / "situation")
    release = make_release(forecast, needs, audiences()["response"])
    settings = forecast.scenario.settings
    names = write_release(
        release, tmp_path / "out", settings, register, to="Health cluster", action="Two more desks from Monday.",
        today=date(2030, 3, 1),
    )  # fmt: skip
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == sorted(names)
    page = (tmp_path / "out" / "shared.html").read_text("utf-8")
    assert "Health cluster" in page
    assert "Two more desks from Monday." in page
    assert "30 May 2030" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    log = [json.loads(line) for line in (tmp_path / "situation/releases/log.jsonl").read_text().splitlines()]
    assert log[0]["to"] == "Health cluster"
    assert not any(isinstance(value, int | float) for value in log[0].values())
    assert len(register.shown()) == len(release.shown)
    assert [each.to for each in register.due(date(2030, 6, 1))] == ["Health cluster"]
    assert register.due(date(2030, 5, 1)) == []
    mode = (tmp_path / "situation/releases/register.jsonl").stat().st_mode
    assert mode & 0o077 == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "fr",
            (
                'lang="fr" dir="ltr"',
                "Au 1 mars 2030",
                "À supprimer après le 30 mai 2030",
                "Ce dont ils auraient besoin",
            ),
        ),
        ("ar", ('lang="ar" dir="rtl"', "كم شخصاً قد يكون هناك", "يُحذف بعد \u206830 مايو 2030\u2069")),
    ],
)
def test_the_page_is_written_in_the_language_of_its_readers(
    code: str, said: tuple[str, ...], forecast, needs, tmp_path: Path
) -> None:
    release = replace(make_release(forecast, needs, audiences()["response"]), as_of=date(2030, 3, 1))
    write_release(
        release, tmp_path / "out", forecast.scenario.settings, Register(tmp_path), to="Health cluster",
        today=date(2030, 3, 1), code=code,
    )  # fmt: skip
    page = (tmp_path / "out" / "shared.html").read_text("utf-8")
    for each in said:
        assert each in page
    for english in ("Eight in ten", "Middle", "not known", "Delete after", "Draft for"):
        assert english not in page


def test_a_language_that_is_not_spoken_is_refused_before_anything_leaves(forecast, needs, tmp_path: Path) -> None:
    register = Register(tmp_path / "situation")
    with pytest.raises(InputError, match='no report in the language "de"'):
        write_release(
            make_release(forecast, needs, audiences()["public"]), tmp_path / "out", forecast.scenario.settings,
            register, to="Town council", code="de",
        )  # fmt: skip
    assert register.entries() == []
    assert not (tmp_path / "out").exists()


def test_nothing_is_released_without_a_name_or_a_register(forecast, needs, tmp_path: Path) -> None:
    release = make_release(forecast, needs, audiences()["public"])
    settings = forecast.scenario.settings
    with pytest.raises(InputError, match="No receiver is named"):
        write_release(release, tmp_path / "out", settings, Register(tmp_path), to=" ")
    (tmp_path / "releases").write_text("a file where the folder should be")
    with pytest.raises(InputError, match="cannot be written"):
        write_release(release, tmp_path / "out", settings, Register(tmp_path), to="Town council")
    assert not (tmp_path / "out").exists()


def test_a_later_release_knows_what_earlier_ones_have_shown(forecast, needs, tmp_path: Path) -> None:
    register = Register(tmp_path)
    first = make_release(forecast, needs, audiences()["response"])
    write_release(first, tmp_path / "one", forecast.scenario.settings, register, to="Cluster")
    again = make_release(forecast, needs, audiences()["response"], earlier=register.shown())
    assert [row.middle for row in again.people] == [row.middle for row in first.people]


def test_an_incident_needs_all_of_its_answers(tmp_path: Path) -> None:
    register = Register(tmp_path)
    with pytest.raises(InputError) as raised:
        register.record_incident("", "everyone", date(2030, 1, 1), "")
    assert len(raised.value.problems) == 2
    register.record_incident("A table was mailed.", "a list", date(2030, 1, 1), "Data office")
    assert register.incidents()[0]["what"] == "A table was mailed."


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Border police spokesperson (Anna Maria Example)", "Border police spokesperson"),
        ("Reuters via Valley Post (Border police head Anna Example to Reuters)",
         "Reuters via Valley Post (Border police head to Reuters)"),
        ("AFP (Valley Observatory for Human Rights)", "AFP (Valley Observatory for Human Rights)"),
        ("Camp office", "Camp office"),
        ("Border police spokesperson Anna Example", "Border police spokesperson"),
        ("AP (SDF spokesman Omar Example)", "AP (SDF spokesman)"),
        ("Governor of Sur Valley", "Governor of Sur Valley"),
    ],
)  # fmt: skip
def test_officials_are_told_by_office_only(source: str, told: str) -> None:
    assert office_only(source) == told


def test_needs_stand_a_day_at_a_time_so_that_a_telephone_shows_them(browser, forecast, needs, tmp_path: Path) -> None:
    release = make_release(forecast, needs, audiences()["response"])
    write_release(release, tmp_path / "out", forecast.scenario.settings, Register(tmp_path), to="Cluster")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((tmp_path / "out/shared.html").as_uri())
    days = page.locator("details.days")
    assert days.count() == release.needs.day.nunique() > 1
    items = release.needs[["site", "item"]].drop_duplicates()
    assert page.locator("details.days[open] tbody td:nth-of-type(1)").count() == len(items)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tall = "[...document.querySelectorAll('details.days:not([open])')].map(each => each.offsetHeight)"
    assert max(page.evaluate(tall)) < 80
    shown = "[...document.querySelectorAll('details.days table')].map(each => each.checkVisibility())"
    assert page.evaluate(shown).count(True) == 1
    page.emulate_media(media="print")
    assert all(page.evaluate(shown))
    page.close()

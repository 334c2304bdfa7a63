"""The page in four languages: every message of it has a translation, with the same blanks to fill."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

import jinja2
from starlette.testclient import TestClient

from waystation.claims import Unused, vocabulary
from waystation.claims.decisions import Status
from waystation.claims.take import guess
from waystation.forecast.averaging import MODELS
from waystation.plan import read_standards
from waystation.plan.mortality import mortality_thresholds
from waystation.plan.planning_figure import unit_days
from waystation.share import disclosure
from waystation.share.charts import ending, fans
from waystation.share.charts.disagreements_chart import COLUMNS as DISAGREE
from waystation.share.charts.map import COLUMNS as ROUTES
from waystation.share.display_names import USUAL_WORDS, label_of
from waystation.share.language import LANGUAGES, catalogue
from waystation.share.release import audiences
from waystation.share.release.release_tables import ALL_SITES, NOT_TOLD
from waystation.share.report import reception_shown, sections
from waystation.share.report.needs_shown import PLANNED
from waystation.share.report.report_answers import MORE
from waystation.share.reported_shown import OTHERS as OTHER_REPORTERS
from waystation.share.reported_shown import QUALIFIED
from waystation.share.result_names import EFFECTS, HEADLINES
from waystation.web import screens
from waystation.web.application import make_app
from waystation.web.guard import COOKIE, Door
from waystation.web.screens import mapping_fields, needs, review, share
from waystation.world.scenario_model import Level
from waystation.world.starter import QUESTIONS, FirstAnswers

PACKAGE = Path(__file__).resolve().parents[2] / "src/waystation"
TEMPLATES = [
    *(PACKAGE / "web/templates").glob("*.html"),
    *(PACKAGE / "share/templates").glob("brief*.html"),
    PACKAGE / "share/templates/release.html",
    PACKAGE / "share/templates/report.html",
    PACKAGE / "share/templates/macros.html",
]
BLANK = re.compile(r"%\(\w+\)s")
OTHERS = [code for code in LANGUAGES if code != "en"]


def _messages() -> Iterator[str]:
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    for file in sorted(TEMPLATES):
        for _, _, found in environment.extract_translations(file.read_text("utf-8")):  # type: ignore[attr-defined]
            yield from (each for each in (found if isinstance(found, tuple) else (found,)) if each)
    for file in sorted(
        each
        for part in ("share", "share/report", "share/exports", "share/movement", "share/charts", "web/screens")
        for each in (PACKAGE / part).glob("*.py")
    ):
        yield from _said(file)
    # Words that are data, shown through the same catalogue.
    yield from QUESTIONS
    yield from (str(field.description) for field in FirstAnswers.model_fields.values())
    yield from (level.value for level in Level)
    yield from (status.value for status in Status)
    yield from (audience.says for audience in audiences().values())
    yield from (words for choices in share._CHOICES.values() for words in choices.values())
    yield from review._FIELDS.values()
    yield from review.REASONS.values()
    yield from needs.COLUMNS.values()
    yield from (*mapping_fields.MEANINGS.values(), *mapping_fields.COUNTED.values(), *mapping_fields.DATES.values())
    yield from guess.LEFT_OUT.values()
    yield from (each.label for each in Unused)
    yield from ("none", "nobody", "not sooner")  # given to `Language.cell`
    yield from fans.COLUMNS
    yield from (ALL_SITES, NOT_TOLD)
    yield from (each for pair in MORE.values() for each in pair)
    planned = [each for each in read_standards() if each.default]
    yield from (each.item for each in planned)
    yield from (each.unit for each in planned if not each.item.endswith(each.unit))
    yield from (unit for unit, _ in PLANNED.values())
    yield from (each.level for each in read_standards())
    yield from (re.sub(r"^\d+", "%(count)s", each.per) for each in read_standards())
    yield from (each.unit if unit_days(each.unit) is None else each.unit.rsplit(" per ", 1)[0] for each in planned)
    known = vocabulary()
    yield from (label_of(term) for term, each in known.terms.items() if not each.armed)
    yield from (
        each.replace("{place}", "%(place)s")
        for term in known.terms.values()
        for each in (term.title, term.published_title)
        if each
    )
    yield from (unit.replace("_", " ") for unit, each in known.units.items() if not each.armed)
    yield from (f"%(figure)s {each.one}" for each in known.units.values() if each.one and not each.armed)
    yield from (*QUALIFIED.values(), OTHER_REPORTERS, *sections.KINDS.values(), *reception_shown.HAZARDS.values())
    yield from (each.meaning for each in mortality_thresholds() if each.measure in ("crude", "under five"))
    yield from (*MODELS, *EFFECTS, *HEADLINES, *USUAL_WORDS, *disclosure.SHARING.values())
    yield from (*DISAGREE, *ending.COLUMNS, *ROUTES)


def _said(file: Path) -> Iterator[str]:
    """Texts given to `Language.say` as they stand in the code."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and node.args
            and getattr(node.func, "attr", getattr(node.func, "id", "")) == "say"
        ):
            given = [each for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
            yield from (each.value for each in given if isinstance(each.value, str))


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_has_a_translation_with_the_same_blanks(language: str) -> None:
    words = catalogue(language)
    for message in set(_messages()):
        assert words.get(message), f"{language}: no translation of {message!r}"
        assert set(BLANK.findall(words[message])) == set(BLANK.findall(message)), words[message]


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_stands_for_a_message_that_is_gone(language: str) -> None:
    known = set(_messages())
    assert set(catalogue(language)) <= known


@pytest.mark.parametrize(
    ("asked", "heading", "direction"),
    [
        ("fr-FR,fr;q=0.9", "Un premier scénario en dix questions", "ltr"),
        ("es", "Un primer escenario con diez preguntas", "ltr"),
        ("ar-SY", "سيناريو أول من عشرة أسئلة", "rtl"),
        ("xx, en;q=0.3", "A first scenario from ten questions", "ltr"),
    ],
)
def test_the_page_answers_in_the_language_of_the_browser(
    asked: str, heading: str, direction: str, tmp_path: Path
) -> None:
    door = Door(frozenset({"127.0.0.1:8765"}))
    with TestClient(make_app(tmp_path / "new", door), base_url="http://127.0.0.1:8765") as client:
        client.cookies.set(COOKIE, door.session)
        page = client.get("/set-up", headers={"accept-language": asked}).text
    assert f"<h1>{heading}</h1>" in page
    assert f'dir="{direction}"' in page


def test_every_address_has_its_screen() -> None:
    for _, module, name, _ in screens._ADDRESSES:
        assert callable(getattr(screens._loaded(module), name)), f"{module}.{name}"

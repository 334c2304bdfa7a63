"""The report in the reader's language: whatever a page shows comes from the catalogue, from data, or is a number."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from babel.dates import get_month_names
from matplotlib.figure import Figure
from matplotlib.text import Text
from share_fakes import AS_OF, FakeForecast, needed, read_note

from waystation.claims import Claim, Conflict, vocabulary
from waystation.forecast.scenario.steadiness import Headline, Steadiness
from waystation.plan import Outlook, read_standards
from waystation.plan.compare import effects
from waystation.share import ReportParts, report_html
from waystation.share.charts import style
from waystation.share.display_names import label_of
from waystation.share.language import Language, catalogue, translated
from waystation.share.reported_shown import figure_said
from waystation.share.result_names import changes_said, effect_said, headline_said, steadiness_said
from waystation.share.rounding import Interval
from waystation.world.scenario_model import Event, Scenario

OTHERS = ("fr", "es", "ar")
SHOWN_IN_ATTRIBUTES = ("aria-label", "title", "alt", "data-head", "data-name", "placeholder")


class Visible(HTMLParser):
    """Texts that a reader sees or hears; not the program's own record, which says that it is one."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0
        self.record = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.hidden += tag in ("style", "script")
        self.record = self.record or (tag == "table" and "record" in (given.get("class") or "").split())
        self.texts += [given[name] or "" for name in SHOWN_IN_ATTRIBUTES if name in given]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script")
        self.record = self.record and tag != "table"

    def handle_data(self, data: str) -> None:
        if not self.hidden and not self.record and data.strip():
            self.texts.append(data.strip())


@pytest.fixture(autouse=True)
def only_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts keep their texts; laying out and printing takes longest."""

    def printed(figure: Figure) -> bytes:
        figure.set_layout_engine("none")
        texts = [each.get_text() for each in figure.findobj(Text)]
        shown = "".join(f"<text>{html.escape(each)}</text>" for each in texts if each.strip())
        return f'<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg">{shown}</svg>'.encode()

    monkeypatch.setattr(style, "_printed", printed)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue in which every message is its English text between marks."""

    class Marked(dict[str, str]):
        def get(self, message: str, default: Any = None) -> str:
            return f"\u27e6{message}\u27e7"

    monkeypatch.setattr(sys.modules[Language.__module__], "catalogue", lambda code: Marked())
    translated.cache_clear()
    yield
    translated.cache_clear()


@pytest.fixture
def supposed(forecast: FakeForecast) -> FakeForecast:
    """The forecast with an event that somebody assumed."""
    start = AS_OF + timedelta(days=3)
    closing = Event(published=AS_OF, source="Assumed", start=start, place="Gate", kind="stage_closes")
    return replace(forecast, what_if=[closing])


def _report(forecast: FakeForecast, conflicts: list[Conflict], ahead: Outlook, stocks: pd.DataFrame, code: str) -> str:
    parts = ReportParts(
        outlook=ahead, standards=read_standards(), stockouts=stocks, language=code, reports=read_note(), rows={"x": "y"}
    )
    return report_html(forecast, needed(forecast), conflicts, parts)


def test_every_text_of_the_report_comes_from_the_catalogue_or_from_data(
    marked: None, supposed: FakeForecast, disagreements: list[Conflict], ahead: Outlook, stocks: pd.DataFrame
) -> None:
    texts = _texts(_report(supposed, disagreements, ahead, stocks, "fr"))
    assert len(texts) > 500
    whole = "\n".join(texts)
    before = ""
    while before != whole:  # messages within messages, from the inside
        before, whole = whole, re.sub("\u27e6[^\u27e6\u27e7]*\u27e7", "\u25cc", whole)
    for known in sorted(_data(supposed), key=len, reverse=True):
        whole = whole.replace(known, "\u25cc")
    whole = re.sub(r"\b(heure|jour)s?\b", "", whole)  # units of time are Babel's
    left = [line for line in whole.split("\n") if re.search(r"[^\W\d_]{2}", line)]
    assert left == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_english_message_is_left_in_a_report_in_another_language(
    code: str, supposed: FakeForecast, disagreements: list[Conflict], ahead: Outlook, stocks: pd.DataFrame
) -> None:
    texts = set(_texts(_report(supposed, disagreements, ahead, stocks, code)))
    same = {english for english, said in catalogue(code).items() if english == said}
    data = _data(supposed)
    english = {each for each in catalogue(code) if re.search(r"[a-z]{3}", each)} - same - data
    assert not texts & english
    sentences = [each for each in english if "%" not in each and each.count(" ") > 2]
    assert not [each for each in sentences if any(each in text for text in texts)]


def _texts(page: str) -> list[str]:
    reader = Visible()
    reader.feed(page)
    return [re.sub(r"[\u200f\u2066-\u2069]", "", each).replace("\u00a0", " ") for each in reader.texts]


def _data(forecast: FakeForecast) -> set[str]:
    """Texts of the scenario, of claims, of events and of reports, and the names of months."""
    known: set[str] = set()

    def take(value: object) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                known.update((label_of(str(key)), label_of(str(key)).lower()))
                take(each)
        elif isinstance(value, (list, tuple)):
            for each in value:
                take(each)
        elif isinstance(value, str) and value:
            known.update((value, value.rstrip("."), label_of(value), label_of(value).lower()))

    take(forecast.scenario.model_dump(mode="json"))
    take([each.claim.source for each in forecast.evidence] + [each.claim.speaker for each in forecast.evidence])
    take(["harbour office"])  # of a source, as a chart shortens it
    for read in read_note():
        take([read.report.title, read.report.publisher, read.report.name])
        for reading in read.readings:
            sentence = read.report.text[reading.claim.excerpt_start : reading.claim.excerpt_end]
            take([sentence, *sentence.split(), *re.findall(r"[\w'-]+", sentence), reading.claim.place])
            known.add(" ".join(sentence.split()))
    take([each.source for each in read_standards()])
    for width in ("wide", "abbreviated"):
        known.update(get_month_names(width, locale="fr").values())
    return {each for each in known if len(each) > 1}


def test_effects_of_a_what_if_are_named_in_the_readers_language_with_the_names_of_places(
    ahead: Outlook, scenario: Scenario
) -> None:
    from waystation.engine import prior_futures

    found = effects(prior_futures(scenario, members=2, seed=1).run(), read_standards(), 5)
    words = Language("es")
    settings = scenario.settings
    said = {name: effect_said(name, words, settings) for name in found}
    assert said["longest queue at gate"] == "cola más larga en Gate"
    assert said["most people at clinic"] == "máximo de personas en Clinic"
    assert all(text != name for name, text in said.items())


def test_whether_a_forecast_is_steady_is_told_in_the_readers_language() -> None:
    worst = Headline("People at Shore Camp in 7 days", "people", 9000.0, 8000.0, 9500.0, 410.0, 300.0)
    found = Steadiness(400, (worst,), 30.0, 0.1, 0.2, 0.1, (-3.0, -3.1))
    said = steadiness_said(found, Language("fr"))
    assert "410 personnes" in said
    assert "Personnes à Shore Camp dans 7 jours" in said
    assert steadiness_said(found, Language("en")) == found.sentence()
    assert headline_said("A figure of another program", Language("fr")) == "A figure of another program"


def test_why_figures_changed_is_told_in_the_readers_language() -> None:
    kept = {"reason": "2 more claims are used.", "new_claims": ["a", "b"], "claims_gone": ["c"]}
    said = changes_said(kept, 3, Language("es"))
    assert said.startswith("Cifras usadas por primera vez: 2; ya no usadas: 1; días más que se conocen: 3.")
    assert said.endswith("El pasado no cambia.")


@pytest.mark.parametrize("term", sorted(name for name, each in vocabulary().terms.items() if not each.armed))
def test_every_term_that_a_report_may_list_has_a_name_in_each_language(term: str) -> None:
    for code in OTHERS:
        assert label_of(term) in catalogue(code)


def test_days_stand_as_a_span_that_each_language_understands() -> None:
    first, last = date(2030, 2, 3), date(2030, 2, 10)
    spans = {code: Language(code).span(first, last) for code in ("en", "fr", "es")}
    assert spans == {
        "en": "3 to 10 February 2030",
        "fr": "du 3 février 2030 au 10 février 2030",
        "es": "del 3 de febrero de 2030 al 10 de febrero de 2030",
    }


def test_an_arabic_label_of_a_chart_reads_from_right_to_left_as_one_line() -> None:
    mixed = '<?xml version="1.0"?><svg viewBox="0 0 9 9"><text x="1">Gate: المنتظرون (12)</text><text>Gate</text></svg>'
    drawing = str(style._inline(mixed, "people-wide", "label", style.WIDE))
    assert ">\u2067Gate: المنتظرون (12)\u2069</text>" in drawing
    assert "<text>Gate</text>" in drawing
    assert 'direction="ltr"' in drawing


def test_units_of_time_stand_in_the_plural_that_goes_with_their_number_and_a_minus_stays_before_it() -> None:
    arabic = Language("ar")

    def said(unit: str, median: float, low: float, high: float) -> tuple[str, str]:
        interval = Interval(median, low, high, unit=unit, people=False, whole=True)
        return tuple(
            re.sub("[\u200f\u2068\u2069]", "", each) for each in (arabic.about(interval), arabic.bracket(interval))
        )

    assert said("days", 24, 14, 38)[0].endswith("24 يومًا")
    assert said("hours", 6, 4, 15) == ("نحو 6 ساعات", "80 %: من 4 إلى 15 ساعة")
    assert said("days", 2, 1, 2) == ("نحو يومان", "80 %: من 1 إلى 2 يوم")
    assert arabic.number(-2000) == "\u200e-2,000"
    assert Language("fr").about(Interval(1, 0, 3, unit="days", people=False, whole=True)).endswith("1\xa0jour")


def test_a_single_one_is_said_as_each_language_does() -> None:
    def said(code: str, figure: int) -> str:
        claim = Claim(
            published="2030-03-01", source="Camp office", place="Tarn", quantity_low=figure, quantity_high=figure,
            qualifier="exact", unit="people", term="arrived",
        )  # fmt: skip
        return re.sub("[\u200f\u2068\u2069]", "", figure_said(claim, Language(code)))

    assert [said(code, 1) for code in ("en", "fr", "es", "ar")] == ["1 person", "1 personne", "1 persona", "1 شخص"]
    assert [said(code, 0) for code in ("en", "fr", "es")] == ["0 people", "0 personne", "0 personas"]
    assert [said(code, 2) for code in ("en", "fr", "es")] == ["2 people", "2 personnes", "2 personas"]

"""Arabic, Portuguese, Ukrainian and Russian reports; the sentences are made up."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.reading.arabic.dates import plain_arabic_dates
from waystation.claims.reading.arabic.places import arabic_places
from waystation.claims.reading.arabic.speakers import arabic_speakers
from waystation.claims.reading.calendars import other_calendar_days
from waystation.claims.reading.figures import numbers_not_read, plain_text
from waystation.claims.reading.lexicon import Tokens
from waystation.claims.reading.lexicon.languages import languages_of
from waystation.claims.reading.read import read
from waystation.claims.reading.sentences import sentences
from waystation.claims.reading.when import periods

DAY = date(2024, 5, 10)


@pytest.mark.parametrize(
    ("text", "low", "unit", "term"),
    [
        ("وصل 1,250 نازحاً إلى المخيم يوم الاثنين.", 1_250, "people", "arrived"),
        ("قال محافظ درعا إن 340 عائلة نزحت من القرية بعد القصف.", 340, "families", "left"),
        ("أعلنت وزارة الهجرة عودة 12 ألفا و430 نازحا إلى مدينة الموصل.", 12_430, "people", "returned"),
        ("تم إجلاء ألف وخمسمئة مدني من المدينة.", 1_500, "people", "evacuated"),
        ("أسفر القصف عن مقتل ٢٣ شخصا في البلدة.", 23, "people", "killed"),
        (
            "Chegaram 1.250 pessoas a Pemba na segunda-feira, segundo o governo.",
            1_250,
            "people",
            "arrived",
        ),
        ("Cerca de 14 mil e 320 famílias foram afectadas pelas cheias na província.", 14_320, "families", "context"),
        ("Mais de 3.400 refugiados regressaram ao país desde janeiro.", 3_400, "people", "returned"),
        ("Евакуйовано 1250 осіб із прифронтових громад області.", 1_250, "people", "evacuated"),
        ("За тиждень з області виїхали 5 тис 340 людей, повідомили в ОВА.", 5_340, "people", "left"),
        ("Эвакуировано 6,6 тыс. человек, сообщили в МЧС.", 6_600, "people", "evacuated"),
        ("В пунктах временного размещения находятся 412 человек.", 412, "people", "accommodated"),
    ],
)
def test_a_figure_its_unit_and_what_happened(text: str, low: float, unit: str, term: str) -> None:
    (claim, *_) = read(text, DAY)
    assert (claim.quantity_low, claim.unit, claim.term) == (low, unit, term)


def test_of_whom_in_ukrainian() -> None:
    total, part = read("Евакуйовано 1250 осіб, з них 140 дітей.", DAY)
    assert (part.quantity_low, part.unit, part.total_id) == (140, "children", total.id)


def _places(text: str) -> list[str]:
    tokens = Tokens(text)
    return [text[tokens.starts[each.first] + each.glued : tokens.ends[each.last - 1]] for each in arabic_places(tokens)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("نزحوا من الحديدة إلى تعز", ["الحديدة", "تعز"]),
        ("عادوا للموصل وبغداد", ["موصل", "بغداد"]),
        ("في مخيم الزهور قرب محافظة درعا", ["مخيم الزهور", "محافظة درعا"]),
        ("لا يزال في الوقت نفسه عدد من النازحين", []),
        ("وصلوا إلى السودان", ["السودان"]),
    ],
)
def test_places_in_arabic(text: str, places: list[str]) -> None:
    assert _places(text) == places


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("وقالت المنظمة الدولية للهجرة إن 300 أسرة نزحت", ["المنظمة الدولية للهجرة"]),
        ("صرّح محافظ درعا، أنور فلان، أن المحافظة استقبلت 300 عائلة", ["محافظ درعا"]),
        ("كشف وزير الهجرة والمهجرين فلان الفلاني عن عودة 300 أسرة", ["وزير الهجرة والمهجرين"]),
        ("نزحت 300 أسرة، وفقا للدفاع المدني", ["الدفاع المدني"]),
        ("وأوضح أن 300 أسرة نزحت", [""]),
        ("نزحت 300 أسرة من القرية", []),
    ],
)
def test_speakers_in_arabic_are_offices_without_the_names_of_persons(text: str, speakers: list[str]) -> None:
    assert [each.name for each in arabic_speakers(Tokens(text), (0, len(text)))] == speakers


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("منذ 17 من أكتوبر/تشرين الأول", "2023-10-17", "2024-05-10"),
        ("بين 29 آذار و7 نيسان", "2024-03-29", "2024-04-07"),
        ("خلال الـ24 ساعة الماضية", "2024-05-09", "2024-05-10"),
        ("في 3 غشت 2023", "2023-08-03", "2023-08-03"),
        ("في 3 أوت 2023", "2023-08-03", "2023-08-03"),
        ("3 травня", "2024-05-03", "2024-05-03"),
        ("в понедельник", "2024-05-06", "2024-05-06"),
        ("na segunda-feira", "2024-05-06", "2024-05-06"),
    ],
)
def test_days_in_other_languages(text: str, first: str, last: str) -> None:
    (found, *_) = periods(text, DAY)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 10 Muharram 1445", "2023-07-28", "2023-07-28"),
        ("from 1 to 10 Ramadan 1445 AH", "2024-03-11", "2024-03-20"),
        ("في 12 رمضان 1445 هـ", "2024-03-22", "2024-03-22"),
        ("in Dhu al-Hijjah 1444", "2023-06-19", "2023-07-18"),
        ("on 15 Dalw 1402", "2024-02-04", "2024-02-04"),
        ("on 1 Hamal 1403", "2024-03-20", "2024-03-20"),
        ("۱ فروردین ۱۴۰۳", "2024-03-20", "2024-03-20"),
        ("in Hut 1402", "2024-02-20", "2024-03-19"),
    ],
)
def test_days_of_the_hijri_and_solar_hijri_calendars(text: str, first: str, last: str) -> None:
    (found, *_) = periods(plain_text(text), DAY)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["31 Ramadan 1445", "1,450 people in Ramadan", "the asad of 2024", "10 to 1 Rajab 1445"]
)
def test_what_is_no_day_of_another_calendar(text: str) -> None:
    assert other_calendar_days(text) == []


def test_the_year_of_another_calendar_counts_nobody() -> None:
    (claim,) = read("Some 300 people arrived on 15 Dalw 1402.", DAY)
    assert (claim.quantity_low, str(claim.about_end)) == (300, "2024-02-04")
    assert numbers_not_read("On 15 Dalw 1402 they came.", []) == []


def test_offsets_hold_in_arabic_dates() -> None:
    text = "بين 29 يوليو و7 أغسطس، منذ 17 من أكتوبر/تشرين الأول، خلال الـ24 ساعة"
    assert len(plain_arabic_dates(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("وصلت 300 عائلة. قال المحافظ إنها في المخيم. هل تبقى؟ لا أحد يعرف", 4),
        ("Евакуйовано 5,8 тис. людей. Усі вони з м. Дружківка. Ще 40 осіб у селі", 3),
    ],
)
def test_sentences_end_in_other_scripts(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_night_in_a_report_on_a_week_is_read() -> None:
    (claim,) = read("Reporting period: 6 to 12 May 2024\n\nOvernight 300 people arrived in Sur.", date(2024, 5, 14))
    assert claim.quantity_low == 300


@pytest.mark.parametrize(
    ("text", "figure", "term"),
    [
        ("Llegaron 410 personas ayer.", "410 people", "arrived"),
        ("62 familias desplazadas", "62 families", "currently_displaced"),
        ("2.300 evacuados", "2,300 people", "evacuated"),
        ("Arrivées : 75 personnes", "75 people", "arrived"),
    ],
)
def test_a_text_too_short_for_small_words_is_in_the_language_that_knows_its_words(
    text: str, figure: str, term: str
) -> None:
    (claim,) = read(text, date(2030, 5, 6))
    assert (claim.figure, claim.term) == (figure, term)


def test_the_past_hours_are_a_period_in_arabic() -> None:
    (when,) = periods("وصل 310 أشخاص خلال 24 ساعة الماضية", date(2030, 5, 6))
    assert (when.first, when.last) == (date(2030, 5, 5), date(2030, 5, 6))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("قتل 14 شخصا في قصف.", "not stated"),
        ("فر 650 شخص من القصف.", "not stated"),
        ("نزح 820 شخصا من اشتباكات عنيفة.", "not stated"),
        ("نزحت 70 أسرة في فيضانات.", "not stated"),
        ("قتل 14 شخصا في قصف على سوق في حلب.", "حلب"),
        ("نزح 60 شخصا من معارك في كسلا.", "كسلا"),
    ],
)
def test_what_befell_people_is_no_place(text: str, place: str) -> None:
    assert read(text, DAY)[0].place == place


def test_a_state_named_after_a_river_has_its_whole_name() -> None:
    assert read("نزح 410 أشخاص في ولاية نهر النيل.", DAY)[0].place.endswith("نهر النيل")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("تعز: 300 عائلة", ("ar",)),  # one of its two words is in the Arabic list
        ("۳۰۰ خانواده آواره", ()),  # Persian: none is
    ],
)
def test_a_short_text_is_arabic_if_a_third_of_its_words_are_in_the_list(text: str, language: tuple[str, ...]) -> None:
    assert languages_of(text) == language

"""Sentences put together from the verbs, places and units of each language, each with its right answer, read back."""

from __future__ import annotations

import random
import re
from datetime import date
from typing import NamedTuple

import pytest
from babel.numbers import format_decimal

from waystation.claims.claim import Claim
from waystation.claims.reading import read_report


class R(NamedTuple):
    """What is right of a figure: terms, any of which will do; days of May (0: open, -1: 29 April); unit; what it is."""

    term: str
    days: tuple[int, int] | None
    unit: str = "people"
    said: str = ""


_PUBLISHED = date(2030, 5, 10)  # a Friday
_MONDAY, _SUNDAY, _THREE_DAYS_AGO, _TWO_DAYS_AGO, _BY_MONDAY = (6, 6), (5, 5), (7, 7), (8, 8), (0, 6)
_SINCE_2, _FROM_2_TO_5, _LAST_WEEK, _WEEK_BEFORE = (2, 10), (2, 5), (-1, 5), (-8, -2)
_ANY_DAY = None

# fmt: off
_SENTENCES: dict[str, list[tuple[str, list[R]]]] = {
    "en": [
        ("On Monday {} people arrived in Renk.", [R("arrived", _MONDAY)]),
        ("{} people were registered in Renk on Monday.", [R("registered", _MONDAY)]),
        ("In Renk, {} exhausted refugees arrived on Monday.", [R("arrived", _MONDAY)]),
        ("On Monday {} people arrived in Renk, including {} children.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("On Monday {} people, {} of them women, arrived in Renk.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "women", "part")]),
        ("On Monday {} people arrived in Renk, of whom {} were children.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("Since 2 May a total of {} people have arrived in Renk.", [R("arrived", _SINCE_2)]),
        ("Between 2 and 5 May, {} people left Renk.", [R("left", _FROM_2_TO_5)]),
        ("{} people are expected to arrive in Renk next week.",
         [R("arrived|expected", _ANY_DAY, "people", "forecast")]),
        ("The authorities plan to relocate {} people from Renk.",
         [R("expected|relocated", _ANY_DAY, "people", "forecast")]),
        ("On Monday {} people arrived in Renk, compared with {} on Sunday.",
         [R("arrived", _MONDAY), R("arrived", _SUNDAY)]),
        ("Renk received {} people last week, up from {} the week before.",
         [R("arrived", _LAST_WEEK), R("arrived", _WEEK_BEFORE)]),
        ("The number of people arriving in Renk on Monday was {}.", [R("arrived", _MONDAY)]),
        ("Arrivals in Renk on Monday totalled {}.", [R("arrived", _MONDAY)]),
        ("{} people returned to Renk on Monday and {} left.", [R("returned", _MONDAY), R("left", _MONDAY)]),
        ("As of Monday, {} people were living in the camp at Renk.", [R("camp_population", _BY_MONDAY)]),
        ("The reports that {} people arrived in Renk on Monday are false.",
         [R("arrived", _MONDAY, "people", "denied")]),
        ("On Monday {} families arrived in Renk.", [R("arrived", _MONDAY, "families")]),
        ("{} people were evacuated from Renk on Monday by the army.", [R("evacuated", _MONDAY)]),
        ("{} people fled Renk on Monday.", [R("displaced|left", _MONDAY)]),
        ("Another {} people arrived in Renk on Monday.", [R("arrived", _MONDAY)]),
        ("Three days ago {} people arrived in Renk.", [R("arrived", _THREE_DAYS_AGO)]),
    ],
    "fr": [
        ("Lundi, {} personnes sont arrivées à Renk.", [R("arrived", _MONDAY)]),
        ("{} personnes ont été enregistrées à Renk lundi.", [R("registered", _MONDAY)]),
        ("À Renk, {} réfugiés épuisés sont arrivés lundi.", [R("arrived", _MONDAY)]),
        ("Lundi, {} personnes sont arrivées à Renk, dont {} enfants.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("Lundi, {} personnes, parmi lesquelles {} femmes, sont arrivées à Renk.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "women", "part")]),
        ("Lundi, {} personnes sont arrivées à Renk, y compris {} enfants.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("Depuis le 2 mai, {} personnes au total sont arrivées à Renk.", [R("arrived", _SINCE_2)]),
        ("Entre le 2 et le 5 mai, {} personnes ont quitté Renk.", [R("left", _FROM_2_TO_5)]),
        ("{} personnes sont attendues à Renk la semaine prochaine.",
         [R("arrived|expected", _ANY_DAY, "people", "forecast")]),
        ("Les autorités prévoient de transférer {} personnes de Renk.",
         [R("expected|relocated", _ANY_DAY, "people", "forecast")]),
        ("Lundi, {} personnes sont arrivées à Renk, contre {} dimanche.",
         [R("arrived", _MONDAY), R("arrived", _SUNDAY)]),
        ("Renk a accueilli {} personnes la semaine dernière, contre {} la semaine précédente.",
         [R("arrived", _LAST_WEEK), R("arrived", _WEEK_BEFORE)]),
        ("Le nombre de personnes arrivées à Renk lundi est de {}.", [R("arrived", _MONDAY)]),
        ("{} personnes sont retournées à Renk lundi et {} sont parties.",
         [R("returned", _MONDAY), R("left", _MONDAY)]),
        ("{} personnes vivaient dans le camp de Renk lundi.", [R("camp_population", _BY_MONDAY)]),
        ("Il est faux que {} personnes soient arrivées à Renk lundi.", [R("arrived", _MONDAY, "people", "denied")]),
        ("Lundi, {} familles sont arrivées à Renk.", [R("arrived", _MONDAY, "families")]),
        ("{} personnes ont été évacuées de Renk lundi par l'armée.", [R("evacuated", _MONDAY)]),
        ("{} personnes ont fui Renk lundi.", [R("displaced|left", _MONDAY)]),
        ("{} autres personnes sont arrivées à Renk lundi.", [R("arrived", _MONDAY)]),
        ("Il y a trois jours, {} personnes sont arrivées à Renk.", [R("arrived", _THREE_DAYS_AGO)]),
    ],
    "es": [
        ("El lunes llegaron {} personas a Renk.", [R("arrived", _MONDAY)]),
        ("{} personas fueron registradas en Renk el lunes.", [R("registered", _MONDAY)]),
        ("A Renk llegaron {} refugiados agotados el lunes.", [R("arrived", _MONDAY)]),
        ("El lunes llegaron {} personas a Renk, entre ellas {} niños.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("El lunes {} personas, de las cuales {} son mujeres, llegaron a Renk.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "women", "part")]),
        ("El lunes llegaron {} personas a Renk, incluidos {} niños.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("Desde el 2 de mayo han llegado a Renk un total de {} personas.", [R("arrived", _SINCE_2)]),
        ("Entre el 2 y el 5 de mayo, {} personas salieron de Renk.", [R("left", _FROM_2_TO_5)]),
        ("Se espera que {} personas lleguen a Renk la próxima semana.",
         [R("arrived|expected", _ANY_DAY, "people", "forecast")]),
        ("Las autoridades prevén trasladar a {} personas desde Renk.",
         [R("expected|relocated", _ANY_DAY, "people", "forecast")]),
        ("El lunes llegaron {} personas a Renk, frente a {} el domingo.",
         [R("arrived", _MONDAY), R("arrived", _SUNDAY)]),
        ("Renk recibió {} personas la semana pasada, frente a {} la semana anterior.",
         [R("arrived", _LAST_WEEK), R("arrived", _WEEK_BEFORE)]),
        ("El número de personas que llegaron a Renk el lunes fue de {}.", [R("arrived", _MONDAY)]),
        ("{} personas regresaron a Renk el lunes y {} se fueron.", [R("returned", _MONDAY), R("left", _MONDAY)]),
        ("El lunes vivían {} personas en el campo de Renk.", [R("camp_population", _BY_MONDAY)]),
        ("Es falso que {} personas hayan llegado a Renk el lunes.", [R("arrived", _MONDAY, "people", "denied")]),
        ("El lunes llegaron {} familias a Renk.", [R("arrived", _MONDAY, "families")]),
        ("{} personas fueron evacuadas de Renk el lunes por el ejército.", [R("evacuated", _MONDAY)]),
        ("{} personas huyeron de Renk el lunes.", [R("displaced|left", _MONDAY)]),
        ("Otras {} personas llegaron a Renk el lunes.", [R("arrived", _MONDAY)]),
        ("Hace tres días llegaron {} personas a Renk.", [R("arrived", _THREE_DAYS_AGO)]),
    ],
    "pt": [
        ("Na segunda-feira chegaram {} pessoas a Renk.", [R("arrived", _MONDAY)]),
        ("{} pessoas foram registadas em Renk na segunda-feira.", [R("registered", _MONDAY)]),
        ("A Renk chegaram {} refugiados exaustos na segunda-feira.", [R("arrived", _MONDAY)]),
        ("Na segunda-feira chegaram {} pessoas a Renk, incluindo {} crianças.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("Na segunda-feira {} pessoas, das quais {} são mulheres, chegaram a Renk.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "women", "part")]),
        ("Na segunda-feira chegaram {} pessoas a Renk, entre elas {} crianças.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("Desde 2 de maio chegaram a Renk um total de {} pessoas.", [R("arrived", _SINCE_2)]),
        ("Entre 2 e 5 de maio, {} pessoas saíram de Renk.", [R("left", _FROM_2_TO_5)]),
        ("Espera-se que {} pessoas cheguem a Renk na próxima semana.",
         [R("arrived|expected", _ANY_DAY, "people", "forecast")]),
        ("As autoridades preveem transferir {} pessoas de Renk.",
         [R("expected|relocated", _ANY_DAY, "people", "forecast")]),
        ("Na segunda-feira chegaram {} pessoas a Renk, contra {} no domingo.",
         [R("arrived", _MONDAY), R("arrived", _SUNDAY)]),
        ("Renk recebeu {} pessoas na semana passada, contra {} na semana anterior.",
         [R("arrived", _LAST_WEEK), R("arrived", _WEEK_BEFORE)]),
        ("O número de pessoas que chegaram a Renk na segunda-feira foi de {}.", [R("arrived", _MONDAY)]),
        ("{} pessoas regressaram a Renk na segunda-feira e {} partiram.",
         [R("returned", _MONDAY), R("left", _MONDAY)]),
        ("Na segunda-feira viviam {} pessoas no campo de Renk.", [R("camp_population", _BY_MONDAY)]),
        ("É falso que {} pessoas tenham chegado a Renk na segunda-feira.",
         [R("arrived", _MONDAY, "people", "denied")]),
        ("Na segunda-feira chegaram {} famílias a Renk.", [R("arrived", _MONDAY, "families")]),
        ("{} pessoas foram evacuadas de Renk na segunda-feira pelo exército.", [R("evacuated", _MONDAY)]),
        ("{} pessoas fugiram de Renk na segunda-feira.", [R("displaced|left", _MONDAY)]),
        ("Outras {} pessoas chegaram a Renk na segunda-feira.", [R("arrived", _MONDAY)]),
        ("Há três dias chegaram {} pessoas a Renk.", [R("arrived", _THREE_DAYS_AGO)]),
    ],
    "ar": [
        ("وصل {} شخص إلى رنك يوم الاثنين.", [R("arrived", _MONDAY)]),
        ("تم تسجيل {} شخص في رنك يوم الاثنين.", [R("registered", _MONDAY)]),
        ("وصل يوم الاثنين إلى رنك {} لاجئ منهك.", [R("arrived", _MONDAY)]),
        ("وصل يوم الاثنين {} شخص إلى رنك بينهم {} طفل.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("وصل يوم الاثنين {} شخص إلى رنك من بينهم {} امرأة.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "women", "part")]),
        ("وصل يوم الاثنين {} شخص إلى رنك منهم {} طفل.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("منذ 2 مايو وصل ما مجموعه {} شخص إلى رنك.", [R("arrived", _SINCE_2)]),
        ("من المتوقع أن يصل {} شخص إلى رنك الأسبوع المقبل.", [R("arrived|expected", _ANY_DAY, "people", "forecast")]),
        ("تخطط السلطات لنقل {} شخص من رنك.", [R("expected|relocated", _ANY_DAY, "people", "forecast")]),
        ("وصل {} شخص إلى رنك يوم الاثنين مقابل {} يوم الأحد.", [R("arrived", _MONDAY), R("arrived", _SUNDAY)]),
        ("بلغ عدد الأشخاص الذين وصلوا إلى رنك يوم الاثنين {}.", [R("arrived", _MONDAY)]),
        ("عاد {} شخص إلى رنك يوم الاثنين وغادر {} شخص.", [R("returned", _MONDAY), R("left", _MONDAY)]),
        ("وصلت {} عائلة إلى رنك يوم الاثنين.", [R("arrived", _MONDAY, "families")]),
        ("تم إجلاء {} شخص من رنك يوم الاثنين.", [R("evacuated", _MONDAY)]),
        ("فر {} شخص من رنك يوم الاثنين.", [R("displaced|left", _MONDAY)]),
        ("قبل ثلاثة أيام وصل {} شخص إلى رنك.", [R("arrived", _THREE_DAYS_AGO)]),
        ("قبل يومين وصل {} شخص إلى رنك.", [R("arrived", _TWO_DAYS_AGO)]),
    ],
    "ru": [
        ("В понедельник в Ренк прибыли {} человек.", [R("arrived", _MONDAY)]),
        ("{} человек были зарегистрированы в Ренке в понедельник.", [R("registered", _MONDAY)]),
        ("В Ренк в понедельник прибыли {} измученных беженцев.", [R("arrived", _MONDAY)]),
        ("В понедельник в Ренк прибыли {} человек, в том числе {} детей.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("В понедельник {} человек, из них {} женщин, прибыли в Ренк.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "women", "part")]),
        ("В понедельник в Ренк прибыли {} человек, включая {} детей.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("Со 2 мая в Ренк прибыли в общей сложности {} человек.", [R("arrived", _SINCE_2)]),
        ("Со 2 по 5 мая Ренк покинули {} человек.", [R("left", _FROM_2_TO_5)]),
        ("Ожидается, что на следующей неделе в Ренк прибудут {} человек.",
         [R("arrived|expected", _ANY_DAY, "people", "forecast")]),
        ("Власти планируют переселить {} человек из Ренка.",
         [R("expected|relocated", _ANY_DAY, "people", "forecast")]),
        ("В понедельник в Ренк прибыли {} человек по сравнению с {} в воскресенье.",
         [R("arrived", _MONDAY), R("arrived", _SUNDAY)]),
        ("Число людей, прибывших в Ренк в понедельник, составило {}.", [R("arrived", _MONDAY)]),
        ("В понедельник в лагере Ренк жили {} человек.", [R("camp_population", _BY_MONDAY)]),
        ("В понедельник в Ренк прибыли {} семей.", [R("arrived", _MONDAY, "families")]),
        ("{} человек были эвакуированы из Ренка в понедельник.", [R("evacuated", _MONDAY)]),
        ("{} человек бежали из Ренка в понедельник.", [R("displaced|left", _MONDAY)]),
        ("Ещё {} человек прибыли в Ренк в понедельник.", [R("arrived", _MONDAY)]),
        ("Три дня назад в Ренк прибыли {} человек.", [R("arrived", _THREE_DAYS_AGO)]),
    ],
    "uk": [
        ("У понеділок до Ренка прибули {} осіб.", [R("arrived", _MONDAY)]),
        ("{} осіб зареєстрували в Ренку в понеділок.", [R("registered", _MONDAY)]),
        ("До Ренка в понеділок прибули {} виснажених біженців.", [R("arrived", _MONDAY)]),
        ("У понеділок до Ренка прибули {} осіб, у тому числі {} дітей.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("У понеділок {} осіб, з них {} жінок, прибули до Ренка.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "women", "part")]),
        ("У понеділок до Ренка прибули {} осіб, зокрема {} дітей.",
         [R("arrived", _MONDAY), R("arrived", _MONDAY, "children", "part")]),
        ("З 2 травня до Ренка прибули загалом {} осіб.", [R("arrived", _SINCE_2)]),
        ("З 2 по 5 травня Ренк покинули {} осіб.", [R("left", _FROM_2_TO_5)]),
        ("Очікується, що наступного тижня до Ренка прибудуть {} осіб.",
         [R("arrived|expected", _ANY_DAY, "people", "forecast")]),
        ("Влада планує переселити {} осіб з Ренка.", [R("expected|relocated", _ANY_DAY, "people", "forecast")]),
        ("У понеділок до Ренка прибули {} осіб порівняно з {} у неділю.",
         [R("arrived", _MONDAY), R("arrived", _SUNDAY)]),
        ("Кількість людей, які прибули до Ренка в понеділок, становила {}.", [R("arrived", _MONDAY)]),
        ("У понеділок у таборі Ренк жили {} осіб.", [R("camp_population", _BY_MONDAY)]),
        ("У понеділок до Ренка прибули {} сімей.", [R("arrived", _MONDAY, "families")]),
        ("{} осіб евакуювали з Ренка в понеділок.", [R("evacuated", _MONDAY)]),
        ("{} осіб втекли з Ренка в понеділок.", [R("displaced|left", _MONDAY)]),
        ("Ще {} осіб прибули до Ренка в понеділок.", [R("arrived", _MONDAY)]),
        ("Три дні тому до Ренка прибули {} осіб.", [R("arrived", _THREE_DAYS_AGO)]),
    ],
}
# fmt: on


def _day(number: int) -> date | None:
    return date.fromordinal(date(2030, 4, 30).toordinal() + number) if number else None


@pytest.mark.parametrize("language", _SENTENCES)
def test_sentences_are_read_as_they_were_put_together(language: str) -> None:
    drawn = random.Random(language)
    for sentence, right in _SENTENCES[language]:
        counts = [drawn.randint(2_100, 90_000), drawn.randint(40, 2_000)]
        text = sentence.format(*(format_decimal(each, locale=language) for each in counts))
        claims = [each.claim for each in read_report(text, _PUBLISHED)]
        assert [claim.quantity_low for claim in claims] == counts[: len(right)], text
        for claim, expected in zip(claims, right, strict=True):
            _is_right(claim, expected, text)


def _is_right(claim: Claim, right: R, text: str) -> None:
    assert claim.term in right.term.split("|"), text
    assert claim.unit == right.unit, text
    assert re.search(r"Renk|رنك|Ренк", claim.place), text
    assert bool(claim.total_id) == (right.said == "part"), text
    assert claim.exclusion_reason == ("" if right.said == "part" else right.said), text
    if right.days is not None:
        first = None if claim.about_start == claim.about_end and not right.days[0] else claim.about_start
        assert (first, claim.about_end) == (_day(right.days[0]), _day(right.days[1])), text


@pytest.mark.parametrize(
    "text",
    [
        "Of the 300 people who reached Renk, 45 % are women.",
        "Sur les 300 personnes arrivées à Renk, 45 % sont des femmes.",
        "De las 300 personas que llegaron a Renk, el 45 % son mujeres.",
        "Das 300 pessoas que chegaram a Renk, 45 por cento são mulheres.",
        "Из 300 человек, прибывших в Ренк, 45 % — женщины.",
        "До Ренка прибули 300 осіб, з них 45 % становлять жінки.",
        "وصل 300 شخص إلى رنك، 45٪ منهم نساء.",
        "On Monday 300 people arrived in Renk, including 45 % women.",
    ],
)
def test_a_share_is_worked_out_in_every_language(text: str) -> None:
    whole, part = (each.claim for each in read_report(text, _PUBLISHED))
    assert (whole.quantity_low, part.quantity_low, part.unit) == (300, 135, "women")
    assert part.total_id == whole.id


@pytest.mark.parametrize(
    "text",
    [
        "[10/05/2030, 19:42] Desk: We have 3,450 people in Renk transit centre tonight",
        "Nous avons 3 450 personnes au centre de transit de Renk ce soir.",
        "Tenemos 3.450 personas en el centro de tránsito de Renk.",
        "Temos 3.450 pessoas no centro de trânsito de Renk.",
        "لدينا 3450 شخص في مخيم رنك الليلة.",
        "У нас 3450 человек в лагере Ренк.",
        "У таборі Ренк жили 3450 осіб.",
    ],
)
def test_people_of_whom_no_more_is_said_than_that_they_are_in_a_camp(text: str) -> None:
    (claim,) = (each.claim for each in read_report(text, _PUBLISHED))
    assert (claim.quantity_low, claim.term) == (3450, "camp_population")
    assert [each.claim.term for each in read_report("We have 30 people in Renk hospital.", _PUBLISHED)] == ["context"]


def test_the_name_of_an_office_goes_on_over_and() -> None:
    for office in ("Relief and Rehabilitation Commission", "Ministry of Health and Sport"):
        said = f"According to the {office}, 1,200 people arrived in Renk on Monday."
        assert [each.claim.speaker for each in read_report(said, _PUBLISHED)] == [office]
    said = "According to the Ministry of Health and the mayor, 1,200 people arrived in Renk."
    assert [each.claim.speaker for each in read_report(said, _PUBLISHED)] == ["Ministry of Health"]


@pytest.mark.parametrize(
    "sheet",
    [
        "Latrines: 310\nTaps: 42\nNew arrivals: 85\nDeaths: 1",
        "Letrinas: 310\nGrifos: 42\nLlegadas: 85\nMuertos: 1",
        "Latrines : 310\nRobinets : 42\nArrivées : 85\nDécès : 1",
    ],
)
def test_what_a_sheet_counts_before_a_colon_may_be_things(sheet: str) -> None:
    """And one is a count there, which elsewhere is a word ("one of them")."""
    read = [each.claim for each in read_report(sheet, _PUBLISHED)]
    assert [(claim.quantity_low, claim.term) for claim in read] == [(85, "arrived"), (1, "killed")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Até 3.000 pessoas poderão fugir de Renk.", "hypothetical"),
        ("До 3000 человек могут бежать из Ренка.", "hypothetical"),
        ("До 3000 осіб можуть втекти з Ренка.", "hypothetical"),
        ("Se os combates continuarem, 3.000 pessoas fogem de Renk.", "hypothetical"),
        ("Mais de 3.000 pessoas se refugiaram em Renk.", ""),
    ],
)
def test_what_may_come_is_not_counted_and_se_is_not_always_if(text: str, why: str) -> None:
    assert [each.claim.exclusion_reason for each in read_report(text, _PUBLISHED)] == [why]

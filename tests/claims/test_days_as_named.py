"""The days of a report of Friday 10 May 2024, as people name them; what each means was written down first."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.reading.when import periods

_PUBLISHED = date(2024, 5, 10)

# Wording and its days, as month-day of 2024; ".." alone at an end leaves it open.
_DAYS = """
in the first three days of May | 05-01..05-03
during the first week of May | 05-01..05-07
in the first week of April | 04-01..04-07
in the last week of April | 04-24..04-30
in the second week of April | 04-08..04-14
the first ten days of April | 04-01..04-10
in the last two days | 05-08..05-10
in the past 48 hours | 05-08..05-10
over the past 24 hours | 05-09..05-10
in the last 72 hours | 05-07..05-10
in the past three weeks | 04-19..05-10
since the beginning of the year | 01-01..05-10
since the start of 2024 | 01-01..05-10
since early April | 04-01..05-10
since January 2024 | 01-01..05-10
since last Friday | 05-03..05-10
since Thursday | 05-09..05-10
since 3 May | 05-03..05-10
since Tuesday night | 05-07..05-10
on the night of 7 May | 05-07
on the night of 7 to 8 May | 05-07..05-08
between Monday and Wednesday | 05-06..05-08
from Monday through Thursday | 05-06..05-09
from 28 April to 4 May | 04-28..05-04
between April 28 and May 4 | 04-28..05-04
28 April-4 May | 04-28..05-04
28 Apr – 4 May 2024 | 04-28..05-04
28/04/2024 - 04/05/2024 | 04-28..05-04
01-07 May 2024 | 05-01..05-07
1st to 7th May | 05-01..05-07
May 1-7 | 05-01..05-07
May 1 to 7, 2024 | 05-01..05-07
April 28 - May 4, 2024 | 04-28..05-04
week 18 | 04-29..05-05
in week 18 of 2024 | 04-29..05-05
epi week 18 | 04-29..05-05
in the week to 5 May | 04-29..05-05
in the week ending 5 May | 04-29..05-05
in the week of 29 April | 04-29..05-05
last weekend | 05-04..05-05
over the weekend | 05-04..05-05
on Sunday and Monday | 05-05..05-06
on Monday alone | 05-06
on Monday 6 May | 05-06
Monday, May 6 | 05-06
Monday (May 6) | 05-06
yesterday | 05-09
the day before yesterday | 05-08
two days ago | 05-08
a week ago | 05-03
three weeks ago | 04-19
a month ago | 04-10
late last month | 04-21..04-30
early this month | 05-01..05-10
earlier this month | 05-01..05-10
earlier this week | 05-06..05-10
late last week | 04-29..05-05
late yesterday | 05-09
early last night | 05-09..05-10
late on Monday | 05-06
in the first week of June | 06-01..06-07
last month | 04-01..04-30
this month | 05-01..05-10
so far this year | 01-01..05-10
this year | 01-01..05-10
in 2023 | 2023-01-01..2023-12-31
at the end of April | 04-21..04-30
by the end of April | 04-21..04-30
in mid-April | 04-11..04-20
in March and April | 03-01..04-30
from January to April | 01-01..04-30
between January and April 2024 | 01-01..04-30
January–April 2024 | 01-01..04-30
in the first quarter of 2024 | 01-01..03-31
Q1 2024 | 01-01..03-31
in the first four months of 2024 | 01-01..04-30
in the first half of April | 04-01..04-15
in the second half of April | 04-16..04-30
in the first half of 2023 | 2023-01-01..2023-06-30
as of 8 May, 18:00 | ..05-08
as of 6 p.m. on 8 May | ..05-08
as of 8 May 2024 (18:00 hrs) | ..05-08
as at 08/05/2024 | ..05-08
08.05.2024 | 05-08
2024-05-08 | 05-08
8-May-24 | 05-08
8-May | 05-08
May 8th | 05-08
the 8th of May | 05-08
8th May, 2024 | 05-08
on May 8, 2024, at 6 p.m. | 05-08
until 8 May | ..05-08
on 6, 7 and 8 May | 05-06..05-08
on 6 and 7 May | 05-06..05-07
on May 6 and 7 | 05-06..05-07
before 15 April | 04-15
after 15 April | 04-15
on the 8th | 05-08
on the 30th | 04-30
since the 3rd | 05-03..05-10
from the 3rd to the 5th of May | 05-03..05-05
pendant les trois premiers jours de mai | 05-01..05-03
au cours de la première semaine de mai | 05-01..05-07
pendant la première semaine d'avril | 04-01..04-07
la dernière semaine d'avril | 04-24..04-30
la deuxième semaine d'avril | 04-08..04-14
les dix premiers jours d'avril | 04-01..04-10
la première quinzaine d'avril | 04-01..04-15
la seconde moitié d'avril | 04-16..04-30
au premier semestre 2023 | 2023-01-01..2023-06-30
les quatre premiers mois de 2024 | 01-01..04-30
la semaine 18 | 04-29..05-05
semaine épidémiologique 18 | 04-29..05-05
il y a une semaine | 05-03
il y a deux jours | 05-08
avant-hier | 05-08
depuis jeudi dernier | 05-09..05-10
depuis le 3 mai | 05-03..05-10
dans la nuit du 7 au 8 mai | 05-07..05-08
entre lundi et mercredi | 05-06..05-08
du 28 avril au 4 mai | 04-28..05-04
du 1er au 7 mai | 05-01..05-07
les 6, 7 et 8 mai | 05-06..05-08
le 8 mai à 18 heures | 05-08
au 8 mai 2024 | ..05-08
fin avril | 04-21..04-30
début mai | 05-01..05-10
le week-end dernier | 05-04..05-05
en 2023 | 2023-01-01..2023-12-31
de janvier à avril | 01-01..04-30
8-mai-24 | 05-08
depuis la mi-avril | 04-11..05-10
au cours des dernières 48 heures | 05-08..05-10
ces trois dernières semaines | 04-19..05-10
la semaine du 29 avril | 04-29..05-05
la semaine du 29 avril au 5 mai | 04-29..05-05
en los primeros tres días de mayo | 05-01..05-03
en los tres primeros días de mayo | 05-01..05-03
en la primera semana de mayo | 05-01..05-07
la última semana de abril | 04-24..04-30
la segunda semana de abril | 04-08..04-14
la primera quincena de abril | 04-01..04-15
la segunda mitad de abril | 04-16..04-30
en el primer semestre de 2023 | 2023-01-01..2023-06-30
en los primeros cuatro meses de 2024 | 01-01..04-30
la semana 18 | 04-29..05-05
semana epidemiológica 18 | 04-29..05-05
hace una semana | 05-03
hace dos días | 05-08
anteayer | 05-08
desde el jueves | 05-09..05-10
desde el pasado jueves | 05-09..05-10
desde el 3 de mayo | 05-03..05-10
en la noche del 7 al 8 de mayo | 05-07..05-08
entre el lunes y el miércoles | 05-06..05-08
del 28 de abril al 4 de mayo | 04-28..05-04
del 1 al 7 de mayo de 2024 | 05-01..05-07
los días 6, 7 y 8 de mayo | 05-06..05-08
el 8 de mayo a las 18:00 | 05-08
al 8 de mayo | ..05-08
a finales de abril | 04-21..04-30
a principios de mayo | 05-01..05-10
el fin de semana pasado | 05-04..05-05
en 2023 | 2023-01-01..2023-12-31
de enero a abril | 01-01..04-30
8-may-24 | 05-08
en las últimas 48 horas | 05-08..05-10
en las últimas tres semanas | 04-19..05-10
la semana del 29 de abril | 04-29..05-05
la semana del 29 de abril al 5 de mayo | 04-29..05-05
في الأسبوع الأول من مايو | 05-01..05-07
الأسبوع الأخير من أبريل | 04-24..04-30
الأيام الثلاثة الأولى من مايو | 05-01..05-03
النصف الأول من أبريل | 04-01..04-15
الأشهر الأربعة الأولى من عام 2024 | 01-01..04-30
النصف الأول من عام 2023 | 2023-01-01..2023-06-30
الأسبوع 18 | 04-29..05-05
قبل أسبوع | 05-03
أول أمس | 05-08
منذ الخميس | 05-09..05-10
منذ 3 مايو | 05-03..05-10
ليلة 7 إلى 8 مايو | 05-07..05-08
بين الاثنين والأربعاء | 05-06..05-08
من 28 أبريل إلى 4 مايو | 04-28..05-04
من 1 إلى 7 مايو 2024 | 05-01..05-07
حتى 8 مايو | ..05-08
أواخر أبريل | 04-21..04-30
مطلع مايو | 05-01..05-10
عطلة نهاية الأسبوع | 05-04..05-05
خلال الـ48 ساعة الماضية | 05-08..05-10
the second week of February | 02-08..02-14
the last three days of April | 04-28..04-30
Week 17, 2024 | 04-22..04-28
early last month | 04-01..04-10
late last year | 2023-09-01..2023-12-31
início de maio | 05-01..05-10
na primeira semana de maio | 05-01..05-07
первая неделя мая | 05-01..05-07
на початку травня | 05-01..05-10
перша половина квітня | 04-01..04-15
"""
# Nothing of these is a day.
_NO_DAYS = """
week 40
the first 30 families
the second group of 12
the last 3 buses of the convoy
phase 2 of 3
first of all
half of the 300
the third week of the operation
on the 8th floor
on the 2nd and 3rd floors
section 12-14-marked
"""


def _written(day: date | None) -> str:
    return "" if day is None else f"{day:%m-%d}" if day.year == _PUBLISHED.year else str(day)


@pytest.mark.parametrize("row", [each for each in _DAYS.splitlines() if each])
def test_a_wording_has_its_days(row: str) -> None:
    text, _, expected = row.rpartition(" | ")
    (found,) = periods(text, _PUBLISHED)
    first, last = _written(found.first), _written(found.last)
    assert (first if first == last else f"{first}..{last}") == expected


@pytest.mark.parametrize("text", [each for each in _NO_DAYS.splitlines() if each])
def test_what_only_looks_like_a_day(text: str) -> None:
    assert [each for each in periods(text, _PUBLISHED) if each.first or each.last] == []


@pytest.mark.parametrize(
    ("text", "published", "first", "last"),
    [
        ("in week 53", date(2021, 1, 5), date(2020, 12, 28), date(2021, 1, 3)),  # 2021 has no week of that number
        ("in week 1", date(2024, 12, 31), date(2024, 12, 30), date(2024, 12, 31)),  # of 2025, by ISO 8601
        ("early this year", date(2024, 1, 20), date(2024, 1, 1), date(2024, 1, 20)),
        ("late yesterday", date(2024, 6, 25), date(2024, 6, 24), date(2024, 6, 24)),
        ("early yesterday", date(2024, 6, 25), date(2024, 6, 24), date(2024, 6, 24)),
        ("8-May-98", date(1998, 6, 5), date(1998, 5, 8), date(1998, 5, 8)),
        ("08/05/98", date(1998, 6, 5), date(1998, 5, 8), date(1998, 5, 8)),
        ("02/01/25", date(2024, 12, 30), date(2025, 1, 2), date(2025, 1, 2)),  # of the plan for the next year
    ],
)
def test_a_day_at_the_turn_of_a_month_a_year_or_a_century(text: str, published: date, first: date, last: date) -> None:
    (found,) = periods(text, published)
    assert (found.first, found.last) == (first, last)

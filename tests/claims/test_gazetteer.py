"""The gazetteer of towns: every name in its table is found."""

from __future__ import annotations

import gzip
from importlib import resources

from waystation.claims.reading.gazetteer import named_places, plain_name, resolved


def _rows() -> list[list[str]]:
    packed = resources.files("waystation.claims.reading").joinpath("towns.csv.gz").read_bytes()
    return [row.split(",") for row in gzip.decompress(packed).decode().splitlines()]


def _countries(name: str) -> set[str]:
    """Countries of a town that a sentence names."""
    said = named_places(f"Families reached {name.title()}.")
    return {meaning.country for each in said if plain_name(each.name) == name for meaning in each.meanings}


def test_the_table_is_sorted_by_name_as_it_is_searched() -> None:
    names = [row[0].encode() for row in _rows()]
    assert names == sorted(names)


def test_every_large_town_is_found_by_its_name_in_its_country() -> None:
    """One in ten was not: names that others begin with, as "sao" begins "sao paulo"."""
    towns = [row for row in _rows() if not row[2].startswith("a") and int(row[2]) >= 300_000 and len(row[0]) > 5]
    assert len(towns) > 1000
    missed = [name for name, country, *_ in towns[::6] if country not in _countries(name)]
    assert len(missed) <= 3, missed


def test_a_town_whose_name_another_begins_with_has_its_own_place() -> None:
    found = {each.name: resolved(each, "")[0] for each in named_places("Buses left Mexico City for Sao Paulo.")}
    assert found["Mexico City"] is not None
    assert found["Sao Paulo"] is not None
    assert (found["Mexico City"].country, found["Sao Paulo"].country) == ("MEX", "BRA")

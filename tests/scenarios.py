"""A tiny, made-up, valid scenario folder for tests, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

TOML = """\
format = 1
name = "Valley"
synthetic = true
start = 2030-01-01
end = 2030-01-31

[sources.village]
place = "Upper Valley"
people = "inside"
starts_in = "held"

[sources.village.phases.held]
begins_with = ["closure"]
leave_per_day = 0.01
lasts_days = 5
then = ["open"]

[sources.village.phases.open]
begins_with = ["opening"]
leave_per_day = 0.2
lasts_days = 8

[stages.search]
place = "Bridge"
lanes = 4
people_per_lane_hour = 30
open_hours = [6, 18]

[sites.camp]
place = "Lower Camp"
capacity = 500
overflow_to = "school"

[sites.school]
place = "Market Town"
onward_per_day = 0.1
onward_to = "relatives"

[exits.relatives]
note = "Stay with relatives"

[fleets.buses]
vehicles = 3
seats = 50
away_hours = 4

[[legs]]
from = "village"
to = "search"
km_per_hour = 4

[[legs]]
from = "search"
to = "camp"
km_per_hour = 40
fleet = "buses"

[[legs]]
from = "camp"
to = "school"
hours = 1

[[legs]]
from = "school"
to = "relatives"
hours = 2

[[legs]]
from = "search"
to = "relatives"
hours = 6

[streams.general]
path = ["village", "search", "camp"]

[streams.kin]
path = ["village", "search", "relatives"]
share = 0.1

[unknowns.inside]
prior = "lognormal"
low = 500
high = 5000
unit = "people"
why = "Made up."

[[reporters]]
name = "Radio"
matches = ["Radio"]
"""

PLACES = """\
name,role,latitude,longitude,capacity,source_note
Upper Valley,village,10.3,20.1,,Made up
Bridge,screening,10.2,20.15,,Made up
Lower Camp,camp,10.0,20.3,600,Made up
Market Town,town,,,,Made up
"""

ROUTES = """\
from,to,distance_km,mode,note
Upper Valley,Bridge,12,on foot,Made up
Lower Camp,Bridge,30,bus,"Made up, both ways"
"""

EVENTS = """\
published,source,start,end,place,kind,note
2030-01-04,Radio,2030-01-04,,Upper Valley,opening,Made up
2030-01-10,Radio,2030-01-10,2030-01-12,Upper Valley,closure,Made up
2030-01-11,Radio,2030-01-11,,Bridge,stage_opens,Made up
"""

FILES = {"scenario.toml": TOML, "places.csv": PLACES, "routes.csv": ROUTES, "events.csv": EVENTS}


def write_scenario(folder: Path, *changes: tuple[str, str], **files: str | bytes | None) -> Path:
    """Write the folder and give it back.

    Parameters
    ----------
    folder : created if it is not there
    changes : (old, new) texts; each old one must stand in exactly one of the files
    files : other contents by name without ending (``scenario``, ``places``, ``routes``, ``events``);
        None leaves the file out
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts: dict[str, str | bytes | None] = {name: files.get(name.split(".")[0], text) for name, text in FILES.items()}
    for old, new in changes:
        homes = [name for name, text in texts.items() if isinstance(text, str) and text.count(old) == 1]
        assert len(homes) == 1, f"{old!r} must stand once in one file, not in {homes}"
        texts[homes[0]] = str(texts[homes[0]]).replace(old, new)
    for name, text in texts.items():
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder

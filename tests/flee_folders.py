"""A small Flee folder, written for tests of free runs."""

from __future__ import annotations

from pathlib import Path

DAYS = 10

LOCATIONS = """\
#name,region,country,lat,lon,location_type,conflict_date,pop/cap
Old Town,North,Home,0.0,0.0,conflict_zone,0,9000
Mill,North,Home,0.1,0.1,conflict_zone,3,1000
Ford,North,Home,0.2,0.2,town,,500
East Camp,East,Away,0.3,0.3,camp,,400
Hill Camp,East,Away,0.4,0.4,camp,,
Lake Camp,West,Beyond,0.5,0.5,camp,,300
"""
ROUTES = """\
#name1,name2,distance,forced_redirection
Old Town,Ford,10,0
Mill,Ford,20,0
Ford,East Camp,30,0
East Camp,Hill Camp,5,0
Old Town,Lake Camp,100,0
"""
CLOSURES = """\
#closure_type,name1,name2,closure_start,closure_end
camp,Hill Camp,,0,4
country,Home,Beyond,2,6
link,Mill,Ford,5,7
"""
LAYOUT = """\
total,refugees.csv
East Camp,east.csv
Hill Camp,hill.csv
Lake Camp,lake.csv
"""
COUNTS = {
    "refugees.csv": "2024-05-01,150\n2024-05-10,780\n",
    "east.csv": "2024-05-01,100\n2024-05-10,280\n",
    "hill.csv": "2024-05-01,0\n2024-05-05,0\n2024-05-10,200\n",
    "lake.csv": "2024-05-01,50\n2024-05-10,300\n",
}


def write_folder(folder: Path, *, closures: str = CLOSURES, layout: str = LAYOUT) -> Path:
    """Ten days, three camps in two countries; conflict at Old Town always, at Mill from day 3."""
    inputs, counts = folder / "input_csv", folder / "source_data"
    inputs.mkdir(parents=True)
    counts.mkdir()
    conflicts = [f"{day},1,{int(day >= 3)},0,0,0,0" for day in range(DAYS)]
    heading = "#Day,Old Town,Mill,Ford,East Camp,Hill Camp,Lake Camp"
    texts = {
        inputs / "locations.csv": LOCATIONS,
        inputs / "routes.csv": ROUTES,
        inputs / "closures.csv": closures,
        inputs / "conflicts.csv": "\n".join([heading, *conflicts]) + "\n",
        inputs / "sim_period.csv": f"StartDate,2024-05-01\nLength,{DAYS}\n",
        inputs / "registration_corrections.csv": "",
        counts / "data_layout.csv": layout,
        **{counts / name: text for name, text in COUNTS.items()},
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return folder

"""A network as a folder that Flee runs, with a note for each choice and a map to look at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from waystation.files import staged_folder, write_bytes, write_text
from waystation.network.build import Network, NetworkPlace

__all__ = ["write_flee_folder"]

_LOCATIONS = ("#name", "region", "country", "latitude", "longitude", "location_type", "conflict_date", "population")


def write_flee_folder(network: Network, folder: Path | str) -> list[str]:
    """Write a network as a Flee folder: ``input_csv/``, ``source_data/``, ``NOTES.md`` and ``map.png``.

    Parameters
    ----------
    network : as from `build_network`
    folder : made if need be

    Returns
    -------
    names of the files

    Raises
    ------
    InputError
        If a file cannot be written.

    References
    ----------
    Layout: Flee, https://flee.readthedocs.io; every day of conflict has its row, as its code asks.
    """
    zones = [place for place in network.places if place.kind == "conflict_zone"]
    conflicts = [[day, *(int(day >= zone.conflict_day) for zone in zones)] for day in range(network.days)]
    files = {
        "input_csv/locations.csv": _csv(_LOCATIONS, map(_location, network.places)),
        "input_csv/routes.csv": _csv(
            ("#name1", "name2", "distance", "forced_redirection"),
            [(each.one, each.other, max(1, round(each.km)), 0) for each in network.links],
        ),
        "input_csv/conflicts.csv": _csv(["#Day", *(zone.name for zone in zones)], conflicts),
        "input_csv/closures.csv": _csv(("#closure_type", "name1", "name2", "closure_start", "closure_end"), []),
        "input_csv/sim_period.csv": f"StartDate,{network.start}\nLength,{network.days}\n",
        "NOTES.md": _notes(network),
    }  # fmt: skip
    files |= _counts(network)
    with staged_folder(folder) as draft:
        for name, text in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            write_text(draft / name, text)
        write_bytes(draft / "map.png", _map(network))
    return [*files, "map.png"]


def _location(place: NetworkPlace) -> tuple[object, ...]:
    where = f"{place.latitude:.5f}", f"{place.longitude:.5f}"
    return place.name, place.region, place.country, *where, place.kind, place.conflict_day, place.people


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _counts(network: Network) -> dict[str, str]:
    """Counts of the camps by day, as Flee's validation data; the total is their sum on days when all are known."""
    files: dict[str, str] = {}
    named = [(camp.name, f"{camp.name.replace('/', ' ')}.csv", camp.counts) for camp in network.camps if camp.counts]
    days = sorted({day for _, _, counts in named for day, _ in counts})
    last = {name: 0 for name, _, _ in named}
    totals = []
    for day in days:
        for name, _, counts in named:
            last[name] = dict(counts).get(day, last[name])
        totals.append((day, sum(last.values())))
    listed = [("total", "refugees.csv"), *((name, file) for name, file, _ in named)]
    files["source_data/data_layout.csv"] = _csv(listed[0], listed[1:])
    files["source_data/refugees.csv"] = _csv(("Date", "count"), totals or [(network.start, 0)])
    for _, file, counts in named:
        files[f"source_data/{file}"] = _csv(("Date", "count"), counts)
    return files


def _notes(network: Network) -> str:
    lines = ["# How this network was made", "", "Each line is a choice. Look it over before you use the network.", ""]
    lines += [f"- {note}" for note in network.notes]
    guessed = [link for link in network.links if not link.by_road]
    if guessed:
        lines += ["", "## Distances that are guesses", "", "| From | To | km | range |", "|---|---|---|---|"]
        lines += [f"| {e.one} | {e.other} | {e.km:.0f} | {e.low:.0f} to {e.high:.0f} |" for e in guessed]
    return "\n".join([*lines, ""])


def _map(network: Network) -> bytes:
    """Places and links as they lie; guesses dashed."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 9), layout="constrained")
    axes: Any = figure.subplots()
    where = {place.name: (place.longitude, place.latitude) for place in network.places}
    for link in network.links:
        (x1, y1), (x2, y2) = where[link.one], where[link.other]
        axes.plot([x1, x2], [y1, y2], color="0.6", linewidth=1, linestyle="-" if link.by_road else "--", zorder=1)
        axes.annotate(f"{link.km:.0f}", ((x1 + x2) / 2, (y1 + y2) / 2), fontsize=6, color="0.4", ha="center")
    for kind, colour, label in (("conflict_zone", "#b2182b", "conflict"), ("camp", "#2166ac", "camp")):
        chosen = [place for place in network.places if place.kind == kind]
        axes.scatter([p.longitude for p in chosen], [p.latitude for p in chosen], color=colour, label=label, zorder=2)
        for place in chosen:
            axes.annotate(
                place.name, (place.longitude, place.latitude), xytext=(4, 4), textcoords="offset points", fontsize=7
            )
    axes.set_xlabel("longitude")
    axes.set_ylabel("latitude")
    axes.set_title("Links with km; dashed: straight line times a factor, a guess")
    axes.legend()
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=120)
    return data.getvalue()

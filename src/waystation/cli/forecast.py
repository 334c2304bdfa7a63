"""``waystation forecast``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import AsOf, Fresh, Json, Members, Quiet, Seed, Standards, Stock, WhatIf, Workers
from waystation.errors import InputError, Problem

__all__ = ["forecast"]


def forecast(
    source: Annotated[
        Path,
        typer.Argument(
            help="Scenario folder, a table of claims alone (needs --place), or a Flee folder (needs --past).",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    place: Annotated[
        str | None, typer.Option("--place", help="Claims alone: the place people come to.", show_default=False)
    ] = None,
    term: Annotated[
        str | None, typer.Option("--term", help="Claims alone: what is counted.", show_default="arrived")
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option("--dates", help="Claims alone: days, with commas.", show_default="two weeks, then weekly"),
    ] = None,
    threshold: Annotated[
        list[float] | None,
        typer.Option("--threshold", help="Claims alone: chance of so many people or more, by day.", show_default=False),
    ] = None,
    past: Annotated[
        list[Path] | None,
        typer.Option("--past", help="Camps: another conflict's Flee folder to learn from.", show_default=False),
    ] = None,
    horizons: Annotated[
        str | None, typer.Option("--horizons", help="Camps: days ahead, with commas.", show_default="30,60,90")
    ] = None,
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    what_if: WhatIf = None,
    standards: Standards = None,
    stock: Stock = None,
    members_file: Annotated[
        bool, typer.Option("--members-file", help="Also write every member, as members.nc (NetCDF).")
    ] = False,
    geojson: Annotated[
        bool, typer.Option("--geojson", help="Also write the places with forecast and needs, as places.geojson.")
    ] = False,
    parquet: Annotated[
        bool, typer.Option("--parquet", help="Also write forecast.parquet (needs waystation[hub]).")
    ] = False,
    hub: Annotated[
        Path | None,
        typer.Option("--hub", help="Also add the forecast to this hubverse folder.", show_default=False),
    ] = None,
    fresh: Fresh = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast arrivals from what was published by a day, and write report and tables.

    From a scenario folder, writes report.html, forecast.csv, claims.csv, needs.csv, run.json and, where enough was
    counted, published.csv: the totals that will be published, by the scenario, by counts alone and by both averaged.
    From a table of claims alone, report.html, forecast.csv, claims.csv and run.json. Of the camps of a Flee folder,
    report.html, forecast.csv and run.json. All of them, or none.

    Example: [bold]waystation forecast examples/baghouz --as-of 2019-02-26 --out out/february[/bold]
    """
    if past:
        from waystation.cli.camps import forecast_flee_folder

        forecast_flee_folder(
            source, past=past, as_of=as_of, horizons=horizons or "30,60,90", out=out, json=json, quiet=quiet,
            unused={"--place": place, "--term": term, "--dates": dates, "--threshold": threshold or None,
                    "--what-if": what_if, "--standards": standards, "--members-file": members_file or None,
                    "--hub": hub, "--geojson": geojson or None, "--parquet": parquet or None},
        )  # fmt: skip
        return
    if horizons is not None:
        raise InputError(Problem("--horizons is for camps.", "Add --past FOLDER.", column="--horizons"))
    if source.suffix.lower() == ".csv" or place is not None:
        from waystation.cli.surge import forecast_claims

        forecast_claims(
            source, as_of=as_of, place=place, term=term, dates=dates, thresholds=threshold or (), seed=seed,
            out=out, json=json, quiet=quiet,
            unused={"--what-if": what_if, "--standards": standards, "--stock": stock,
                    "--members-file": members_file or None, "--hub": hub, "--geojson": geojson or None,
                    "--parquet": parquet or None},
        )  # fmt: skip
        return
    _only_for_claims({"--term": term, "--dates": dates, "--threshold": threshold or None})
    import waystation as ws
    from waystation.cli.evening import assess
    from waystation.cli.screen import print_json, print_lines

    found = assess(
        source,
        as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh,
        standards=ws.read_standards(standards), stock=stock, quiet=quiet or json,
    )  # fmt: skip
    files = found.write(out, members_file=members_file, geojson=geojson, parquet=parquet)
    in_hub = ws.write_hub(found.forecast, hub, parquet=parquet) if hub is not None else []
    if json:
        print_json(ws.forecast_summary(found) | {"files": [*_within(out, files), *_within(hub or out, in_hub)]})
    elif not quiet:
        print_lines(*ws.forecast_lines(found), *found.notes, f"Wrote {', '.join(files)} into {out}")
        if in_hub:
            print_lines(f"Wrote {in_hub[-1]} and its configuration into {hub}")


def _within(folder: Path, names: list[str]) -> list[str]:
    return [str(folder / name) for name in names]


def _only_for_claims(given: dict[str, object]) -> None:
    fix = "Leave it out, or give a CSV file and --place."
    problems = [
        Problem(f"{option} is for a table of claims alone.", fix, column=option)
        for option, value in given.items()
        if value is not None
    ]
    if problems:
        raise InputError(problems)

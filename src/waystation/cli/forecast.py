"""``waystation forecast``: of a scenario, of a surge from claims alone, of the camps of a Flee folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from waystation.cli.camps import camps
from waystation.cli.options import (
    AsOf,
    Effort,
    Folder,
    Fresh,
    Json,
    Members,
    Quiet,
    Seed,
    Standards,
    Stock,
    WhatIf,
    Workers,
)
from waystation.cli.surge import surge
from waystation.errors import InputError, Problem

__all__ = ["app", "scenario"]


class _ByWhatIsGiven(TyperGroup):
    """Chooses the kind of forecast by what is given, where nobody names it: `forecast FOLDER` is enough."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not {"-h", "--help"} & set(args):
            args = [_kind_of(args), *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            self._refuse_others(str(name), command, rest)
        return name, command, rest

    def _refuse_others(self, name: str, command: Any, args: list[str]) -> None:
        """Options of another kind of forecast, each told with the kind it belongs to."""
        own = _options(command)
        problems = []
        for option in dict.fromkeys(arg.partition("=")[0] for arg in args if arg.startswith("--")):
            homes = [kind for kind, each in self.commands.items() if option in _options(each)]
            if option not in own and homes:
                message = f"{option} is for forecast {homes[0]}, not for forecast {name}."
                fix = f"Leave it out. Forecast {homes[0]} needs {_NEEDS[homes[0]]}."
                problems.append(Problem(message, fix, column=option))
        if problems:
            raise InputError(problems)


_NEEDS = {
    "scenario": "a scenario folder",
    "surge": "a table of claims or a ledger, and --place NAME",
    "camps": "a Flee folder and --past FOLDER",
}


def _options(command: Any) -> set[str]:
    return {option for param in command.params for option in param.opts}


def _kind_of(args: list[str]) -> str:
    options = {arg.partition("=")[0] for arg in args}
    if options & {"--past", "--horizons"}:
        return "camps"
    named = [arg for arg in args if not arg.startswith("-")]
    if "--place" in options or any("://" in arg or arg.lower().endswith((".csv", ".db")) for arg in named[:1]):
        return "surge"
    return "scenario"


app = typer.Typer(
    cls=_ByWhatIsGiven,
    help="""Forecast arrivals from what was published by a day, and write report and tables.

    The kind may be left out: [bold]waystation forecast FOLDER[/bold], [bold]forecast CLAIMS.csv --place NAME[/bold],
    [bold]forecast FLEE_FOLDER --past FOLDER[/bold]. A ledger stands for a table of claims.
    """,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


@app.command("scenario")
def scenario(
    folder: Folder,
    as_of: AsOf = None,
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
    effort: Effort = None,
    fresh: Fresh = False,
    no_save: Annotated[
        bool, typer.Option("--no-save", help="Save nothing in the scenario folder for later commands.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast a scenario folder: who may come, when, what they will need and what holds them up.

    Writes report.html, forecast.csv, claims.csv, needs.csv, run.json and, where enough was counted, published.csv: the
    totals that will be published, by the scenario, by counts alone and by both averaged. All of them, or none.

    Example: [bold]waystation forecast scenario examples/baghouz --as-of 2019-02-26 --out out/february[/bold]
    """
    import waystation as ws
    from waystation.cli.evening import assess
    from waystation.cli.screen import print_json, print_lines

    found = assess(
        folder,
        as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh,
        standards=ws.read_standards(standards), stock=stock, effort=effort, save=not no_save, quiet=quiet or json,
    )  # fmt: skip
    files = found.write(out, members_file=members_file, geojson=geojson, parquet=parquet)
    in_hub = ws.write_hub(found.forecast, hub, parquet=parquet) if hub is not None else []
    if json:
        print_json(ws.forecast_summary(found) | {"files": [*_within(out, files), *_within(hub or out, in_hub)]})
    elif not quiet:
        own = f" Standards: {standards}." if standards else ""
        settings = f"Settings: {folder / 'scenario.toml'}.{own}"
        print_lines(*ws.forecast_lines(found), settings, *found.notes, f"Wrote {', '.join(files)} into {out}")
        if in_hub:
            print_lines(f"Wrote {in_hub[-1]} and its configuration into {hub}")


def _within(folder: Path, names: list[str]) -> list[str]:
    return [str(folder / name) for name in names]


app.command("surge")(surge)
app.command("camps")(camps)

"""The commands, put together."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from waystation.cli import (
    backtest,
    calibrate,
    check,
    claims,
    compare,
    demo,
    forecast,
    limit,
    merge,
    needs,
    network,
    new,
    places,
    read,
    report,
    sensitivity,
    serve,
    share,
    simulate,
    sweep,
    take,
)

__all__ = ["app"]

_HELP = """From reports to readiness: who may arrive, when, and what they will need.

Works offline, on folders you can write by hand. Begin with [bold]waystation demo[/bold].
"""


class _Commands(TyperGroup):
    """The commands; a value that an option cannot take is told with the value and a fix, as all bad input is."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            found: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
            if error.param is None or not found:
                raise
            from waystation.errors import InputError, Problem
            from waystation.world.textfile import shown
            from waystation.world.wording import explain

            value = shown(found[0].get("input"))
            message, fix = explain(found[0], f'"{value}"')
            name = max(error.param.opts, key=len)
            raise InputError(Problem(message, fix, column=name, value=value)) from None


app = typer.Typer(
    name="waystation",
    cls=_Commands,
    help=_HELP,
    epilog="Manual: docs/index.md. Draft figures for coordination among those who receive people.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from waystation import __version__

        typer.echo(f"waystation {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of all commands; the text of the help is that of the app."""


# In the order the work flows.
app.command("demo")(demo.demo)
app.command("new")(new.new)
app.command("serve")(serve.serve)
app.command("check")(check.check)
app.command("places")(places.places)
app.add_typer(network.app, name="network")
app.command("read")(read.read)
app.command("take")(take.take)
app.add_typer(claims.app, name="claims")
app.command("simulate")(simulate.simulate)
app.command("merge")(merge.merge)
app.add_typer(forecast.app, name="forecast")
app.command("needs")(needs.needs)
app.command("limit")(limit.limit)
app.command("compare")(compare.compare)
app.command("sweep")(sweep.sweep)
app.command("sensitivity")(sensitivity.sensitivity)
app.command("calibrate")(calibrate.calibrate)
app.command("report")(report.report)
app.add_typer(share.app, name="share")
app.add_typer(backtest.app, name="backtest")

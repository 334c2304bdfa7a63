"""``waystation backtest``: hold forecasts of past crises against what came."""

from __future__ import annotations

import typer

from waystation.cli.backtest_free_run import free_run
from waystation.cli.backtest_past import camps, surges

__all__ = ["app"]

app = typer.Typer(
    help="Compare forecasts of past crises with what happened, and with simple baselines.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

app.command("surges")(surges)
app.command("camps")(camps)
app.command("free-run")(free_run)

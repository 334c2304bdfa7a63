"""``waystation backtest``: hold forecasts of past crises against what came."""

from __future__ import annotations

import typer

from waystation.cli.backtest_free_run import free_run

__all__ = ["app"]

app = typer.Typer(
    help="Hold forecasts of past crises against what came, beside simple baselines.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

app.command("free-run")(free_run)

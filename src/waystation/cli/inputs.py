"""What commands read: claims from a file, a scenario folder or a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import waystation as ws
from waystation.errors import InputError, Problem

__all__ = ["STANDING", "open_ledger", "other_names", "out_of_place", "read_source"]

STANDING = "standing"
"""Claims of a ledger that were neither set aside nor replaced."""


def out_of_place(options: Mapping[str, object], message: str, fix: str) -> list[Problem]:
    """A problem for every option that was given and does not fit what it was given with.

    Parameters
    ----------
    options : values by option, None where it was not given
    message : what follows the option in the problem
    fix : what to do
    """
    given = (option for option, value in options.items() if value is not None)
    return [Problem(f"{option} {message}", fix, column=option) for option in given]


def other_names(scenario: ws.Scenario) -> dict[str, str]:
    """Places whose counts of people leaving mean a source elsewhere, and the source's place."""
    return {name: source.place for source in scenario.settings.sources.values() for name in source.reported_as}


def read_source(source: str, status: str | None = None) -> list[ws.Claim]:
    """The claims of a CSV file, of a scenario folder (its reports included) or of a ledger.

    Parameters
    ----------
    source : CSV file, scenario folder, or ledger
    status : of a ledger, only claims of this status; `STANDING` for those neither set aside nor replaced

    Raises
    ------
    InputError
        If there is no such thing or it cannot be read; or if a status is asked of what is no ledger.
    """
    path = Path(source)
    table = path.is_dir() or path.suffix.lower() == ".csv"
    if table and status not in {None, STANDING}:
        raise InputError(Problem("Only the claims of a ledger have a status.", "Leave out --status.", source))
    if path.is_dir():
        situation = ws.open(path)
        if situation.problems:
            raise InputError(situation.problems)
        return situation.claims
    if path.suffix.lower() == ".csv":
        return ws.read_claims(path)
    with open_ledger(source) as ledger:
        if status == STANDING:
            gone = {claim.id for each in ("set aside", "edited") for claim in ledger.claims(each)}
            return [claim for claim in ledger.claims() if claim.id not in gone]
        return ledger.claims(status)


def open_ledger(target: str, *, make: bool = False) -> ws.Ledger:
    """The ledger of that name; one is made only where that is asked for.

    Raises
    ------
    InputError
        If there is none, or it cannot be opened.
    """
    if not make and "://" not in target and not Path(target).exists():
        fix = "Check the name, or make a ledger with: waystation claims import FILE.csv --ledger NAME"
        raise InputError(Problem("There is no such ledger.", fix, target, value=target))
    return ws.Ledger(target)

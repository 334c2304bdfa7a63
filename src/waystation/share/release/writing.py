"""A release as files: one page that needs nothing else, and its tables; kept in the register before it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from waystation.errors import InputError, Problem
from waystation.files import staged_folder, write_csv, write_text
from waystation.share.disclosure import THRESHOLD
from waystation.share.html_page import style_sheet
from waystation.share.language import language, translated
from waystation.share.release.audience import audiences, finer
from waystation.share.release.register import Entry, Register, delete_after, stamp
from waystation.share.release.release_tables import Release
from waystation.world.scenario_model import Settings

__all__ = ["KEEP_DAYS", "write_release"]

KEEP_DAYS = 90
"""Days after which what was released should be deleted, unless something else is said."""


def write_release(
    release: Release,
    folder: Path,
    settings: Settings,
    register: Register,
    *,
    to: str,
    reason: str = "",
    action: str = "",
    keep_days: int = KEEP_DAYS,
    today: date | None = None,
    code: str = "en",
) -> list[str]:
    """Write a release, and keep it in the register; all or nothing.

    Parameters
    ----------
    release : as from `make_release`
    folder : to write into; made if need be
    settings : of the scenario
    register : of the scenario's folder
    to : who is told: offices, no persons
    reason : why more than the default is told, if it is
    action : the first sentence of the page
    keep_days : days after which it should be deleted
    today : the day it is written; default: this machine's
    code : language of the page, a key of `waystation.share.language.LANGUAGES`; the tables are in English

    Returns
    -------
    names of the files

    Raises
    ------
    InputError
        If nobody is named, the language is not known, or something cannot be written: then nothing is released.
    """
    if not to.strip():
        fix = "Name the offices, such as: camp coordination cluster."
        raise InputError(Problem("No receiver is named.", fix, column="to"))
    words = language(code)
    until = delete_after(keep_days, today)
    names = ["shared.html", "people.csv", *(["needs.csv"] if not release.needs.empty else [])]
    more = finer(audiences()[release.audience.name], release.audience)
    entry = Entry(
        stamp(), release.audience.name, to.strip(), release.as_of.isoformat(), more, reason.strip(), until, names
    )
    with staged_folder(folder) as draft:
        page = translated("waystation.share", words.code).get_template("release.html").render(
            release=release, name=settings.name, owner=settings.owner, synthetic=settings.synthetic, to=to.strip(),
            action=action, until=date.fromisoformat(until), threshold=THRESHOLD, style=style_sheet(),
            code=words.code, direction=words.direction,
        )  # fmt: skip
        write_text(draft / "shared.html", page)
        write_csv(_people(release), draft / "people.csv")
        if not release.needs.empty:
            write_csv(release.needs, draft / "needs.csv")
        register.add(entry, release.shown)
    return names


def _people(release: Release) -> pd.DataFrame:
    rows: Sequence[dict[str, object]] = [
        {
            "site": each.site,
            "day": each.day.isoformat(),
            "low": each.low,
            "middle": each.middle,
            "high": each.high,
            **({"capacity": each.capacity, "share_over_capacity": each.over} if release.audience.capacity else {}),
        }
        for each in release.people
    ]
    return pd.DataFrame(rows)

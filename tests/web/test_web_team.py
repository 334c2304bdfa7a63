"""Several people at once: two pages of one folder whose decisions are kept in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import replace, write_folder
from postgres_server import postgres_server
from waystation.claims import Status
from waystation.errors import InputError
from waystation.web.screens.review import _correct, _decide, _undo
from waystation.web.workspace import Workspace


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    with postgres_server() as server:
        folder = write_folder(tmp_path / "scenario")
        replace(folder, "scenario.toml", "format = 1", f'format = 1\nledger = "{server}/postgres"')
        yield Workspace(folder), Workspace(folder)


def test_what_one_decides_the_other_sees_and_nobody_decides_over_anothers_head(
    pages: tuple[Workspace, Workspace],
) -> None:
    mine, theirs = pages
    first, second, third = (claim.id for claim in mine.situation().claims)
    assert theirs.situation().book.decisions == []
    _decide(mine, [first, second], "accept", "Checked.", "")
    assert mine.situation(ask=True).book.status_of(first) is Status.ACCEPTED

    with pytest.raises(InputError, match=r"Somebody decided on this figure meanwhile: accepted\. Checked\."):
        _decide(theirs, [first], "set aside", "Hearsay.", "0")
    with pytest.raises(InputError, match="Somebody decided on this figure meanwhile"):
        _correct(theirs, second, {"note": "Counted again"}, "Misread.", "0")
    seen = theirs.situation()
    assert len(seen.book.decisions) == 2
    assert theirs.situation(ask=True) is seen

    _correct(theirs, third, {"note": "Counted again"}, "Misread.", "0")
    _undo(mine, third)
    assert [each.status for each in mine.situation(ask=True).book.decisions[-2:]] == [Status.SET_ASIDE, Status.NEW]

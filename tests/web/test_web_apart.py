"""A forecast in a process of its own: its problems are told, a stop ends it, and an end before its time is said."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from waystation.errors import InputError
from waystation.web.apart import Evening, fit_apart
from waystation.web.background import StoppedError


def _nothing(word: str, share: float) -> None:
    """Takes no note of progress."""


def test_problems_of_the_child_are_those_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no folder .*nowhere"):
        fit_apart(Evening(tmp_path / "nowhere", None, 50), _nothing)
    assert not multiprocessing.active_children()


def test_a_stop_ends_the_child_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    told: list[str] = []

    def stop(word: str, share: float) -> None:
        told.append(word)
        if len(told) > 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        fit_apart(Evening(tmp_path, None, 50), stop)
    assert not multiprocessing.active_children()
    assert not list(tmp_path.iterdir())


def test_an_end_before_its_time_is_said(tmp_path: Path) -> None:
    def kill(word: str, share: float) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(InputError, match=r"ended before its time \(exit status -9\)"):
        fit_apart(Evening(tmp_path, None, 50), kill)

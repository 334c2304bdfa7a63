"""Writing files so that nothing half-written is ever left behind: part of the ground floor.

Every file is written beside its final place, under a hidden name, and renamed when it is whole.
Ctrl-C, an error or a full disk leaves the earlier file, or none. A program that is killed may leave the
hidden file; the next one to write there removes it after a day.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO, TYPE_CHECKING

from waystation.errors import InputError, Problem

try:
    import fcntl
except ImportError:  # Windows has no locks of folders
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "check_writable", "check_writable_folder", "one_at_a_time", "staged_folder", "whole_file", "write_bytes",
    "write_csv", "write_text",
]  # fmt: skip

_ABANDONED_SECONDS = 24 * 3600
"""A hidden file that nobody has written on for so long is of a program that was killed."""

_WAIT_SECONDS = 10.0
"""How long to wait while another program moves its files into the same folder: a matter of milliseconds."""

_FIXES: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "Free some space, or write to another disk."),
    errno.EFBIG: ("the file is larger than this disk or account allows", "Write to another disk."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space, or write to another disk."),
    errno.EROFS: ("the disk is read-only", "Choose a folder that can be written to."),
    errno.EACCES: (
        "the folder may not be written to",
        "Choose another folder, or ask for the right to write there.",
    ),
    errno.EPERM: (
        "the folder may not be written to",
        "Choose another folder, or ask for the right to write there.",
    ),
    errno.ENOENT: ("the folder does not exist", "Make the folder first, or choose another."),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "Choose another folder."),
    errno.EISDIR: ("there is a folder of that name", "Choose another file name, or move the folder away."),
    errno.ENOTEMPTY: ("there is a folder of that name", "Choose another file name, or move the folder away."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
}


def check_writable(*paths: Path | str) -> None:
    """Refuse files that could not be written later: asked before work that takes long, not after it.

    Parameters
    ----------
    paths : where files will be written; nothing is left there

    Raises
    ------
    InputError
        As `write_bytes`, with all files that cannot be written.

    Examples
    --------
    >>> check_writable("no such folder/forecasts.csv")
    Traceback (most recent call last):
    waystation.errors.InputError: no such folder/forecasts.csv: Cannot write: the folder does not exist. Make the \
folder first, or choose another.
    """
    problems: list[Problem] = []
    for each in paths:
        target = Path(each)
        try:
            with _problems_of(target):
                beside = _beside(target)
                beside.open("xb").close()
                beside.unlink()
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def check_writable_folder(folder: Path | str, *names: str) -> None:
    """Refuse a folder that could not be written later: asked before work that takes long, not after it.

    Parameters
    ----------
    folder : where files will be written; nothing is left there, nor the folder where there was none
    names : of those files

    Raises
    ------
    InputError
        As `staged_folder`.

    Examples
    --------
    >>> check_writable_folder("/dev/null/out", "sweep.csv")
    Traceback (most recent call last):
    waystation.errors.InputError: /dev/null/out: Cannot write: a part of the path is a file, not a folder. Choose \
another folder.
    """
    target = Path(folder)
    made = _missing_parents(target)
    trial = target / f".draft-{secrets.token_hex(4)}"
    try:
        with _problems_of(target):
            trial.mkdir(parents=True)
            trial.rmdir()
            _refuse_folders([target / name for name in names])
    finally:
        _remove_if_empty(made)


def write_bytes(path: Path | str, data: bytes) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    path : where; its folder must exist. An earlier file of that name is replaced
    data : what

    Raises
    ------
    InputError
        If the file cannot be written: disk full, read-only, no such folder, a folder of that name.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder, "a.bin"), b"whole")
    ...     Path(folder, "a.bin").read_bytes()
    b'whole'
    """
    with whole_file(path) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path | str) -> Iterator[IO[bytes]]:
    """A file to write on bit by bit; it takes its place when the block ends well, and is gone if it does not.

    Parameters
    ----------
    path : where; its folder must exist. An earlier file of that name is replaced

    Yields
    ------
    the file, open for bytes

    Raises
    ------
    InputError
        As `write_bytes`.
    """
    target = Path(path)
    with _problems_of(target):
        beside = _beside(target)
        try:
            with beside.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        finally:  # on success there is nothing left to remove
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        _sweep(target.parent, f".{escape(target.name[:100])}.*.part")


def _beside(target: Path) -> Path:
    """The hidden name beside its place under which a file is written first."""
    if not target.name or target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    return target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")


def _sweep(folder: Path, pattern: str) -> None:
    """Remove what killed programs left half-written."""
    for each in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - each.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(each) if each.is_dir() else each.unlink()


def write_text(path: Path | str, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all; line ends stay as they are in the text.

    Parameters
    ----------
    path : where; its folder must exist
    text : what

    Raises
    ------
    InputError
        As `write_bytes`.
    """
    write_bytes(path, text.encode("utf-8"))


def write_csv(table: pd.DataFrame, path: Path | str) -> None:
    """Write a table as CSV in UTF-8 without its index, whole or not at all.

    Parameters
    ----------
    table : any table; dates are written as YYYY-MM-DD, missing values as blanks
    path : where; its folder must exist

    Raises
    ------
    InputError
        As `write_bytes`.
    """
    write_text(path, table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))


@contextmanager
def staged_folder(path: Path | str) -> Iterator[Path]:
    """A hidden folder to write a set of files in; they move to their place only if all goes well.

    All move or none: what another program writes into the same folder comes wholly before or wholly after.

    Parameters
    ----------
    path : the folder the files end up in, made if need be, its parents too. Other files in it stay

    Yields
    ------
    the folder to write in, on the same disk

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be moved into it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with staged_folder(Path(home, "out")) as draft:
    ...         write_text(draft / "a.txt", "first")
    ...         write_text(draft / "b.txt", "second")
    ...     sorted(each.name for each in Path(home, "out").iterdir())
    ['a.txt', 'b.txt']
    """
    target = Path(path)
    made = _missing_parents(target)
    draft = target / f".draft-{secrets.token_hex(4)}"
    done = False
    try:
        with _problems_of(target):
            draft.mkdir(parents=True)
        yield draft
        with _problems_of(target), one_at_a_time(target):
            _move_all(draft, target)
        _sweep(target, ".draft-*")
        done = True
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if not done:
            _remove_if_empty(made)


def _move_all(draft: Path, target: Path) -> None:
    """Move the files of a draft to their places. If one cannot be moved, all are again as they were."""
    files = sorted(each for each in draft.rglob("*") if each.is_file())
    places = [target / each.relative_to(draft) for each in files]
    _refuse_folders(places)
    moved: list[tuple[Path, Path | None]] = []
    made: list[Path] = []
    try:
        for number, (file, place) in enumerate(zip(files, places, strict=True)):
            made = [*_missing_parents(place.parent), *made]
            place.parent.mkdir(parents=True, exist_ok=True)
            moved.append((place, _kept(place, draft / f".earlier-{number}")))
            file.replace(place)
    except BaseException:
        for place, earlier in reversed(moved):
            with suppress(OSError):
                earlier.replace(place) if earlier else place.unlink(missing_ok=True)
        _remove_if_empty(made)
        raise


def _kept(place: Path, aside: Path) -> Path | None:
    """A second name of a file, or a copy where the disk knows no second names; None if there is no file."""
    if not os.path.lexists(place):
        return None
    try:
        os.link(place, aside, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(place, aside, follow_symlinks=False)
    return aside


@contextmanager
def one_at_a_time(path: Path | str, handle: int | None = None) -> Iterator[None]:
    """Hold a folder or a file while other programs that ask for it wait; a disk without locks holds nothing.

    Parameters
    ----------
    path : the folder or file, which must be there
    handle : of it, where it is open already; it may be closed only after the block

    Raises
    ------
    InputError
        If another program still holds it after ten seconds.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, one_at_a_time(folder):
    ...     write_text(Path(folder, "a.txt"), "nobody else writes now")
    """
    if fcntl is None:
        yield
        return
    own = os.open(path, os.O_RDONLY) if handle is None else None
    held = handle if own is None else own
    assert held is not None
    try:
        until = time.monotonic() + _WAIT_SECONDS
        while not _locked(held):
            if time.monotonic() > until:
                fix = "Wait until it is done, then try again."
                raise InputError(Problem("Cannot write: another program is writing there.", fix, file=str(path)))
            time.sleep(0.01)
        yield
    finally:
        if own is not None:
            os.close(own)  # which also lets go of the lock
        else:
            fcntl.flock(held, fcntl.LOCK_UN)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a disk without locks, as some in a network are
    return True


def _missing_parents(target: Path) -> list[Path]:
    """The folders that will have to be made, deepest first."""
    with suppress(OSError):
        return [each for each in (target, *target.parents) if not each.exists()]
    return []


def _remove_if_empty(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _refuse_folders(places: list[Path]) -> None:
    """Found before the first file moves, so that either all move or none."""
    for place in places:
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))


@contextmanager
def _problems_of(target: Path) -> Iterator[None]:
    """Turns what the system says about a file into a problem with a fix."""
    try:
        yield
    except OSError as error:
        raise InputError(_problem(target, error)) from error


def _problem(target: Path, error: OSError) -> Problem:
    what, fix = _FIXES.get(
        error.errno or 0, ((error.strerror or str(error)).lower(), "Choose another place to write to.")
    )
    if error.errno == errno.EEXIST:
        what, fix = "there is a file of that name", "Choose another folder name, or move the file away."
    return Problem(f"Cannot write: {what}.", fix, file=str(target), value=str(target))

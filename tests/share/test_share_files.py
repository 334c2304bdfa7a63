"""Files are written whole or not at all, and what goes wrong is said with a fix."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from waystation.errors import InputError
from waystation.files import staged_folder, write_bytes, write_csv, write_text


def listed(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_text_is_written_as_utf8_with_the_line_ends_it_has(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "al-Hôl\nتل\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "al-Hôl\nتل\r\n".encode()
    assert listed(tmp_path) == ["a.txt"]


def test_an_earlier_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old and longer")
    write_text(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "new"


def test_a_table_is_written_without_index_and_with_plain_dates(tmp_path: Path) -> None:
    table = pd.DataFrame({"day": pd.to_datetime(["2019-03-04", None]), "people": [1, 2]})
    write_csv(table, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "day,people\n2019-03-04,1\n,2\n"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Cannot write: the disk is full. Free some space, or write to another disk."),
        (errno.EROFS, "Cannot write: the disk is read-only. Choose a folder that can be written to."),
        (errno.EACCES, "Cannot write: the folder may not be written to. Choose another folder"),
        (errno.EIO, "Choose another place to write to."),
    ],
)
def test_a_write_that_fails_leaves_the_earlier_file_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    target = tmp_path / "a.txt"
    target.write_text("earlier")

    def fails(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(InputError) as caught:
        write_text(target, "later")
    assert words in str(caught.value)
    assert caught.value.problems[0].file == str(target)
    assert target.read_text() == "earlier"
    assert listed(tmp_path) == ["a.txt"]


def test_ctrl_c_while_writing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "a.bin", b"half")
    assert listed(tmp_path) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the folder does not exist\. Make the folder first"):
        write_text(tmp_path / "no" / "a.txt", "")


def test_a_file_where_a_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="a part of the path is a file, not a folder"):
        write_text(tmp_path / "file" / "a.txt", "")


@pytest.mark.parametrize("name", ["folder", "."])
def test_a_folder_of_that_name_is_not_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="there is a folder of that name"):
        write_text(tmp_path / name, "")
    assert listed(tmp_path) == ["folder"]


def test_a_set_of_files_appears_only_when_all_are_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    with staged_folder(out) as draft:
        write_text(draft / "a.txt", "a")
        (draft / "sub").mkdir()
        write_text(draft / "sub" / "b.txt", "b")
        assert [name for name in listed(out) if not name.startswith(".")] == []
    assert listed(out) == ["a.txt", "sub"]
    assert (out / "sub" / "b.txt").read_text() == "b"


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_an_interrupted_set_leaves_the_folder_as_it_was(tmp_path: Path, fault: type[BaseException]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("earlier")

    def interrupted() -> None:
        with staged_folder(out) as draft:
            write_text(draft / "a.txt", "later")
            raise fault

    with pytest.raises(fault):
        interrupted()
    assert listed(out) == ["a.txt"]
    assert (out / "a.txt").read_text() == "earlier"


def test_an_interrupted_set_removes_the_folders_it_made(tmp_path: Path) -> None:
    def interrupted() -> None:
        with staged_folder(tmp_path / "new" / "out"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert listed(tmp_path) == []


def test_a_set_that_cannot_go_where_a_folder_stands_moves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "b.txt").mkdir(parents=True)

    def moved() -> None:
        with staged_folder(out) as draft:
            write_text(draft / "a.txt", "a")
            write_text(draft / "b.txt", "b")

    with pytest.raises(InputError, match="there is a folder of that name"):
        moved()
    assert listed(out) == ["b.txt"]


def test_a_set_for_a_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="Cannot write"), staged_folder(tmp_path / "out"):
        pytest.fail("there is no folder to write in")


def test_a_set_of_which_one_file_cannot_be_moved_leaves_all_earlier_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "b.txt").write_text("earlier")
    replace = Path.replace

    def refused(file: Path, place: Path) -> Path:
        if place.name == "c.txt":  # as where a spreadsheet has it open
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(file, place)

    monkeypatch.setattr(Path, "replace", refused)

    def moved() -> None:
        with staged_folder(out) as draft:
            (draft / "deep").mkdir()
            for name in ("deep/a.txt", "a.txt", "b.txt", "c.txt"):
                write_text(draft / name, "later") if name != "c.txt" else (draft / name).write_text("later")

    with pytest.raises(InputError, match="may not be written to"):
        moved()
    assert listed(out) == ["b.txt"]
    assert (out / "b.txt").read_text() == "earlier"


@pytest.mark.parametrize("linked", [True, False])
def test_earlier_files_come_back_whether_or_not_the_disk_knows_second_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    (tmp_path / "a.txt").write_text("earlier")
    (tmp_path / "z.txt").write_text("earlier")
    replace = Path.replace

    def once(file: Path, place: Path) -> Path:
        if place.name == "z.txt" and ".earlier" not in file.name:
            raise KeyboardInterrupt
        return replace(file, place)

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    if not linked:
        monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(Path, "replace", once)

    def moved() -> None:
        with staged_folder(tmp_path) as draft:
            (draft / "a.txt").write_text("later")
            (draft / "z.txt").write_text("later")

    with pytest.raises(KeyboardInterrupt):
        moved()
    assert [(tmp_path / name).read_text() for name in listed(tmp_path)] == ["earlier", "earlier"]


@pytest.mark.parametrize(("hours", "left"), [(23, True), (25, False)])
def test_what_a_killed_program_left_is_removed_by_the_next_one_after_a_day(
    tmp_path: Path, hours: int, left: bool
) -> None:
    part, draft, other = tmp_path / ".a.txt.0011aabb.part", tmp_path / ".draft-0011aabb", tmp_path / ".b.txt.00.part"
    for each in (part, other):
        each.write_text("half")
    draft.mkdir()
    (draft / "a.txt").write_text("half")
    then = time.time() - 3600 * hours
    for each in (part, other, draft):
        os.utime(each, (then, then))
    write_text(tmp_path / "a.txt", "whole")
    with staged_folder(tmp_path) as made:
        write_text(made / "c.txt", "whole")
    assert [each.exists() for each in (part, draft)] == [left, left]
    assert other.exists(), "it is of another file"


@pytest.mark.skipif(sys.platform == "win32", reason="locks of folders are those of POSIX")
def test_a_set_waits_while_another_program_moves_its_files_there_and_then_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr("waystation.files._WAIT_SECONDS", 0.05)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)

    def moved() -> None:
        with staged_folder(tmp_path) as draft:
            write_text(draft / "a.txt", "whole")

    with pytest.raises(InputError, match=r"another program is writing there\. Wait until it is done"):
        moved()
    assert listed(tmp_path) == []
    os.close(handle)
    moved()
    assert listed(tmp_path) == ["a.txt"]

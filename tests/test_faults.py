"""What may happen to a machine: a kill, a full disk, a folder that is read-only, two runs at once."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

import waystation as ws
from commands import started, write_folder
from sound_inputs import confirmed_mapping
from waystation.claims import Ledger, read_claims, write_claims
from waystation.errors import InputError, Problem
from waystation.files import staged_folder, write_text
from waystation.share.release.register import Register
from waystation.situation.saved import tidy

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "synthetic" / "claims.csv"
_UNTIL_KILLED = """
import sys
from waystation.claims import Ledger, read_claims
claims = read_claims(sys.argv[2])
ledger = Ledger(sys.argv[1])
print("ready", flush=True)
for number in range(10_000):
    with ledger.transaction():
        ledger.add([claim.model_copy(update={"id": f"{claim.id}-{number}"}) for claim in claims])
        ledger.decide(f"{claims[0].id}-{number}", "accepted", "Checked.")
    print(number, flush=True)
"""


def test_a_program_killed_while_it_decides_loses_nothing_that_it_had_told(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    program = subprocess.Popen(
        [sys.executable, "-c", _UNTIL_KILLED, str(file), str(EXAMPLE)], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    told = -1
    for line in program.stdout:
        told = int(line) if line.strip().isdigit() else told
        if told >= 5:
            program.send_signal(signal.SIGKILL)
            break
    program.stdout.close()
    program.wait()
    with Ledger(file) as ledger:
        book = ledger.book()
        assert ledger.add([]).new == []
    each = len(read_claims(EXAMPLE))
    assert len(book.decisions) >= told + 1
    assert len(book.claims) == each * len(book.decisions), "claims and their decision come together"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a file's size are those of POSIX")
def test_a_full_disk_leaves_the_earlier_file_and_says_so(tmp_path: Path) -> None:
    claims = read_claims(EXAMPLE)
    write_claims(claims[:1], tmp_path / "claims.csv")
    before = (tmp_path / "claims.csv").read_bytes()
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.add(claims[:1])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400, hard))
        with pytest.raises(InputError, match="Cannot write"):
            write_claims(claims, tmp_path / "claims.csv")
        with pytest.raises(InputError, match="Cannot write"):
            _write_much(tmp_path / "out")
        with pytest.raises(InputError, match="disk"), Ledger(tmp_path / "ledger.db") as ledger:
            ledger.add(claims)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert (tmp_path / "claims.csv").read_bytes() == before
    assert not (tmp_path / "out").exists()
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []
    with Ledger(tmp_path / "ledger.db") as ledger:
        assert len(ledger.claims()) == 1


def _write_much(folder: Path) -> None:
    with staged_folder(folder) as draft:
        write_text(draft / "a.txt", "short")
        write_text(draft / "b.txt", "long " * 1000)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of a folder are those of POSIX")
def test_a_read_only_folder_is_read_and_told_where_something_must_be_written(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "scenario")
    for each in [folder, *folder.rglob("*")]:
        each.chmod(0o555 if each.is_dir() else 0o444)
    ways = [each for each in (tmp_path, *tmp_path.parents) if len(each.parts) > 2]
    before = {each: each.stat().st_mode for each in ways}
    try:
        if os.geteuid() == 0:
            for each in ways:
                each.chmod(0o755)
        said = _by_anybody(lambda: _decided(folder))
    finally:
        for each, mode in before.items():
            each.chmod(mode)
        folder.chmod(0o755)
    assert said.startswith("3 ()")
    assert "ledger.db: The file cannot be opened. Check that the folder may be written to." in said
    assert not (folder / "ledger.db").exists()


def _decided(folder: Path) -> str:
    found = ws.open(folder)
    try:
        found.decide([found.claims[0].id], "accepted", "Checked.")
    except InputError as error:
        return f"{len(found.claims)} {found.problems} {error}"
    return "decided"


def _by_anybody(do: Callable[[], str]) -> str:
    """What a function says in a process that is not root's, who may write everywhere."""
    do_read, do_write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            os.write(do_write, do().encode())
        finally:
            os._exit(0)
    os.close(do_write)
    with os.fdopen(do_read, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def test_two_runs_at_once_into_one_folder_leave_whole_files_of_one_of_them(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def write(text: str) -> None:
        for _ in range(30):
            with staged_folder(out) as draft:
                for name in ("a.txt", "b.txt"):
                    write_text(draft / name, text * 2000)

    with ThreadPoolExecutor(2) as runs:
        list(runs.map(write, ["one ", "two "]))
    assert sorted(each.name for each in out.iterdir()) == ["a.txt", "b.txt"]
    one, other = (each.read_text("utf-8") for each in out.iterdir())
    assert one == other, "no mixture of two runs"
    assert one in {"one " * 2000, "two " * 2000}


def test_two_runs_that_move_their_files_by_turns_leave_those_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def slowly(file: Path, place: Path) -> Path:
        time.sleep(0.02)  # so that both would be in the middle of it
        return replace(file, place)

    monkeypatch.setattr(Path, "replace", slowly)

    def write(text: str) -> None:
        with staged_folder(tmp_path) as draft:
            for name in "abcd":
                (draft / name).write_text(text)

    with ThreadPoolExecutor(3) as runs:
        list(runs.map(write, ["one", "two", "three"]))
    assert len({(tmp_path / name).read_text() for name in "abcd"}) == 1


def test_two_commands_at_once_into_one_file_leave_it_whole_and_of_one_of_them(tmp_path: Path) -> None:
    mapping, out = tmp_path / "m.toml", tmp_path / "claims.csv"
    mapping.write_text(confirmed_mapping(), encoding="utf-8")
    programs = []
    for people in (4, 7):
        days = (f"2030-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29))
        rows = "".join(f"{day},Upper,{people},1\n" for day in days)
        (tmp_path / f"{people}.csv").write_text(f"date,place,arrivals,families\n{rows}", encoding="utf-8")
        asked = ["take", tmp_path / f"{people}.csv", "--mapping", mapping, "--publisher", "Desk", "--out", out]
        programs.append(started(*asked))
    for program in programs:
        said, wrong = program.communicate()
        assert program.returncode == 0, said + wrong
    people = [claim.quantity_low for claim in read_claims(out) if claim.unit == "people"]
    assert people in ([4] * 336, [7] * 336)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["4.csv", "7.csv", "claims.csv", "m.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="killing is that of POSIX")
def test_a_command_killed_while_it_works_leaves_no_output_and_can_be_run_again(tmp_path: Path) -> None:
    program = started("simulate", write_folder(tmp_path / "scenario"), "--members", "4000", "--out", tmp_path / "a.nc")
    program.send_signal(signal.SIGKILL)
    program.communicate()
    assert not (tmp_path / "a.nc").exists()


def test_an_export_that_fails_half_way_leaves_both_files_of_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = read_claims(EXAMPLE)
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.add(claims)
        ledger.export(tmp_path / "handed")
        ledger.decide(claims[0].id, "set aside", "Counts two days.")
        before = {each.name: each.read_bytes() for each in (tmp_path / "handed").iterdir()}

        def full(*_: object) -> None:
            raise InputError(Problem("Cannot write: the disk is full.", "Free some space."))

        monkeypatch.setattr("waystation.claims.ledger.write_rows", full)
        for target in ("handed", "handed/claims.csv"):
            with pytest.raises(InputError, match="full"):
                ledger.export(tmp_path / target)
    assert {each.name: each.read_bytes() for each in (tmp_path / "handed").iterdir()} == before


def test_a_register_on_a_disk_that_takes_only_a_part_keeps_whole_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(tmp_path)
    register.record_incident("A page", "Somebody", date(2030, 1, 8), "Office")
    write, room = os.write, [30]

    def nearly_full(handle: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = write(handle, data[: room[0]])
        room[0] -= taken
        return taken

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", nearly_full)
        with pytest.raises(InputError, match="It cannot be written: No space left"):
            register.record_incident("Another page", "Somebody", date(2030, 1, 9), "Office")
    assert [each["what"] for each in register.incidents()] == ["A page"]
    room[0] = 10**6
    register.record_incident("A third", "Somebody", date(2030, 1, 9), "Office")
    assert [each["what"] for each in register.incidents()] == ["A page", "A third"]


def test_a_clock_set_back_does_not_remove_what_was_just_saved(tmp_path: Path) -> None:
    folder = tmp_path / ".waystation"
    folder.mkdir()
    for day in range(1, 15):
        (folder / f"2030-01-{day:02}-a.npz").write_bytes(b"")
        os.utime(folder / f"2030-01-{day:02}-a.npz", (2e9 + day, 2e9 + day))
    new = folder / "2030-02-01-a.npz"
    new.write_bytes(b"")
    os.utime(new, (1e9, 1e9))
    tidy(new)
    assert sorted(each.name for each in folder.iterdir())[-1] == new.name
    assert len(list(folder.iterdir())) == 12

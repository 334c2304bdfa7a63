"""The command line in hard surroundings: no terminal, a narrow one, Ctrl-C, a full disk, no reader."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from commands import SYNTHETIC, run, started, write_folder
from waystation.cli import main
from waystation.cli.demo import examples_folder
from waystation.cli.screen import _Lines, print_json
from waystation.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid scenario folder with three claims."""
    return write_folder(tmp_path / "valley")


def test_the_examples_are_found_from_a_clone() -> None:
    assert (examples_folder() / "baghouz" / "scenario.toml").is_file()


def test_an_installation_without_examples_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("waystation.cli.demo.__file__", str(tmp_path / "a" / "b" / "cli" / "demo.py"))
    with pytest.raises(InputError, match="The examples are missing from this installation"):
        examples_folder()


def test_a_number_that_is_none_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"now": float("nan"), "rows": [{"day": (1.5, float("inf"))}]})
    assert '"now": null' in (printed := capsys.readouterr().out)
    assert json.loads(printed)["rows"] == [{"day": [1.5, None]}]


@pytest.mark.parametrize("columns", ["40", "200"])
@pytest.mark.parametrize("command", [["--help"], ["forecast", "--help"], ["check", str(SYNTHETIC)]])
def test_narrow_and_wide_screens_are_filled_but_not_overrun(
    command: list[str], columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = run(*command)
    assert said.code == 0
    words = [line for line in said.out.splitlines() if len(line.split()) > 1]
    assert max(len(line) for line in words) <= int(columns)


def test_without_a_terminal_no_bar_and_no_colour_is_printed(folder: Path) -> None:
    said = run("simulate", folder, "--members", "5")
    assert said.code == 0
    assert said.err == ""
    assert "\x1b" not in said.out


@pytest.mark.parametrize(
    ("command", "code"),
    [(["--help"], 141), (["check", str(SYNTHETIC)], 141), (["check", "no such folder", "--json"], 2)],
)
def test_a_reader_that_stops_reading_is_no_fault(
    command: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A pipe whose reading end is shut, as after `| head`; what is printed stays in the buffer until the end.
    reading, writing = os.pipe()
    os.close(reading)
    err = io.StringIO()
    with os.fdopen(writing, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main(command)
    assert ended.value.code == code
    assert err.getvalue() == ""


def test_a_reader_that_stops_reading_causes_no_noise_when_the_process_ends() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = started("check", SYNTHETIC, stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 141
    assert err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_output_to_a_full_disk_is_told_in_words() -> None:
    with Path("/dev/full").open("w") as full:
        process = started("check", SYNTHETIC, stdout=full)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert err == "No space left on device. Check the disk's space and that you may read and write there.\n"


_TELLS_WHEN_AT_WORK = """
import sys, threading, time
from waystation.cli import main

def tell(thread):
    while "/scale/threads.py" not in " ".join(files(sys._current_frames().get(thread))):
        time.sleep(0.05)
    print("at work", flush=True)

def files(frame):
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back

threading.Thread(target=tell, args=(threading.get_ident(),), daemon=True).start()
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_ctrl_c_ends_with_130_says_so_and_leaves_the_old_file(folder: Path) -> None:
    out = folder / "futures.nc"
    out.write_bytes(b"before")
    # Tests that run in the background of a shell inherit that this signal is ignored.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    asked = ("simulate", folder, "--members", "100000", "--workers", "1", "--out", out)
    process = started(*asked, program=_TELLS_WHEN_AT_WORK, preexec_fn=heard)
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    said, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert said == ""
    assert err.endswith("Stopped. Files that were there before are as they were.\n")
    assert "Traceback" not in err
    assert out.read_bytes() == b"before"
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []


def test_ctrl_c_in_the_middle_of_a_fit_leaves_nothing_behind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []

    def tell(what: str, share: float) -> None:
        told.append(share)
        if len(told) == 4:
            raise KeyboardInterrupt  # as the signal would, wherever it is at that moment

    monkeypatch.setattr("waystation.cli.evening.progress_bar", lambda quiet=False: nullcontext(tell))
    said = run("forecast", folder, "--out", tmp_path / "out", "--effort", "60")
    assert said.code == 130
    assert said.err.endswith("Stopped. Files that were there before are as they were.\n")
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()
    assert not list(folder.rglob("*.npz"))
    assert len(told) < 10  # the other run stopped too, and not after an hour


def test_without_a_terminal_progress_is_a_line_at_once_where_it_compiles_and_then_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = 0.0
    tell = _Lines(clock=lambda: now)
    tell("Compiling, once: about 20 s", 0.0)
    for now in range(20, 60, 4):
        tell("Fitting the reports", (now - 10) / 80)
    tell("Simulating what may come", 1.0)
    assert capsys.readouterr().err.splitlines() == [
        "Compiling, once: about 20 s",
        "Fitting the reports: 18%",  # after 4 s, too early to say
        "Fitting the reports: 38%, about 50 s left",
        "Fitting the reports: 57%, about 34 s left",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="uses a POSIX limit on file sizes")
def test_a_full_disk_is_told_and_leaves_the_old_file(folder: Path) -> None:
    import resource

    out = folder / "futures.nc"
    out.write_bytes(b"before")
    run("simulate", folder, "--members", "2")  # so that loops are compiled and kept before nothing can be written
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails, as on a full disk
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        said = run("simulate", folder, "--members", "20", "--out", out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert said.code == 2
    assert said.out == ""
    assert "futures.nc: Cannot write:" in said.err
    assert "Traceback" not in said.err
    assert out.read_bytes() == b"before"
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []


def test_a_folder_that_may_not_be_made_is_told(folder: Path) -> None:
    said = run("simulate", folder, "--members", "2", "--out", folder / "places.csv" / "futures.nc")
    assert said.code == 2
    assert "Cannot write: a part of the path is a file, not a folder. Choose another folder." in said.err


def test_a_fault_of_the_program_ends_with_one_and_asks_to_be_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr("waystation.situation.situation.read_scenario", broken)
    said = run("check", folder)
    assert said.code == 1
    assert "ZeroDivisionError: made up" in said.err
    assert said.err.endswith("not of your input. Please report it with the lines above.\n")

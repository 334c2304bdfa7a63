"""Slices: the same bytes wherever they ran and in whatever order; what is foreign or missing is named."""

from __future__ import annotations

import pickle
import random
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from scale_jobs import Dice

from waystation.errors import InputError, Problem
from waystation.scale import (
    Slice,
    SliceFiles,
    Threads,
    content_key,
    read_recipe,
    read_slice,
    run_job,
    slice_path,
    write_slice,
)
from waystation.scale.parts import packed, same_parts, unpacked


def test_threads_and_forty_slice_files_in_random_order_give_the_same_bytes(tmp_path: Path) -> None:
    job = Dice()
    whole = run_job(job, Threads(1))
    assert same_parts(run_job(job, Threads(3)), whole)
    numbers = list(range(1, 41))
    random.Random(5).shuffle(numbers)
    files = [write_slice(job, Slice(number, 40), tmp_path) for number in numbers]
    assert same_parts(run_job(job, SliceFiles(files)), whole)
    assert same_parts(run_job(job, SliceFiles([tmp_path])), whole)


def test_a_slice_run_twice_is_harmless(tmp_path: Path) -> None:
    job = Dice(members=10)
    files = [write_slice(job, Slice(number, 2), tmp_path) for number in (1, 2)]
    before = files[0].stat().st_mtime_ns
    assert write_slice(job, Slice(1, 2), tmp_path) == files[0]
    assert files[0].stat().st_mtime_ns == before  # not run again
    again = write_slice(job, Slice(1, 2), tmp_path / "again.npz")
    assert same_parts(run_job(job, SliceFiles([*files, again])), run_job(job))


def test_a_run_that_was_broken_off_carries_on_where_it_was(tmp_path: Path) -> None:
    class BreaksOff(Dice):
        def run(self, first: int, last: int):  # type: ignore[no-untyped-def]
            if first >= 50:
                raise KeyboardInterrupt
            return super().run(first, last)

    job = Dice(most_at_once=10)
    with pytest.raises(KeyboardInterrupt):
        run_job(BreaksOff(most_at_once=10), Threads(1), keep=tmp_path)
    finished = sorted(tmp_path.iterdir())
    assert 0 < len(finished) < 32
    times = [each.stat().st_mtime_ns for each in finished]
    told: list[tuple[str, float]] = []
    assert same_parts(run_job(job, keep=tmp_path, tell=lambda *each: told.append(each)), run_job(job))
    assert [each.stat().st_mtime_ns for each in finished] == times
    assert told[-1][1] == 1.0
    assert all(earlier[1] < later[1] for earlier, later in pairwise(told))
    assert "left" in told[-1][0]


def test_a_job_is_cut_as_it_asks_unless_its_kept_slices_are_cut_otherwise(tmp_path: Path) -> None:
    class Cut(Dice):
        slices = 7

    job = Cut()
    run_job(job, keep=tmp_path / "own")
    assert {each.name[-7:-4] for each in (tmp_path / "own").iterdir()} == {"007"}
    write_slice(job, Slice(1, 3), tmp_path / "kept")
    assert same_parts(run_job(job, keep=tmp_path / "kept"), run_job(job))
    assert len(list((tmp_path / "kept").iterdir())) == 3


def test_a_folder_to_keep_slices_in_that_cannot_be_written_is_refused_before_anything_runs(tmp_path: Path) -> None:
    class NeverRun(Dice):
        def run(self, first: int, last: int):  # type: ignore[no-untyped-def]
            raise AssertionError("it ran")

    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Cannot write"):
        run_job(NeverRun(), keep=tmp_path / "file" / "parts")


def test_every_missing_slice_is_named(tmp_path: Path) -> None:
    job = Dice(members=10)
    files = [write_slice(job, Slice(number, 4), tmp_path) for number in (1, 3)]
    with pytest.raises(InputError) as caught:
        run_job(job, SliceFiles(files))
    assert [str(each) for each in caught.value.problems] == [
        "Slice 2/4 is missing. Run it again with --slice 2/4.",
        "Slice 4/4 is missing. Run it again with --slice 4/4.",
    ]


def test_a_slice_of_another_job_is_refused_by_name_and_says_what_differs(tmp_path: Path) -> None:
    mine = write_slice(Dice(members=10), Slice(1, 2), tmp_path)
    foreign = write_slice(Dice(members=10, seed=2), Slice(2, 2), tmp_path)
    with pytest.raises(InputError, match=r"slice-0002-of-0002.npz: It is slice 2/2 of another job.*seed 2, not 1"):
        run_job(Dice(members=10), SliceFiles([mine, foreign]))
    with pytest.raises(InputError, match="another job"):
        write_slice(Dice(members=10), Slice(2, 2), tmp_path)


def test_of_slices_of_two_jobs_the_odd_one_is_named(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write_slice(Dice(members=40 if number == 1 else 30), Slice(number, 3), tmp_path)
    with pytest.raises(InputError, match=r"slice-0001-of-0003.npz: It is slice 1/3 .*: members 40, not 30") as caught:
        read_recipe([tmp_path])
    assert len(caught.value.problems) == 1


def test_slices_cut_in_two_ways_are_refused(tmp_path: Path) -> None:
    job = Dice(members=10)
    files = [write_slice(job, which, tmp_path) for which in (Slice(1, 2), Slice(2, 2), Slice(2, 3))]
    with pytest.raises(
        InputError, match=r"slice-0002-of-0003.npz: The job is cut in different ways, 2 of slices of 2 and 1 of"
    ):
        run_job(job, SliceFiles(files))
    files[2].unlink()
    with pytest.raises(InputError, match="holds slices of 2, not of 5"):
        run_job(job, keep=tmp_path, slices=5)


def test_two_files_of_one_slice_that_differ_are_refused(tmp_path: Path) -> None:
    job = Dice(members=10)
    one = write_slice(job, Slice(1, 1), tmp_path / "one.npz")
    other = write_slice(job, Slice(1, 1), tmp_path / "other.npz", part=Dice(members=10, seed=2).run(0, 10))
    with pytest.raises(InputError, match=r"other\.npz: It differs from one\.npz"):
        run_job(job, SliceFiles([one, other]))


def test_a_slice_of_another_program_is_refused_and_says_in_what(tmp_path: Path) -> None:
    job = Dice(members=10)
    file = write_slice(job, Slice(1, 1), tmp_path)
    part, record = unpacked(file.read_bytes())
    record["program"]["kernels"] = "0123"
    record["program"]["numpy"] = "1.0"
    file.write_bytes(packed(part, record))
    with pytest.raises(InputError, match=r"has another program: kernels 0123 there, \w+ here; numpy 1.0 there"):
        run_job(job, SliceFiles([file]))


@pytest.mark.parametrize("damage", ["cut", "no such file", "a text"])
def test_a_damaged_slice_is_refused_by_name(tmp_path: Path, damage: str) -> None:
    job = Dice(members=100)
    file = write_slice(job, Slice(1, 1), tmp_path)
    data = file.read_bytes()
    file.unlink()
    if damage != "no such file":
        file.write_bytes({"cut": data[:-40], "a text": b"hello"}[damage])
    with pytest.raises(InputError) as caught:
        run_job(job, SliceFiles([file]))
    assert "slice-0001-of-0001.npz" in caught.value.problems[0].file


def test_a_slice_file_with_a_changed_byte_is_refused_unless_the_byte_means_nothing(tmp_path: Path) -> None:
    job = Dice(members=30)
    file = write_slice(job, Slice(1, 1), tmp_path)
    whole, data = run_job(job), file.read_bytes()
    refused = 0
    for at in range(5, len(data), len(data) // 150):
        changed = bytearray(data)
        changed[at] ^= 255
        file.write_bytes(changed)
        try:
            assert same_parts(run_job(job, SliceFiles([file])), whole)
        except InputError:
            refused += 1
    assert refused > 50


def test_a_slice_file_whose_list_of_contents_hides_an_array_is_refused(tmp_path: Path) -> None:
    file = write_slice(Dice(members=30), Slice(1, 1), tmp_path)
    with zipfile.ZipFile(file) as whole:
        record = whole.read("record.npy")
    with zipfile.ZipFile(file, "w") as less:
        less.writestr("record.npy", record)
    with pytest.raises(InputError, match="cannot be found"):
        run_job(Dice(members=30), SliceFiles([file]))


def test_a_slice_is_written_as_3_40() -> None:
    assert read_slice("3/40") == Slice(3, 40)
    for wrong in ("3", "0/40", "41/40", "3/0", "a/b", "-1/4", "1/2/3"):
        with pytest.raises(InputError):
            read_slice(wrong)
    with pytest.raises(InputError, match="10 members cannot be cut into 40 slices"):
        write_slice(Dice(members=10), Slice(1, 40), "nowhere")


def test_every_member_is_in_one_slice() -> None:
    for of in (1, 7, 40, 99):
        bounds = [Slice(number, of).bounds(100) for number in range(1, of + 1)]
        assert [m for first, last in bounds for m in range(first, last)] == list(range(100))


def test_a_file_s_name_is_the_slice_or_what_was_asked_for() -> None:
    assert slice_path("out/a.npz", Slice(1, 2)) == Path("out/a.npz")


def test_content_is_told_by_what_it_holds() -> None:
    assert content_key({"a": 1.0}, {3, 1, 2}) == content_key({"a": 1.0}, {2, 3, 1})
    assert len({content_key(each) for each in (1, 1.0, "1", True, None, b"1", [1], {1: 1})}) == 8
    with pytest.raises(TypeError):
        content_key(object())


def test_problems_survive_the_way_from_a_worker() -> None:
    error = InputError([Problem("It is wrong.", "Correct it.", "a.csv", 3), Problem("So is this.")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems

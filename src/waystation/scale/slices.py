"""One file for each finished slice: for batch queues, and to carry on where a run was broken off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from waystation.errors import InputError, Problem
from waystation.files import write_bytes
from waystation.scale.jobs import Job, Slice
from waystation.scale.parts import Part, packed, same_parts, unpacked
from waystation.scale.program import refuse_other_program, this_program

__all__ = ["SliceFiles", "finished_slices", "read_recipe", "slice_path", "write_slice"]

_FORMAT = 1
SUFFIX = ".npz"


def slice_path(place: Path | str, which: Slice) -> Path:
    """The file of a slice: the path itself if it ends with ``.npz``, else a file in that folder.

    Examples
    --------
    >>> slice_path("parts", Slice(3, 40)).as_posix()
    'parts/slice-0003-of-0040.npz'
    """
    path = Path(place)
    if path.suffix == SUFFIX:
        return path
    return path / f"slice-{which.number:04d}-of-{which.of:04d}{SUFFIX}"


def write_slice(
    job: Job, which: Slice, place: Path | str, *, part: Part | None = None, recipe: Mapping[str, object] | None = None
) -> Path:
    """Run one slice and write its file, whole or not at all; a slice that is there already is not run again.

    Parameters
    ----------
    job : whose
    which : slice
    place : folder, made if need be, or a file ending with ``.npz``
    part : its results, if it has been run
    recipe : how the job was asked for, for whoever merges

    Returns
    -------
    the file

    Raises
    ------
    InputError
        If there is no such slice, or a file of that name is of another job or program.
    """
    first, last = which.bounds(job.members)
    if job.members < 1:
        message = f"The number of members is {job.members}."
        raise InputError(Problem(message, "Use 1 or more.", value=str(job.members)))
    if first == last:
        message = f"{job.members} members cannot be cut into {which.of} slices."
        raise InputError(Problem(message, f"Use 1 to {job.members} slices.", value=str(which)))
    path = slice_path(place, which)
    if path.is_file() and part is None:
        SliceFile(path).check(job)
        return path
    record = {
        "format": _FORMAT, "job": job.name, "key": job.key(), "described": dict(job.described),
        "members": job.members, "slice": which.number, "of": which.of, "program": dict(this_program()),
        "recipe": dict(recipe or {}),
    }  # fmt: skip
    done = part if part is not None else job.run(first, last)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, packed(done, record))
    return path


class SliceFile:
    """A slice file, its record read and the rest left on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record: dict[str, Any] = self._read(record_only=True)[1]

    def _read(self, *, record_only: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            part, record = unpacked(self.path.read_bytes(), record_only=record_only)
            if record.get("format") != _FORMAT:
                raise ValueError("of another version")
            return part, record
        except (OSError, ValueError) as error:
            message = f"It cannot be read as a slice ({error})."
            fix = "Name slice files only; if it is one, delete it and run its slice again."
            raise InputError(Problem(message, fix, self.path.name)) from error

    @property
    def which(self) -> Slice:
        """Its slice."""
        return Slice(self.record["slice"], self.record["of"])

    def part(self) -> Part:
        """What its members came to."""
        return self._read(record_only=False)[0]

    def check(self, job: Job) -> None:
        """Refuse a file of another job or program."""
        if self.record["key"] != job.key():
            what = _differences(self.record["described"], job.described)
            message = f'It is slice {self.which} of another job, "{self.record["job"]}": {what}.'
            raise InputError(Problem(message, "Move it to another folder, or run its slice again.", self.path.name))
        refuse_other_program(
            {self.path.name: self.record["program"]}, "Run its slice again with the program used here."
        )


def _differences(theirs: Mapping[str, str], meant: Mapping[str, str]) -> str:
    """In what a slice is of another job, in words."""
    differ = [
        f"{name} {theirs.get(name, 'none')}, not {meant.get(name, 'none')}"
        for name in dict.fromkeys([*meant, *theirs])
        if theirs.get(name) != meant.get(name)
    ]
    return "; ".join(differ) or "the same settings, but what is in its folder has changed since"


def _files(paths: Iterable[Path | str]) -> list[SliceFile]:
    found, problems = [], []
    for path in map(Path, paths):
        inside = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
        if not inside or not inside[0].exists():
            problems.append(Problem("There are no slice files.", "Name the folder or files of --slice.", str(path)))
            continue
        for each in inside:
            try:
                found.append(SliceFile(each))
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def finished_slices(job: Job, folder: Path) -> dict[Slice, SliceFile]:
    """Slices of a job that a folder holds already.

    Raises
    ------
    InputError
        If a file there is damaged, or of another job or program; or slices are cut in different ways.
    """
    if not folder.is_dir() or not any(folder.glob(f"*{SUFFIX}")):
        return {}
    return {file.which: file for file in _checked(job, _files([folder]))}


def _checked(job: Job, files: Sequence[SliceFile]) -> list[SliceFile]:
    """One file a slice, those of slices run twice left out; all that is foreign refused by name."""
    problems: list[Problem] = []
    kept: dict[Slice, SliceFile] = {}
    for file in files:
        try:
            file.check(job)
        except InputError as error:
            problems += error.problems
            continue
        twin = kept.setdefault(file.which, file)
        if twin is not file and not same_parts(twin.part(), file.part()):
            message = f"It differs from {twin.path.name}, which is the same slice {file.which} of the same job."
            problems.append(Problem(message, "Delete both and run the slice again.", file.path.name))
    cuts = Counter(which.of for which in kept)
    if len(cuts) > 1:
        told = " and ".join(f"{many} of slices of {of}" for of, many in sorted(cuts.items()))
        odd = min(cuts, key=lambda of: (cuts[of], of))
        names = [file.path.name for which, file in kept.items() if which.of == odd]
        message = f"The job is cut in different ways, {told}: members would count twice."
        problems.append(Problem(message, "Keep the files of one way to cut it.", ", ".join(names[:3])))
    if problems:
        raise InputError(problems)
    return list(kept.values())


class SliceFiles:
    """Slices that a batch queue has run: the third place where a job's results come from.

    Parameters
    ----------
    paths : slice files, and folders of them, in any order; a slice that was run twice counts once
    """

    def __init__(self, paths: Sequence[Path | str]) -> None:
        self.paths = tuple(paths)

    def parts(self, job: Job) -> Iterator[tuple[Slice, Part]]:
        """The part of each slice.

        Raises
        ------
        InputError
            Names every file that is damaged or foreign, and every slice that is missing.
        """
        kept = _checked(job, _files(self.paths))
        there = {file.which for file in kept}
        of = kept[0].which.of
        missing = [which for number in range(1, of + 1) if (which := Slice(number, of)) not in there]
        if missing:
            raise InputError(
                Problem(f"Slice {which} is missing.", f"Run it again with --slice {which}.", value=str(which))
                for which in missing
            )
        for file in kept:
            yield file.which, file.part()


def read_recipe(paths: Sequence[Path | str]) -> dict[str, Any]:
    """How the job of some slice files was asked for, as `write_slice` was told.

    Raises
    ------
    InputError
        If there is no slice file, one is damaged, or they are of different jobs.
    """
    files = _files(paths)
    many = Counter(file.record["key"] for file in files)
    first = max(files, key=lambda file: many[file.record["key"]])  # what most files are of is what is meant
    problems = [
        Problem(
            f"It is slice {file.which} of another job than {first.path.name}: "
            f"{_differences(file.record['described'], first.record['described'])}.",
            "Move it to another folder, or run its slice again as the others were run.", file.path.name,
        )
        for file in files
        if file.record["key"] != first.record["key"]
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    recipe: dict[str, Any] = first.record["recipe"]
    return recipe

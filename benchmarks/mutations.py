"""How many single changes of the code the tests notice.

    python benchmarks/mutations.py [--seed 1] [--count 80] [--room claims/reading] [--quick]

A seed chooses constants and comparisons from the syntax trees of the rooms, so many a room; none is chosen by hand.
Each is changed alone in a copy of the project (a number becomes another, ``<`` becomes ``<=``, ``==`` becomes ``!=``).
First the tests that run the line are run, the quickest first, until one fails; if none does, all tests of the room.
What survives is printed: either the tests lack something, or the change makes no difference anybody could see; those
are listed in `EQUIVALENT` with the reason. Slow tests and those with a browser are left out. What makes tests run for
over five minutes of processor time counts as noticed.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import json
import os
import py_compile
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "waystation"

# Room, how many of eighty changes, and the tests nearest to it: those that know one thing before those that know all.
ROOMS: dict[str, tuple[int, tuple[str, ...]]] = {
    "claims/reading": (
        18,
        ("test_outcomes.py", "test_published_figures.py", "claims/test_reading_*.py", "claims/test_report_tables.py",
         "claims/test_figures.py", "claims/test_numbers_not_read.py", "claims/test_intake*.py",
         "claims/test_scenario_reports.py",
         "claims/test_days_written_out.py", "claims/test_measures_and_money.py", "claims/test_no_figure_vanishes.py",
         "claims/test_own_day.py", "claims/test_sentences_put_together.py", "claims/test_unknown_things.py",
         "claims/test_second_reader.py", "claims/test_personal.py", "claims/test_vocabulary.py", "test_cli_read.py"),
    ),
    "claims/take": (5, ("test_outcomes.py", "claims/take/test_*.py", "test_published_settings.py", "test_refusals.py")),
    "claims/history": (4, ("test_outcomes.py", "claims/test_history*.py",)),
    "claims": (
        6,
        ("test_outcomes.py",
         "claims/test_conflicts.py", "claims/test_lines_between_claims.py", "claims/test_claim_*.py",
         "claims/test_same_story.py", "claims/test_ledger.py",
         "claims/test_lineage.py", "claims/test_as_of.py", "claims/test_edits.py", "claims/test_baghouz_claims.py",
         "test_published_settings.py", "test_refusals.py", "test_faults.py"),
    ),
    "world": (6, ("world/test_*.py", "test_cli_check.py", "test_published_settings.py", "test_refusals.py")),
    "engine/movement": (4, ("test_outcomes.py", "test_published_figures.py", "engine/test_movement_*.py")),
    "engine/reception": (4, ("test_outcomes.py", "test_published_figures.py", "engine/test_engine_*.py")),
    "forecast": (4, ("test_outcomes.py", "forecast/test_*.py", "test_published_settings.py")),
    "plan": (
        5,
        ("test_outcomes.py",
         "plan/test_*.py", "engine/test_engine_deaths.py", "test_cli_needs.py", "test_cli_compare.py",
         "test_published_settings.py", "test_refusals.py"),
    ),
    "share": (4, ("test_outcomes.py", "share/test_*.py", "test_cli_share.py", "test_published_settings.py")),
    "situation": (2, ("situation/test_*.py", "test_published_settings.py")),
    "study": (4, ("test_outcomes.py", "study/test_*.py", "test_published_settings.py", "test_refusals.py")),
    "network": (3, ("network/test_*.py",)),
    "scale": (3, ("test_outcomes.py", "scale/test_*.py",)),
    "web": (4, ("test_outcomes.py", "web/test_*.py")),
    "cli": (
        4,
        ("test_outcomes.py", "test_published_settings.py", "test_cli*.py", "claims/test_edits.py",
         "test_far_too_deep.py"),
    ),
}  # fmt: skip
COMPILED = ("engine", "forecast")
SWAPS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
}  # fmt: skip
SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
SECONDS = 300
_SIGNED = "tests/test_published_settings.py"
OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow and not browser"]
EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "engine/reception/results.py",
        "hours = (reached >= np.ceil(share * everyone - 1e-9)[:, :, None]).argmax(axis=2).astype(np.float32)",
        "1e-9 -> 2e-09",
    ): "what rounding may leave is far less than either",
    ("plan/flow.py", "_HAIR = 1e-6", "1e-6 -> 2e-06"): "what rounding may leave is far less than either",
    (
        "forecast/scenario/moves.py",
        "chosen[:, group] = self._rng.random((members, group.size)) < 1.2 / group.size",
        "< -> <=",
    ): "a number drawn between 0 and 1 is never just the bound",
    (
        "claims/reading/whereabouts.py",
        'if not counted and not (site["named"] and known_names(opening, 0, led=True, only="people")):',
        "0 -> 1",
    ): "where the names stand is not looked at, only whether there are any",
    (
        "claims/vocabulary.py",
        "drift_per_day: float = 0.1",
        "0.1 -> 0.2",
    ): "every stock of the vocabulary states its own",
    (
        "claims/figure_range.py",
        "below, above = (self, other) if self.high < other.low else (other, self)",
        "< -> <=",
    ): "ranges that share an end meet, and those that meet are not asked",
    (
        "claims/covered.py",
        "ways.append((before[0] + 1, before[1] - likely_range(claim).high, [*before[2], claim]))",
        "1 -> 2",
    ): "counted in twos, the fewest are the fewest",
    (
        "claims/covered.py",
        "best: dict[date, tuple[int, float, list[Claim]]] = {days.start - timedelta(days=1): (0, 0.0, [])}",
        "0.0 -> 0.5",
    ): "all sums begin with it: the largest is the largest",
    (
        "claims/side_by_side.py",
        'return f"{round(figure, 2 - len(str(int(figure)))):,.0f}" if figure >= 100 else f"{figure:.0f}"',
        "100 -> 101",
    ): "figures are whole or half ones: from 100 to 101 both ways print 100",
    (
        "claims/side_by_side.py",
        'return f"{round(figure, 2 - len(str(int(figure)))):,.0f}" if figure >= 100 else f"{figure:.0f}"',
        ">= -> >",
    ): "100 is printed as 100 both ways",
    (
        "claims/tables_of_record.py",
        'Column("status", String(20), nullable=False),',
        "20 -> 21",
    ): "no status has so many letters",
    (
        "claims/history/flow_path.py",
        "placed = {day: max(found[last], level + rise) for day, rise in part.items() if day > last}",
        "> -> >=",
    ): "a part that holds the last settled day would be settled itself",
    (
        "claims/history/running_totals.py",
        "elif after is not None and each.people > after.people:",
        "> -> >=",
    ): "a total as high as the next chosen one is never left out: to keep it costs nothing",
    (
        "engine/movement/splitting.py",
        "chance_left = max(chance_left - share[i], 1e-300)",
        "1e-300 -> 2e-300",
    ): "it keeps from dividing by nothing; either is far below any chance",
    (
        "engine/movement/choosing.py",
        "known, last_aim = np.int64(0), np.int64(-1)",
        "0 -> 1",
    ): "the first option has another aim than -1, and the count begins anew there",
    (
        "engine/movement/reach.py",
        'reach[row, : len(slots)] = np.where(arrives, bits[states["place"][onto]] | ahead, np.uint64(0))',
        "0 -> 1",
    ): "those who arrive nowhere today only leave in smaller steps",
    ("situation/saved.py", "FORMAT = 3", "3 -> 4"): "any number tells this format from those before it",
    (
        "situation/view.py",
        "return hashlib.sha256(json.dumps(annotations).encode()).hexdigest()[:16]",
        "16 -> 17",
    ): "sixteen letters tell texts apart as well as seventeen",
    (
        "scale/program.py",
        "rng = np.random.default_rng(20190304)",
        "20190304 -> 20190305",
    ): "any numbers tell two programs apart, as long as they are the same ones",
}
"""(file, code, change) of survivors that make no difference, and why."""


@dataclass(frozen=True)
class Change:
    """One change of one place in a file."""

    file: str
    line: int
    start: int
    end: int
    old: str
    new: str
    code: str

    def applied(self, text: str) -> str:
        """The text with the change made."""
        lines = text.splitlines(keepends=True)
        line = lines[self.line - 1].encode()
        assert line[self.start : self.end].decode() == self.old, (self, line)
        lines[self.line - 1] = (line[: self.start] + self.new.encode() + line[self.end :]).decode()
        return "".join(lines)

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it whatever its line."""
        return self.file, self.code, f"{self.old} -> {self.new}"


def changes_of(file: Path) -> list[Change]:
    """All changes that can be made in a file."""
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    name = file.relative_to(PACKAGE).as_posix()
    found = []

    def add(line: int, start: int, end: int, old: str, new: str) -> None:
        found.append(Change(name, line, start, end, old, new, lines[line - 1].strip()))

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            assert node.end_col_offset is not None
            old = lines[node.lineno - 1].encode()[node.col_offset : node.end_col_offset].decode()
            new = str(node.value + 1) if isinstance(node.value, int) else repr(node.value * 2 if node.value else 0.5)
            add(node.lineno, node.col_offset, node.end_col_offset, old, new)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
            left, right = node.left, node.comparators[0]
            if left.end_lineno == right.lineno and left.end_col_offset is not None:
                between = lines[right.lineno - 1].encode()[left.end_col_offset : right.col_offset].decode()
                old = SIGNS[type(node.ops[0])]
                at = left.end_col_offset + len(between[: between.index(old)].encode())
                add(right.lineno, at, at + len(old), old, SWAPS[type(node.ops[0])])
    return found


def room_of(file: Path) -> str | None:
    """The room of the table that a file belongs to: the innermost."""
    name = file.relative_to(PACKAGE).as_posix()
    return next((room for room in sorted(ROOMS, key=len, reverse=True) if name.startswith(f"{room}/")), None)


def chosen(seed: int, count: int, only: str | None) -> list[tuple[str, Change]]:
    """Changes by room, as the seed draws them."""
    every: dict[str, list[Change]] = {room: [] for room in ROOMS}
    for file in sorted(PACKAGE.rglob("*.py")):
        if room := room_of(file):
            every[room] += changes_of(file)
    drawn = []
    whole = sum(share for share, _ in ROOMS.values())
    for room, (share, _) in ROOMS.items():
        if only in (None, room):
            wanted = count if only else round(share * count / whole)
            drawn += [(room, each) for each in random.Random(f"{seed} {room}").sample(every[room], wanted)]
    return drawn


def copied(home: Path) -> Path:
    """A copy of the project to change, beside the shared data where there are any."""
    copy = home / "project"
    skip = shutil.ignore_patterns(".venv", ".git", "out", "site", ".mypy_cache", ".ruff_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=skip)
    # Kept by the content of each file, so that no changed file meets what was made of the one before.
    whole = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(copy / "src", quiet=2, force=True, invalidation_mode=whole)
    if (ROOT.parent / "shared").is_dir():
        (home / "shared").symlink_to(ROOT.parent / "shared")
    return copy


def nearest(copy: Path, room: str) -> list[str]:
    """The test files of a room and the examples in its docstrings, as pytest takes them."""
    files = [file for pattern in ROOMS[room][1] for file in sorted((copy / "tests").glob(pattern))]
    return [str(file.relative_to(copy)) for file in [*dict.fromkeys(files), copy / "src" / "waystation" / room]]


@dataclass(frozen=True)
class Reach:
    """Which tests run which lines of a file, and how long each takes in seconds of the processor."""

    tests: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def of(self, change: Change) -> list[str]:
        """Tests that a change may touch, the quickest first.

        What runs when a file is loaded (a constant, a default) is reached by all that reaches a line which names it,
        or else by all that reaches the file; and by the tests of defaults and bounds, which ask the models and
        signatures themselves.
        """
        lines = self.tests.get(change.file, {})
        found = set(lines.get(change.line, ()))
        signed = [] if found else [test for test in self.seconds if test.startswith(_SIGNED)]
        if not found:
            given = re.match(r"\w+(?:, \w+)*(?=[^=]*=)", change.code)
            named = re.compile(rf"\b({given[0].replace(', ', '|')})\b") if given else None
            for file, reached in self.tests.items():
                if not (PACKAGE / file).exists():
                    continue  # what was kept is of other code
                text = (PACKAGE / file).read_text(encoding="utf-8").splitlines()
                for line, tests in reached.items():
                    if named and line <= len(text) and named.search(text[line - 1]):
                        found |= set(tests)
        if not found:
            found = {test for tests in lines.values() for test in tests}
        return sorted(found.union(signed), key=lambda test: self.seconds.get(test, 0.0))


def reach(copy: Path, room: str, kept: Path) -> Reach | None:
    """Run the tests of a room without any change and keep which lines each runs; None if they fail."""
    if not kept.exists():
        child = os.fork()
        if child == 0:
            os._exit(_measured(copy, nearest(copy, room), kept))
        if os.waitpid(child, 0)[1] != 0:
            return None
    found = json.loads(kept.read_text(encoding="utf-8"))
    tests = {file: {int(line): names for line, names in lines.items()} for file, lines in found["tests"].items()}
    return Reach(tests, found["seconds"])


def _measured(copy: Path, what: list[str], kept: Path) -> int:
    import coverage
    import pytest

    _enter(copy)
    seconds: dict[str, float] = {}
    watching = coverage.Coverage(data_file=None, include=[str(copy / "src" / "*")], config_file=False)

    class Watch:
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
            watching.switch_context(item.nodeid)
            began = time.process_time()
            yield
            seconds[item.nodeid] = round(time.process_time() - began, 3)

    watching.start()
    failed = int(pytest.main([*OPTIONS, *what], plugins=[Watch()]))
    watching.stop()
    data = watching.get_data()
    top = copy.resolve() / "src" / "waystation"
    tests = {
        Path(file).relative_to(top).as_posix(): {
            line: sorted(filter(None, names)) for line, names in data.contexts_by_lineno(file).items() if any(names)
        }
        for file in data.measured_files()
    }
    kept.write_text(json.dumps({"tests": tests, "seconds": seconds}), encoding="utf-8")
    return failed


def _enter(copy: Path) -> None:
    """Make this process one that tests the copy and says nothing."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.chdir(copy)
    os.environ |= {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": ""}
    sys.dont_write_bytecode = False
    sys.path.insert(0, str(copy / "src"))


def survives(copy: Path, what: list[str]) -> bool:
    """Run tests in a process of its own, whose libraries are loaded already, until one fails."""
    child = os.fork()
    if child == 0:
        import pytest

        _enter(copy)
        os._exit(0 if pytest.main(["-x", *OPTIONS, *what]) == 0 else 1)
    return os.waitpid(child, 0)[1] == 0


def tried(copy: Path, change: Change, tests: Sequence[list[str]]) -> bool:
    """Whether a change survives lists of tests, one after the other; the copy is as before afterwards."""
    file = copy / "src" / "waystation" / change.file
    before = file.read_text(encoding="utf-8")
    kept = copy.parent / "kept"
    loops = [folder for top in COMPILED for folder in (copy / "src" / "waystation" / top).rglob("__pycache__")]
    touched = change.file.startswith(COMPILED)
    if touched:  # what is compiled from changed files takes the place of what was compiled before
        for i, folder in enumerate(loops):
            shutil.copytree(folder, kept / str(i), dirs_exist_ok=True)
    file.write_text(change.applied(before), encoding="utf-8")
    try:
        return all(survives(copy, each) for each in tests if each)
    finally:
        file.write_text(before, encoding="utf-8")
        if touched:
            for i, folder in enumerate(loops):
                shutil.rmtree(folder)
                shutil.copytree(kept / str(i), folder)
            shutil.rmtree(kept)


def preloaded() -> None:
    """Libraries that every run of tests needs, loaded once; none of ours."""
    import hypothesis, matplotlib.pyplot, numba, pandas, pydantic, pytest, scipy.stats, sqlalchemy, xarray  # noqa: E401, F401, I001


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=80, help="changes in all, or of the one room")
    parser.add_argument("--room", choices=list(ROOMS), help="this room only")
    parser.add_argument("--quick", action="store_true", help="only the tests known to reach the line")
    parser.add_argument("--reach", type=Path, help="folder to keep which tests reach which lines, for the same code")
    given = parser.parse_args()
    preloaded()
    left: dict[str, list[Change]] = {}
    made: dict[str, int] = {}
    reached: dict[str, Reach] = {}
    with tempfile.TemporaryDirectory() as home:
        copy = copied(Path(home))
        kept = given.reach or Path(home)
        kept.mkdir(exist_ok=True)
        for room, change in chosen(given.seed, given.count, given.room):
            if room not in made:
                found = reach(copy, room, kept / f"{room.replace('/', '-')}.json")
                if found is None:
                    raise SystemExit(f"The tests of {room} fail without any change: nothing can be said.")
                reached[room] = found
            made[room] = made.get(room, 0) + 1
            near = reached[room].of(change)
            lives = tried(copy, change, [near] if given.quick and near else [near, nearest(copy, room)])
            reason = EQUIVALENT.get(change.key, "")
            word = "noticed" if not lives else f"no difference: {reason}" if reason else "SURVIVES"
            print(f"{change.file}:{change.line}  {change.old} -> {change.new}  {word}  | {change.code}", flush=True)
            if lives and not reason:
                left.setdefault(room, []).append(change)
    print("\n| Room | Changes | Survive |\n|---|---|---|")
    for room, changes in made.items():
        print(f"| {room} | {changes} | {len(left.get(room, []))} |")
    survivors = sum(map(len, left.values()))
    print(f"| **all** | {sum(made.values())} | {survivors} ({survivors / max(sum(made.values()), 1):.0%}) |")


if __name__ == "__main__":
    main()

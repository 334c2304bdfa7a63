"""The house keeps its order: imports run one way, files stay small, nothing opens a connection."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "waystation"
FILES = sorted(PACKAGE.rglob("*.py"))
# In the order the work flows. `scale` says where work runs and knows no room; `data` holds only data.
ORDER = [
    "errors", "rooms", "names", "arrow", "files", "data", "scale", "world", "claims", "network", "engine", "forecast",
    "plan", "study", "share", "situation", "web", "cli",
]  # fmt: skip
# The version is all that the top of the package gives to its rooms.
TOP = {"__version__"}
NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
# The page's server listens on this machine, and opens the browser; it connects to nothing.
LISTENING = {"socket", "webbrowser"}
MOST_LINES = 450


def _name(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def _room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def _imports(file: Path) -> list[tuple[int, str, list[str]]]:
    """Line, module and names of every import, those inside functions too; not those for types only."""
    found = []
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found += [(node.lineno, each.name, []) for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(file)}, line {node.lineno}: write imports in full"
            found.append((node.lineno, node.module or "", [each.name for each in node.names]))
    return found


def test_a_room_imports_only_from_rooms_before_it() -> None:
    found = []
    for file in (file for file in FILES if file.parent != PACKAGE or file.stem in ORDER):
        here = ORDER.index(_room(file))
        for line, module, names in _imports(file):
            parts = module.split(".")
            if parts[0] != "waystation":
                continue
            if len(parts) == 1 and not set(names) <= TOP:
                found.append(f"{_name(file)}, line {line}: import from the room, not from the top")
            elif len(parts) > 1 and ORDER.index(parts[1]) > here:
                found.append(f"{_name(file)}, line {line}: {_room(file)} may not import {module}")
    assert not found


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {_room(file) for file in FILES} - {"__init__"}
    assert rooms <= set(ORDER)


# The second reader, which is off unless the user names an address.
ASKS = "claims/reading/second/asking.py"


def test_nothing_imports_a_network_library() -> None:
    found = []
    for file in (file for file in FILES if _name(file) != ASKS):
        allowed = LISTENING if _name(file) == "web/server.py" else set()
        libraries = {module.split(".")[0] for _, module, _ in _imports(file)} & NETWORK
        found += [f"{_name(file)}: {library}" for library in libraries - allowed]
    assert not found


def test_files_stay_small() -> None:
    files = [
        file for folder in ("src", "tests", "benchmarks", "docs") for file in sorted((ROOT / folder).rglob("*.py"))
    ]
    long = {
        file.relative_to(ROOT).as_posix(): lines
        for file in files
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_no_output_of_a_command_is_kept_beside_the_front_pages() -> None:
    kept = subprocess.run(["git", "ls-files", "--", ":(glob)*"], cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("this is no clone")
    assert [
        name for name in kept.stdout.split() if Path(name).suffix in {".csv", ".html", ".json", ".nc", ".xlsx"}
    ] == []


# Doors are named by what they show or do: the command `needs`, the screen `needs`, and the room's own `needs`.
DOORS = ("cli/", "web/screens/")
# What the reading of reports still calls as other rooms do; no other name may join them.
STILL_ALIKE = {"counts", "files", "marks", "names", "places", "speakers"}


def test_two_files_have_one_name_only_where_one_of_them_is_a_door() -> None:
    rooms = [file for file in FILES if file.stem != "__init__" and not _name(file).startswith(DOORS)]
    times = Counter(file.stem for file in rooms)
    assert {name for name, count in times.items() if count > 1} <= STILL_ALIKE


def test_no_lock_holds_an_address_or_a_path_of_a_machine() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        pins = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert pins
        for line in pins:
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[\w.+!-]+( ; .*)?", line), f"{lock.name}: {line}"


def test_both_locks_pin_the_same_versions() -> None:
    run, dev = (
        set((ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8").splitlines())
        for name in ("run", "dev")
    )
    pins = {line.partition(" ;")[0] for line in run if not line.startswith("#")}
    assert pins <= {line.partition(" ;")[0] for line in dev}


def _loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stderr.split()}


HEAVY = {"numpy", "numba", "pandas", "matplotlib", "sqlalchemy", "scipy", "xarray", "pydantic"}


def test_importing_the_package_loads_no_library() -> None:
    assert not _loaded_after("import waystation") & HEAVY


def test_help_loads_no_library_that_is_slow_to_load() -> None:
    code = "import waystation.cli\ntry:\n    waystation.cli.main(['--help'])\nexcept SystemExit:\n    pass"
    assert not _loaded_after(code) & HEAVY


@pytest.mark.parametrize(("command", "seldom"), [
    (["check", str(ROOT / "examples" / "flee_valley")], HEAVY - {"numpy", "pydantic"}),
    (["compare", "examples/none"], HEAVY - {"numpy", "pydantic"}),
])  # fmt: skip
def test_a_command_loads_only_what_it_uses(command: list[str], seldom: set[str]) -> None:
    code = f"import waystation.cli\ntry:\n    waystation.cli.main({command})\nexcept SystemExit:\n    pass"
    assert not _loaded_after(code) & seldom


def test_a_command_loads_pyarrow_only_where_a_table_is_written_with_it() -> None:
    code = """
import waystation.cli
from waystation.arrow import allow_arrow
sys.argv = ["waystation", "--version"]
try:
    waystation.cli.main()
except SystemExit:
    pass
import pandas
assert sys.modules["pyarrow"] is None
allow_arrow()
import pyarrow.parquet"""
    pytest.importorskip("pyarrow", reason="the extra hub is not installed")
    assert "pyarrow" in _loaded_after(code)


def test_movement_under_flees_rules_loads_no_scipy_of_its_own() -> None:
    """Numba looks up scipy's version itself, and no more of it."""
    code = "import waystation.engine.movement.job"
    script = f"import sys\n{code}\nsys.exit(any(name.startswith('scipy.sparse') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_saved_forecast_is_not_loaded_before_the_first_page_is_out() -> None:
    """Numba, pandas and matplotlib take seconds; the page's screens load them when they are visited."""
    seldom = HEAVY - {"numpy", "pydantic"}
    assert (
        not _loaded_after("import waystation.web.application, waystation.web.screens.today, waystation.situation")
        & seldom
    )


def test_who_only_forecasts_does_not_load_the_scores() -> None:
    """scoringrules compiles loops whenever it is loaded: four seconds."""
    assert "scoringrules" not in _loaded_after("import waystation.forecast.averaging")


def _handing_out() -> list[Path]:
    return [file for file in FILES if file.name == "__init__.py" and "\nhand_out(" in file.read_text(encoding="utf-8")]


@pytest.mark.parametrize("file", _handing_out(), ids=lambda file: file.parent.name)
def test_what_a_room_hands_out_lists_and_declares_is_one(file: Path) -> None:
    from importlib import import_module

    room = import_module(".".join(["waystation", *file.parent.relative_to(PACKAGE).parts]))
    declared: dict[str, str] = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If):
            for each in node.body:
                if isinstance(each, ast.ImportFrom) and str(each.module).startswith("waystation."):
                    below = str(each.module).removeprefix(f"{room.__name__}.")
                    declared |= dict.fromkeys((name.name for name in each.names), below)
    assert room._module_of == declared
    assert set(declared) <= set(room.__all__)
    for name in room.__all__:
        assert getattr(room, name) is not None


def test_the_name_forecast_is_the_function_also_after_its_room_was_imported() -> None:
    code = (
        "import waystation as ws\nfrom waystation.forecast import Forecast\nimport waystation.forecast\n"
        "assert callable(ws.forecast), ws.forecast\nassert ws.Forecast is Forecast"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    import waystation

    with pytest.raises(AttributeError, match="module 'waystation' has no attribute 'forcast'"):
        _ = waystation.forcast  # type: ignore[attr-defined]


def test_the_version_is_said_once() -> None:
    from importlib.metadata import version

    import waystation

    assert waystation.__version__ == version("waystation")


def test_the_version_is_the_same_wherever_it_stands() -> None:
    from waystation import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert project["version"] == __version__ == cited[1]

"""Writes and executes the notebooks of the manual: ``python docs/make_notebooks.py``.

A test runs the same cells, so that they cannot drift from the code; this script renews what they print.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent / "notebooks"

MOVEMENT = [
    """# A movement study

From a folder in Flee's format to a figure for a paper. The valley is made up and ships with the project; put your own
folder in its place. Run it from the top of a clone.""",
    """\
import waystation as ws

valley = ws.load_flee("examples/flee_valley")
futures = ws.simulate_movement(valley, members=40, seed=1)
futures["people"]""",
    """Results are labelled arrays with units. The total error has the sum of the counts below the line; as Flee prints
it, it is too low.""",
    """\
counts = ws.registered_people(valley, futures)
people = futures["people"].sel(place=counts["place"].values)
errors = [ws.total_error(member.values, counts.values) for member in people]
printed = ws.movement_errors(valley, futures)["flee"]
print(f"total error {sum(errors) / len(errors):.3f}; as Flee prints it {printed:.3f}")""",
    "Which settings does that error hang on? Effects of moving each over its range, with 95 % intervals:",
    """\
speed, chance, weight = "move_rules.max_move_speed", "move_rules.default_movechance", "move_rules.camp_weight"
ranges = {speed: "60:200", chance: "0.1:0.9", weight: "1:4"}
matters = ws.sensitivity(valley, ranges, method="morris", samples=8)
matters.table.query("index == 'mean absolute effect'").round(3)""",
    """The weight of camps hardly matters. Between the other two this cannot decide: their intervals overlap. A sweep
over the speed, with the same members at each value, and the figure for the paper:""",
    """\
speeds = ws.sweep(valley, {"move_rules.max_move_speed": "60:300:7"}, members=30)
ws.write_sweep_figure(speeds, "out/speed.svg")
ws.write_sweep_figure(speeds, "out/speed.pdf")
speeds.means().round(3)""",
    """\
from IPython.display import SVG

SVG("out/speed.svg")""",
    "Fitted to the first 42 days and judged on the last 18, beside the settings as they are:",
    """\
fitted = ws.calibrate(valley, {"move_rules.max_move_speed": "60:300"}, runs=48, members=20)
print(fitted.settings.round(1).to_string(index=False))
fitted.scores[["part", "what", "fitted_error", "as_is_error"]].round(3)""",
    """The fit is not a search for the smallest total error, which the sweep has at the fastest speed. It asks under
which speeds the counts of every camp would be likely, and allows for what no speed explains; so it has an interval,
and its error on the days left out is what to report. The run as a page that plays in any browser, for the talk:""",
    """\
better = ws.change_case(valley, fitted.point())
ws.write_animation(better, ws.simulate_movement(better, members=40), "out/valley.html")""",
]

RECEPTION = [
    """# A reception study

How many lanes does a checkpoint need, if nobody knows how many people are coming? The scenario is made up and ships
with the project. Run it from the top of a clone.""",
    """\
import waystation as ws

situation = ws.open("examples/synthetic")
view = situation.as_of()
print(f"{len(view.claims)} claims known by {view.day}")
futures = ws.simulate(view.scenario, members=60, seed=1)
futures["waiting"]""",
    "Before any claim is used: what does the longest queue hang on, the lanes or the number inside?",
    """\
ranges = {"stages.checkpoint.lanes": "1:6", "unknowns.people_inside": "1000:9000:log"}
queue = "longest queue at checkpoint"
matters = ws.sensitivity(view.scenario, ranges, method="morris", samples=6, members=15, target=queue)
matters.table.query("index != 'spread of effects'").round(0)""",
    """Both, and the number inside is the one that nobody can choose. With the claims of the day, and lanes changed from
tomorrow on: every number of lanes in the same fitted futures.""",
    """\
fitted = view.futures(members=60, seed=1)
lanes = ws.sweep(fitted, {"stages.checkpoint.lanes": "1:6:6"}, since=view.tomorrow, target=queue)
ws.write_sweep_figure(lanes, "out/lanes.svg")
lanes.table([0.1, 0.5, 0.9]).query("target == @queue and output_type == 'quantile'").pivot(
    index="stages.checkpoint.lanes", columns="output_type_id", values="value"
).round(0)""",
    """\
from IPython.display import SVG

SVG("out/lanes.svg")""",
    """By now one lane is nearly enough: most people have come, and who waits has come after closing time. So the hours
are compared, future by future: the interval of a difference is not the difference of the intervals.""",
    """\
longer = ws.compare(fitted, {"stages.checkpoint.open_hours": [7, 22]}, since=view.tomorrow)
print("\\n".join(longer.lines()))""",
]

NOTEBOOKS = {"movement_study": MOVEMENT, "reception_study": RECEPTION}
"""Cells by name: those that begin as Python are code, the others text."""


def is_code(cell: str) -> bool:
    """Whether a cell is Python, and not text."""
    try:
        compile(cell, "cell", "exec")
    except SyntaxError:
        return False
    return not cell.startswith("#")


def main() -> None:
    """Execute every notebook in a copy of the examples, and write it with what it printed."""
    import os
    import shutil
    import tempfile

    import nbformat
    from nbclient import NotebookClient

    HERE.mkdir(exist_ok=True)
    for name, cells in NOTEBOOKS.items():
        book = nbformat.v4.new_notebook()
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        make = {True: nbformat.v4.new_code_cell, False: nbformat.v4.new_markdown_cell}
        book.cells = [make[is_code(cell)](cell, id=f"{name}-{n}") for n, cell in enumerate(cells)]
        with tempfile.TemporaryDirectory() as home:
            shutil.copytree(HERE.parents[1] / "examples", Path(home, "examples"))
            Path(home, "out").mkdir()
            os.environ["COLUMNS"] = "100"
            NotebookClient(book, timeout=1800, resources={"metadata": {"path": home}}).execute()
        for cell in book.cells:
            cell.metadata.pop("execution", None)
        (HERE / f"{name}.ipynb").write_text(nbformat.writes(book) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Chooses the numbers of our movement rules and shows what they are worth on conflicts left out.

Tries the grid of `waystation.engine.movement.rule_choice` on all conflicts given, prints the error of each
conflict under settings chosen without it, and with ``--write`` renews ``data/movement_rules.toml``.

    python benchmarks/choose_movement_rules.py ../shared/conflicts/*/ --write
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from waystation.engine.movement.rule_choice import Past, choose_rules, coverage, try_grid
from waystation.engine.movement.waystation_rules import MovementRules
from waystation.files import write_text
from waystation.world.flee import load_flee

ROOT = Path(__file__).parents[1]
CONFLICTS = ROOT.parent / "shared" / "conflicts"
TABLE = ROOT / "src" / "waystation" / "data" / "movement_rules.toml"
HEADING = """\
# Where people go: the numbers of our movement rules (waystation.engine.movement.waystation_rules.MovementRules
# says what each means).
#
# Chosen by benchmarks/choose_movement_rules.py on the conflicts named below, in free runs: the true daily total
# of all camps given, camps' counts on day 0 only, scored with capacities and without. Of a grid of settings, the
# middle of all whose total error, averaged over conflicts, is within two per cent of the least. "without.NAME"
# holds the settings chosen on the other conflicts alone: those that NAME is scored with. docs/movement_rules.md
# tells the rest.
"""


def main() -> None:
    """Choose, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true", help=f"renew {TABLE.name}")
    options = parser.parse_args()
    folders = options.folders or [each.parent for each in sorted(CONFLICTS.glob("*/input_csv"))]
    if not folders:
        print(f"No conflicts to choose on: {CONFLICTS} is not there. Name folders.")
        return
    past = [Past.of(load_flee(folder)) for folder in folders]
    trials = try_grid(past)
    left_out = [choose_rules(past, trials, n) for n in range(len(past))]
    shipped = choose_rules(past, trials)
    print(f"{len(trials.values)} settings tried\n")
    print(f"{'':20} {'capacities known':>18} {'blanked':>18}")
    print(f"{'left out':20} {'error  inside 80 %':>18} {'error  inside 80 %':>18}  settings chosen on the others")
    rows = []
    for each, rules in zip(past, left_out, strict=True):
        inside = [coverage(run, each.counts, rules) for run in (each.known, each.blanked)]
        rows.append([*each.errors(rules), *inside])
        print(_line(each.known.name, rows[-1]), _short(rules))
    print(_line("mean", list(np.mean(rows, axis=0))))
    print(f"{'shipped':60}", _short(shipped))
    if options.write:
        names = [each.known.name for each in past]
        without = [_table(f'without."{name}"', rules) for name, rules in zip(names, left_out, strict=True)]
        write_text(TABLE, "\n".join([HEADING, _table("rules", shipped), *without]))
        print(f"Wrote {TABLE.relative_to(ROOT)}")


def _line(name: str, row: Sequence[float]) -> str:
    known, blanked, inside_known, inside_blanked = row
    return f"{name:20} {known:7.3f} {inside_known:10.0%} {blanked:7.3f} {inside_blanked:10.0%}   "


def _short(rules: MovementRules) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in asdict(rules).items())


def _table(heading: str, rules: MovementRules) -> str:
    return "\n".join([f"[{heading}]", *(f"{name} = {value}" for name, value in asdict(rules).items()), ""])


if __name__ == "__main__":
    main()

"""Do headline figures depend on the seed? Ten seeds at the usual effort, on two scenarios; and four times the effort.

For each figure: the standard deviation over seeds of the median and of both ends of the 80 % range, over the mean width
of that range. At most 8 % for the median and 12 % for the ends is what the project asks of itself. The log likelihood
must not rise with effort: its mean at four times the effort is compared, in standard errors.

    python benchmarks/steadiness.py --seeds 10 --scenario baghouz
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np

import waystation as ws
from waystation.forecast import Effort
from waystation.forecast.scenario.steadiness import headlines
from waystation.plan import outlook

EXAMPLES = Path(__file__).parents[1] / "examples"
SCENARIOS = {"baghouz": date(2019, 3, 4), "border_post": date(2031, 5, 24)}


def main() -> None:
    """Print, for each scenario, how far figures scatter over seeds."""
    parser = argparse.ArgumentParser(description="Scatter of headline figures over seeds.")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), help="only this one")
    parser.add_argument("--longer", type=int, default=2, help="seeds at four times the effort (default: 2)")
    asked = parser.parse_args()
    for name in [asked.scenario] if asked.scenario else SCENARIOS:
        scenario = ws.load_scenario(EXAMPLES / name)
        claims = ws.read_claims(EXAMPLES / name / "claims.csv")
        print(f"{name} as of {SCENARIOS[name]}: {asked.seeds} seeds, {asked.members} members", flush=True)
        _report(scenario, claims, SCENARIOS[name], asked)


def _report(scenario: ws.Scenario, claims: list[ws.Claim], day: date, asked: argparse.Namespace) -> None:
    found: dict[str, list[np.ndarray]] = {}
    likelihood, named, seconds, said = [], [], [], 0
    for seed in range(1, asked.seeds + 1):
        began = time.process_time()
        made = ws.forecast(scenario, claims, as_of=day, members=asked.members, seed=seed)
        seconds.append(time.process_time() - began)
        figures = headlines(scenario, made.members, day)
        ahead = outlook(made.futures, day + timedelta(days=1), looked_at=0)
        most = ahead.reliefs[0]
        named.append(ahead.bottleneck.name if ahead.bottleneck else "no single one")
        figures.append((f"One {most.unit} more at {most.name}: fewer on the worst night", "people",
                        most.night_before - most.night_after))  # fmt: skip
        for title, _, values in figures:
            found.setdefault(title, []).append(np.quantile(values, (0.1, 0.5, 0.9)))
        likelihood.append(made.settings["log_likelihood_mean"])
        said += bool(made.steadiness and made.steadiness.steady)
        print(f"  seed {seed}: {seconds[-1]:.1f} s, log likelihood {likelihood[-1]:.1f}, {named[-1]}", flush=True)
    print(f"{'figure':<58} {'median':>9} {'10 %':>9} {'90 %':>9}   sd over width: median, 10 %, 90 %")
    for title, cases in found.items():
        table = np.array(cases)
        width = max(float((table[:, 2] - table[:, 0]).mean()), 1e-9)
        low, median, high = table.std(axis=0, ddof=1) / width
        mean = table.mean(axis=0)
        print(f"{title:<58} {mean[1]:9,.0f} {mean[0]:9,.0f} {mean[2]:9,.0f}   {median:6.1%} {low:6.1%} {high:6.1%}")
    print(f"bottleneck: {Counter(named).most_common()}; said to be steady: {said} of {asked.seeds}")
    print(f"processor seconds a forecast: median {np.median(seconds):.1f}")
    if asked.longer:
        longer = [
            ws.forecast(scenario, claims, as_of=day, members=asked.members, seed=100 + i, effort=Effort().times(4))
            .settings["log_likelihood_mean"] for i in range(asked.longer)
        ]  # fmt: skip
        error = np.hypot(np.std(likelihood, ddof=1) / np.sqrt(len(likelihood)),
                         np.std(likelihood, ddof=1) / np.sqrt(len(longer)))  # fmt: skip
        rise = np.mean(longer) - np.mean(likelihood)
        print(f"log likelihood {np.mean(likelihood):.2f}, with four times the effort {np.mean(longer):.2f}: "
              f"{rise / error:+.1f} standard errors")  # fmt: skip


if __name__ == "__main__":
    main()

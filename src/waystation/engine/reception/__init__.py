"""Hour by hour: release, travel, queues, sites and vehicles, over many possible futures."""

from __future__ import annotations

from waystation.engine.reception.futures import Branch, Futures, Run, prior_futures, run, simulate

__all__ = ["Branch", "Futures", "Run", "prior_futures", "run", "simulate"]

"""Small jobs of made-up numbers for tests; picklable, so that a cluster can run them."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waystation.scale import Part, Sketch, content_key


@dataclass(frozen=True)
class Dice:
    """Each member throws dice of its own; the result is whole members and a sketch of them."""

    members: int = 100
    seed: int = 1
    name: str = "Dice"
    most_at_once: int = 1000

    @property
    def described(self) -> Mapping[str, str]:
        return {"members": str(self.members), "seed": str(self.seed)}

    def key(self) -> str:
        return content_key(self.name, dict(self.described))

    def run(self, first: int, last: int) -> Part:
        thrown = np.stack(
            [np.random.default_rng([self.seed, m]).integers(0, 10**5, (3, 2)) for m in range(first, last)]
        )
        return {"thrown": thrown, "sketch": Sketch.of(thrown), "share": Sketch.of(thrown / 7e5, 2.0**-20)}


@dataclass(frozen=True)
class DiceThatKill(Dice):
    """The first worker that comes to a certain member is killed, as by `kill -9`; the next one finds a mark."""

    mark: str = ""
    at: int = 50
    parent: int = 0

    def run(self, first: int, last: int) -> Part:
        if first <= self.at < last and os.getpid() != self.parent and not Path(self.mark).exists():
            Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run(first, last)

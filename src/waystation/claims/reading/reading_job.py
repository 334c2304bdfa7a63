"""Reading many reports as a job, which may run anywhere: a member is a report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from waystation.claims.claim import Claim
from waystation.claims.reading.figures import LeftOut, Unread
from waystation.claims.reading.intake import Report
from waystation.claims.reading.names import PlaceNames
from waystation.claims.reading.read import Reading
from waystation.claims.reading.reported import ReadReport, read_one, with_origins
from waystation.scale import Part, Values, content_key
from waystation.world.scenario_model import Place

__all__ = ["ReadingJob"]


@dataclass(frozen=True, eq=False)
class ReadingJob:
    """All that `read_each` reads. Reading is plain Python: processes share it out, threads gain nothing.

    Parameters
    ----------
    reports, places : see `read_each`

    Examples
    --------
    >>> import waystation as ws
    >>> from datetime import date
    >>> job = ws.ReadingJob((ws.Report("a.txt", "310 people fled to Goris.", date(2020, 10, 2)),))
    >>> [claim.figure for claim in job.read(ws.run_job(job))[0].claims]
    ['310 people']
    """

    reports: tuple[Report, ...]
    places: tuple[Place, ...] = ()

    name = "Reading"
    most_at_once = 100

    @property
    def members(self) -> int:
        """How many reports there are."""
        return len(self.reports)

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job."""
        return {"reports": str(len(self.reports)), "places": str(len(self.places))}

    def key(self) -> str:
        """Hash of all that is read, and of the places."""
        return content_key("reading", self.reports, [place.model_dump() for place in self.places])

    @cached_property
    def _names(self) -> PlaceNames | None:
        return PlaceNames(list(self.places)) if self.places else None

    def run(self, first: int, last: int) -> Part:
        """``read`` (reports,) what was read in each, as JSON."""
        found = np.empty(last - first, dtype=object)
        found[:] = [_written(read_one(report, self._names)) for report in self.reports[first:last]]
        return {"read": found}

    def read(self, found: Mapping[str, Values]) -> list[ReadReport]:
        """Reports with their claims, in their order; copies point to their origin.

        Parameters
        ----------
        found : of `waystation.run_job`
        """
        values = found["read"]
        assert isinstance(values, np.ndarray)
        return with_origins([_as_read(*each) for each in zip(self.reports, values.tolist(), strict=True)])

    def __getstate__(self) -> dict[str, object]:
        """Without what was worked out on the way: every worker does that once."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def _written(each: ReadReport) -> str:
    readings = [
        {
            "claim": reading.claim.model_dump(mode="json"), "spans": dict(reading.spans),
            "confidence": reading.confidence, "exclusion_reason": reading.exclusion_reason, "sure": dict(reading.sure),
            "shares": dict(reading.shares), "ways": dict(reading.ways),
        }
        for reading in each.readings
    ]  # fmt: skip
    unread, left_out = _numbers()
    return json.dumps(
        {
            "readings": readings, "elsewhere": sorted(each.elsewhere), "unread_tables": each.unread_tables,
            "unread": unread.dump_python(each.unread, mode="json"),
            "left_out": left_out.dump_python(each.left_out, mode="json"),
        }
    )  # fmt: skip


@cache
def _numbers() -> tuple[TypeAdapter[tuple[Unread, ...]], TypeAdapter[tuple[LeftOut, ...]]]:
    return TypeAdapter(tuple[Unread, ...]), TypeAdapter(tuple[LeftOut, ...])


def _as_read(report: Report, text: str) -> ReadReport:
    told: dict[str, Any] = json.loads(text)
    readings = tuple(
        Reading(
            Claim.model_validate_json(json.dumps(each["claim"])),
            MappingProxyType({name: (start, end) for name, (start, end) in each["spans"].items()}),
            each["confidence"], each["exclusion_reason"], each["sure"], each["shares"], each["ways"],
        )
        for each in told["readings"]
    )  # fmt: skip
    tables = tuple((start, end, rows) for start, end, rows in told["unread_tables"])
    unread, left_out = _numbers()
    return ReadReport(
        report, readings, frozenset(told["elsewhere"]), unread.validate_json(json.dumps(told["unread"])), tables,
        left_out.validate_json(json.dumps(told["left_out"])),
    )  # fmt: skip

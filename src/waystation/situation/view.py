"""What was known of a situation as of a day: the only holder of the as-of rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.claims import (
    Claim,
    Conflict,
    Unused,
    conflicts,
    known_by,
    known_events,
    known_rows,
    used_and_unused,
)
from waystation.claims.decisions import Standing, standing
from waystation.errors import InputError, Problem
from waystation.situation import saved
from waystation.world import Event, Scenario

if TYPE_CHECKING:
    from waystation.claims.reading import ReadReport
    from waystation.engine import Futures
    from waystation.forecast import Forecast
    from waystation.forecast.scenario.points import Progress
    from waystation.plan import Standard, Stock
    from waystation.situation.assessment import Assessment
    from waystation.situation.situation import Situation

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """What had been published by a day, after what was decided on it.

    Parameters
    ----------
    situation : all there is
    day : the as-of date
    stated : whether somebody named the day, or claims did; else it is that of the latest event
    """

    situation: Situation
    day: date
    stated: bool = True

    @classmethod
    def of(cls, situation: Situation, day: date | None = None) -> View:
        """As `Situation.as_of`."""
        settings = situation.scenario.settings
        # What came out after the end is not known on any day of the scenario; what came out before it is on the first.
        within = [claim.published for claim in situation.claims if claim.published < settings.end]
        latest = max([*within, settings.start]) if within else None
        if day is None and situation.claims and not within:
            message = f"All {len(situation.claims):,} claims came out after the scenario ends."
            fix = "Correct their days, or set a later end in scenario.toml."
            raise InputError(Problem(message, fix, "scenario.toml", column="end", value=str(settings.end)))
        chosen = day or latest
        if chosen is None:
            first = max([event.start for event in situation.scenario.events], default=settings.start)
            return cls(situation, first, stated=False)
        if situation.claims:
            known_by(situation.claims, chosen)  # tells on which day the first claim came out, if it is later
        if not settings.start <= chosen < settings.end:
            last = settings.end - timedelta(days=1)
            message = f"The as-of date {chosen} lies outside the scenario."
            raise InputError(Problem(message, f"Use a day from {settings.start} to {last}.", value=str(chosen)))
        return cls(situation, chosen)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, with the events that had been published."""
        whole = self.situation.scenario
        return whole.model_copy(update={"events": known_events(whole.events, self.day)}) if self.stated else whole

    @cached_property
    def standing(self) -> Standing:
        """Which claims count, which were set aside or corrected, which are drafts."""
        everything = self.situation.claims
        known = known_by(everything, self.day) if everything else []
        return standing(known, self.situation.book, (row.id for row in self.situation.rows))

    @property
    def claims(self) -> list[Claim]:
        """Claims that had come out and stand, in order of publication."""
        return self.standing.claims

    @property
    def reports(self) -> list[ReadReport]:
        """Reports that had come out."""
        return known_rows(self.situation.reports, self.day)

    @cached_property
    def disagreements(self) -> list[Conflict]:
        """Claims that contradict each other, side by side."""
        settings = self.scenario.settings
        aliases = {name: source.place for source in settings.sources.values() for name in source.reported_as}
        return conflicts(self.claims, aliases=aliases, household_size=settings.household_size)

    @property
    def site_places(self) -> list[str]:
        """Places where people are kept, and needs worked out for."""
        return list(dict.fromkeys(site.place for site in self.scenario.settings.sites.values()))

    @property
    def tomorrow(self) -> date | None:
        """First day on which something could be changed; None where nothing is known yet: then from the start."""
        return self.day + timedelta(days=1) if self.stated else None

    def forecast(
        self,
        *,
        members: int = 400,
        seed: int = 1,
        workers: int | None = None,
        what_if: Sequence[Event] = (),
        standards: Sequence[Standard] = (),
        stock: Sequence[Stock] = (),
        fresh: bool = False,
        save: bool = True,
        effort: float | None = None,
        progress: Progress | None = None,
    ) -> Assessment:
        """What may come, and what follows from it.

        The fit is saved beside the scenario under the hash of all that went into it; the same evening is not fitted
        twice. Where an earlier evening is saved and nothing of its past has changed, its members meet the claims since;
        ``forecast.settings`` say from which full fit, or why a full fit was made. Where the folder cannot be
        written to, that is said in the assessment's notes, and nothing is saved.

        Parameters
        ----------
        members : possible futures; 50 or more
        seed : of all randomness
        workers : threads; default: one a core. The result does not depend on it
        what_if : events after the as-of date that are supposed
        standards : planning figures for needs; default: those of the package
        stock : what is there and on its way, see `waystation.read_stock`
        fresh : fit anew, even if the same was fitted before
        save : whether the fit is saved
        effort : minutes of one core to search for, about; one that was fitted with less is fitted anew. Default: the
            usual effort, or whatever is saved
        progress : called with a word and the share done

        Raises
        ------
        InputError
            If there are no claims, an event is not after the as-of date, or there are too few members.
        """
        from waystation.forecast import forecast
        from waystation.situation.assessment import Assessment

        if not self.situation.claims:
            fix = "Add claims.csv or reports: a forecast needs reported figures. Without any, use simulate."
            raise InputError(Problem("The file is missing.", fix, "claims.csv", code="no-claims"))
        place = self._place(members, seed, what_if)
        found: Forecast | None = None if fresh else place.load(workers, effort)
        notes = [*self._notes, *place.notes]
        refitted = found is None
        if found is None:
            found = forecast(
                self.scenario, self.claims, as_of=self.day, members=members, seed=seed, workers=workers,
                what_if=what_if, start=None if fresh else place.earlier(), effort=effort, progress=progress,
            )  # fmt: skip
            if save:
                notes += place.save(found)
                self.situation.keep_readings()
        found = self._with_all_claims(found)
        return Assessment(self, found, tuple(standards), tuple(stock), tuple(notes), refitted)

    @property
    def _notes(self) -> list[str]:
        """What the user should know of the claims."""
        end = self.situation.scenario.settings.end
        late = sum(claim.published >= end for claim in self.situation.claims)
        said = f"Claims that came out after the scenario ends on {end - timedelta(days=1)} are not used: {late}."
        return [*self.situation.book.notes, *([said] if late else [])]

    def _with_all_claims(self, found: Forecast) -> Forecast:
        """The forecast with what became of every claim: drafts, and those that a decision took out, as well."""
        from waystation.forecast import Evidence

        stand = self.standing
        waiting = frozenset() if stand.drafts_count else stand.drafts
        draft = "A draft read from a report: nobody has accepted it yet."
        evidence = [
            replace(each, why=draft, code=Unused.DRAFT) if each.claim.id in waiting and not each.used else each
            for each in found.evidence
        ]
        evidence += [Evidence(each.claim, False, each.why, code=Unused.DECIDED) for each in stand.left_out]
        counted = used_and_unused(evidence)
        settings = found.settings | {
            "settings_file": f"{Path(self.situation.folder).resolve().name}/scenario.toml",
            "claims_known": counted.known,
            "claims_used": counted.used,
        }
        return replace(found, evidence=evidence, settings=settings)

    @cached_property
    def annotations_hash(self) -> str:
        """Hash of what is shown with a forecast though no fit depends on it: notes, drafts, what decisions took out."""
        stand = self.standing
        annotations = [self._notes, sorted(stand.drafts), [[each.claim.id, each.why] for each in stand.left_out]]
        return hashlib.sha256(json.dumps(annotations).encode()).hexdigest()[:16]

    def is_saved(self, *, members: int = 400, seed: int = 1) -> bool:
        """Whether an assessment of this evening stands beside the scenario. Nothing of it is loaded.

        Parameters
        ----------
        members, seed : as for `forecast`
        """
        return bool(self.situation.claims) and self.saved_file(members=members, seed=seed).is_file()

    def saved_file(self, *, members: int = 400, seed: int = 1) -> Path:
        """Where an assessment of this evening is kept, whether there is one or not; its name tells the inputs.

        Parameters
        ----------
        members, seed : as for `forecast`
        """
        return self._place(members, seed).path

    def _place(self, members: int, seed: int, what_if: Sequence[Event] = ()) -> saved.AssessmentFile:
        inputs = saved.Inputs(self.scenario, tuple(self.claims), self.day, members, seed, tuple(what_if))
        return saved.AssessmentFile(Path(self.situation.folder), inputs)

    def remembered(
        self, *, members: int = 400, seed: int = 1, stock: Sequence[Stock] = (), workers: int | None = None
    ) -> Assessment | None:
        """The assessment of this evening that was saved beside the scenario; None if there is none. Nothing is fitted.

        Parameters
        ----------
        members, seed, stock, workers : as for `forecast`
        """
        from waystation.situation.assessment import Assessment

        if not self.situation.claims:
            return None
        place = self._place(members, seed)
        found = place.load(workers)
        if found is None:
            return None
        return Assessment(self, self._with_all_claims(found), (), tuple(stock), (*self._notes, *place.notes), False)

    def futures(
        self,
        *,
        members: int = 400,
        seed: int = 1,
        workers: int | None = None,
        what_if: Sequence[Event] = (),
        fresh: bool = False,
        progress: Progress | None = None,
    ) -> Futures:
        """Futures that can be run again: those of the forecast where there are claims, else those of the priors.

        Parameters and errors as for `forecast`.
        """
        from waystation.engine import prior_futures

        if self.situation.claims:
            found = self.forecast(
                members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh, progress=progress
            )
            return found.futures
        until = self.day if self.stated else None
        return prior_futures(
            self.scenario, members=members, seed=seed, workers=workers, known_until=until, what_if=what_if
        )

    @property
    def linked(self) -> Mapping[str, str]:
        """Id of a claim read from a report, and the id of the row that holds the same figure."""
        return self.situation.linked

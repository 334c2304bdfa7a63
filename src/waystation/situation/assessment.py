"""An assessment: the fitted futures of an evening, and all that follows from them, worked out once when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.claims import used_and_unused

if TYPE_CHECKING:
    import pandas as pd

    from waystation.claims import Claim, Conflict, UsedAndUnused
    from waystation.engine import Branch, Futures
    from waystation.forecast import Evidence, Forecast
    from waystation.forecast.averaging import PublishedForecast
    from waystation.plan import Action, Comparison, Limits, Measure, Outlook, Relief, Standard, Stock
    from waystation.share.release import Audience
    from waystation.situation.view import View

__all__ = ["Assessment"]


@dataclass(frozen=True)
class Assessment:
    """What may come, as of an evening.

    Parameters
    ----------
    view : what was known
    forecast : the fitted futures, their quantiles and what became of each claim
    own_standards : planning figures for needs; none: those of the package
    stock : what is there and on its way
    notes : what the user should know, such as that the folder cannot be written to
    refitted : whether it was fitted now, not read from beside the scenario
    """

    view: View
    forecast: Forecast
    own_standards: tuple[Standard, ...] = ()
    stock: tuple[Stock, ...] = ()
    notes: tuple[str, ...] = ()
    refitted: bool = True

    @property
    def futures(self) -> Futures:
        """The members, to be run again with reception changed."""
        assert self.forecast.futures is not None
        return self.forecast.futures

    @property
    def claims(self) -> list[Claim]:
        """Claims that had come out and stand."""
        return self.view.claims

    @property
    def evidence(self) -> list[Evidence]:
        """Every claim that had come out: whether the forecast used it, and why or why not."""
        return self.forecast.evidence

    @property
    def used(self) -> UsedAndUnused:
        """How many of the claims were used, and why the others were not: the one count that everything shows."""
        return used_and_unused(self.evidence)

    @property
    def disagreements(self) -> list[Conflict]:
        """Claims that contradict each other, side by side."""
        return self.view.disagreements

    @cached_property
    def standards(self) -> Sequence[Standard]:
        """Planning figures that needs are worked out by."""
        from waystation.plan import read_standards

        return self.own_standards or read_standards()

    @cached_property
    def needs(self) -> pd.DataFrame:
        """What the people at each site need, day by day, see `waystation.needs`."""
        from waystation.plan import needs

        return needs(self.forecast, self.standards)

    @cached_property
    def stockouts(self) -> pd.DataFrame | None:
        """When each thing in stock runs out, see `waystation.stockout_dates`; None if no stock was given."""
        from waystation.plan import stockout_dates

        return stockout_dates(self.needs, self.stock) if self.stock else None

    @cached_property
    def outlook(self) -> Outlook | None:
        """Waits, what holds people up from tomorrow on, deaths by hazard; None on the last evening."""
        from waystation.plan import outlook

        tomorrow = self.view.tomorrow
        ahead = tomorrow is not None and tomorrow <= self.forecast.scenario.settings.end
        return outlook(self.futures, tomorrow) if ahead and tomorrow is not None else None

    def forget_branch(self) -> None:
        """Let go of the futures that the outlook keeps to go on from; who needs them runs them again."""
        ahead: Outlook | None = self.__dict__.get("outlook")
        if ahead is not None:
            self.__dict__["outlook"] = ahead.without_branch()

    @cached_property
    def action(self) -> Action | None:
        """The first thing to ask for, where the comparison shows that it helps, see `waystation.first_action`."""
        from waystation.plan import first_action

        return first_action(self.futures, self.outlook) if self.outlook is not None else None

    @property
    def bottleneck(self) -> Relief | None:
        """What would spare people most waiting, were there more of it; None if nothing would."""
        return self.outlook.bottleneck if self.outlook else None

    @cached_property
    def limit(self) -> Limits:
        """The earliest that everyone could be received, in three futures."""
        from waystation.plan import limits

        return limits(self.futures)

    @cached_property
    def published(self) -> list[PublishedForecast]:
        """What will be published next: by the scenario, by counts alone, and both averaged."""
        from waystation.forecast.averaging import pool_forecasts

        return pool_forecasts(self.forecast, self.claims)

    def what_if(self, changes: Mapping[str, object] | Sequence[str], *, since: date | None = None) -> Comparison:
        """What a change of reception would do, in the same futures.

        Parameters
        ----------
        changes : settings and their new values, such as ``{"stages.search.lanes": 4}``; ``"+1"``, ``"-1"`` and
            ``"x1.5"`` change what is there
        since : first day on which the change holds; default: the day after the as-of date

        Raises
        ------
        InputError
            If nothing is to be changed, or a setting cannot be.
        """
        from waystation.plan import compare

        first = since or self.view.tomorrow
        return compare(self.futures, changes, standards=self.standards, since=first, branch=self._branch(first))

    def compare(self, measures: Sequence[Measure], *, since: date | None = None) -> pd.DataFrame:
        """Measures by hours of waiting saved per unit of cost, best first, see `waystation.rank`.

        Parameters and errors as for `what_if`.
        """
        from waystation.plan import rank

        first = since or self.view.tomorrow
        return rank(self.futures, measures, since=first, branch=self._branch(first))

    def _branch(self, since: date | None) -> Branch | None:
        """The futures up to a day, where the outlook has been worked out from that day."""
        ahead: Outlook | None = self.__dict__.get("outlook")
        return ahead.branch if ahead is not None and ahead.since == since else None

    def write_report(
        self, path: Path | str, *, sites: Sequence[str] = (), language: str = "en", short: bool = False
    ) -> None:
        """Write the report, one page that needs nothing else.

        Parameters
        ----------
        path : HTML file to write; its folder must exist
        sites : places whose needs are shown; none: all
        language : of the first two pages: en, fr, es or ar
        short : whether only these two pages are written

        Raises
        ------
        InputError
            If it cannot be written, or a site or the language is not known.
        """
        from waystation.share import ReportParts, write_report

        if self.outlook is not None and not short:
            self.outlook.begin_plans()  # the solver lets go of Python's lock, so that charts are drawn meanwhile
        parts = ReportParts(
            outlook=self.outlook, reports=self.view.reports, rows=self.view.linked, standards=self.standards,
            stockouts=self.stockouts, published=() if short else self.published,
            action=self.action, sites=sites, language=language, short=short,
        )  # fmt: skip
        write_report(self.forecast, self.needs, self.disagreements, path, parts)

    def release(
        self,
        audience: Audience,
        folder: Path | str,
        *,
        to: str,
        reason: str = "",
        keep_days: int = 90,
        language: str = "en",
    ) -> list[str]:
        """Write what an audience may be told, and keep it in the register beside the scenario; all or nothing.

        Parameters
        ----------
        audience : as from `waystation.share.release.for_audience`
        folder : made if need be
        to : who is told: offices, no persons
        reason : why more than the default is told, if it is
        keep_days : days after which what was told should be deleted
        language : of the page: en, fr, es or ar

        Returns
        -------
        names of the files written

        Raises
        ------
        InputError
            If nobody is named, the situation is too sensitive for the audience, the language is not known, or
            something cannot be written.
        """
        from waystation.share.language import language as speaking
        from waystation.share.release import Register, make_release, write_release
        from waystation.share.report.reception_shown import bottleneck_sentence

        register = Register(Path(self.view.situation.folder))
        needs, action = self.needs, ""
        if self.outlook and audience.capacity:
            action = bottleneck_sentence(self.outlook, self.forecast, words=speaking(language))
        with register.held():
            made = make_release(self.forecast, needs, audience, earlier=register.shown())
            return write_release(
                made, Path(folder), self.forecast.scenario.settings, register,
                to=to, reason=reason, action=action, keep_days=keep_days, code=language,
            )  # fmt: skip

    def write(
        self, folder: Path | str, *, members_file: bool = False, geojson: bool = False, parquet: bool = False
    ) -> list[str]:
        """Write report and tables into a folder, all files or none; others' files there stay.

        Parameters
        ----------
        folder : made if need be
        members_file : also write every member, as ``members.nc``
        geojson : also write the places with forecast and needs, as ``places.geojson``
        parquet : also write the forecast table as ``forecast.parquet`` (needs the extra ``waystation[hub]``)

        Returns
        -------
        names of the files written

        Raises
        ------
        InputError
            If they cannot be written.
        """
        import waystation.share as share

        with share.staged_folder(folder) as draft:
            self.write_report(draft / "report.html")
            share.write_forecast(self.forecast, draft / "forecast.csv")
            share.write_known_claims(self.forecast, draft / "claims.csv")
            share.write_needs(self.needs, draft / "needs.csv")
            share.write_run(self.forecast, draft / "run.json")
            written = ["report.html", "forecast.csv", "claims.csv", "needs.csv", "run.json"]
            if self.published:
                share.write_published(self.published, draft / "published.csv")
                written.append("published.csv")
            if members_file:
                share.write_members(self.forecast, draft / "members.nc")
                written.append("members.nc")
            if geojson:
                share.write_places_geojson(self.forecast, self.needs, draft / "places.geojson")
                written.append("places.geojson")
            if parquet:
                share.write_forecast(self.forecast, draft / "forecast.parquet")
                written.append("forecast.parquet")
        return written

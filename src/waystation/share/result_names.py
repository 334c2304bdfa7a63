"""Names of results in the reader's language: effects of a what-if, headline figures, steadiness."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from waystation.share.display_names import stage_name
from waystation.share.language import Language
from waystation.world.scenario_model import Settings

if TYPE_CHECKING:
    from waystation.forecast.scenario.steadiness import Steadiness

__all__ = ["EFFECTS", "HEADLINES", "changes_said", "effect_said", "headline_said", "moves_said", "steadiness_said"]

EFFECTS = (
    "total waiting",
    "longest queue at %(name)s",
    "nine tenths at %(name)s wait at most",
    "most by night at %(name)s",
    "most people at %(name)s",
    "most over capacity at %(name)s",
    "most water at %(name)s",
    "most toilets at %(name)s",
    "nearly all received",
)
"""As `waystation.plan.compare.effects` names them."""

HEADLINES = (
    "People at %(place)s on that day",
    "People at %(place)s in %(days)s days",
    "Still to come to %(place)s",
    "Longest mean wait of a day",
)
"""As `waystation.forecast.scenario.steadiness.headlines` names them."""


def effect_said(effect: str, words: Language, settings: Settings) -> str:
    """The effect of a what-if, with the name of a stage or site as people know it.

    Parameters
    ----------
    effect : a name of `waystation.plan.compare.effects`
    words : the reader's language
    settings : of the scenario
    """
    message, blanks = _parts(effect, EFFECTS)
    if "name" in blanks:
        key = shown = blanks["name"]
        if key in settings.stages:
            shown = stage_name(key, settings)
        elif key in settings.sites:
            shown = settings.sites[key].place
        blanks = {"name": shown}
    return words.say(message, **blanks)


def headline_said(name: str, words: Language) -> str:
    """A headline figure of a forecast, by a name of `waystation.forecast.scenario.steadiness.headlines`."""
    message, blanks = _parts(name, HEADLINES)
    return words.say(message, **blanks)


def steadiness_said(found: Steadiness, words: Language) -> str:
    """Whether figures hold still from run to run, in one sentence."""
    if words.code == "en":
        return found.sentence()
    if found.steady:
        return words.say("Steady: as a rule, runs differ by no more than a tenth of a figure's range.")
    worst, moves, unit = found.worst()
    return words.say(
        "Not steady: this figure moves by about %(moves)s from run to run: %(name)s. About %(members)s members "
        "(possible cases) are needed.",
        moves=moves_said(moves, unit, words), name=headline_said(worst.name, words),
        members=words.number(found.members_wanted),
    )  # fmt: skip


def moves_said(moves: float, unit: str, words: Language) -> str:
    """How far a figure moves from run to run, to two digits: more would say more than is known.

    Parameters
    ----------
    moves, unit : as `waystation.forecast.scenario.steadiness.Headline.moves` gives them
    words : the reader's language
    """
    digits = 1 - math.floor(math.log10(moves)) if moves > 0 else 0
    return f"{words.decimal(round(moves, digits), max(0, min(digits, 1)))} {words.say(unit)}"


def changes_said(kept: Mapping[str, Any], days: int, words: Language) -> str:
    """Why headline figures changed since an earlier evening.

    Parameters
    ----------
    kept : the record that a forecast keeps as "changes"
    days : between both evenings
    words : the reader's language
    """
    reason = str(kept["reason"])
    if words.code == "en":
        return reason
    counts = {"new": len(kept["new_claims"]), "gone": len(kept["claims_gone"]), "days": days}
    said = words.say(
        "Figures used anew: %(new)s; no longer used: %(gone)s; days more that are known: %(days)s.",
        **{name: words.number(count) for name, count in counts.items()},
    )
    again = "Everything was fitted again" in reason
    return f"{said} {words.say('Everything was fitted again.') if again else words.say('The past is unchanged.')}"


def _parts(name: str, messages: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The message that a name fills, and what it puts into its blanks; the name itself where none fits."""
    for message in messages:
        found = _pattern(message).fullmatch(name)
        if found:
            return message, found.groupdict()
    return name, {}


_BLANK = re.compile(r"%\\\((\w+)\\\)s")


@cache
def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(_BLANK.sub(lambda found: f"(?P<{found[1]}>.+)", re.escape(message)))

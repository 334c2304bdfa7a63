"""How a figure takes a period, by its kind: from the first to the last day, or the last day alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.period import When
from waystation.claims.vocabulary import vocabulary

__all__ = ["Days", "kind_of_figure", "shape_of", "ways"]

_REACH = 8
"""Words on either side of a figure among which "so far" and the like are looked for."""

_NEARLY_A_YEAR = 360
_SHAPES = ("since", "until", "one_day", "long", "year")


@dataclass(frozen=True, slots=True)
class Days:
    """A period of a report as a claim takes it.

    Parameters
    ----------
    when : the period
    whole : whether it holds from its first to its last day; else only the last day is meant
    """

    when: When
    whole: bool


def kind_of_figure(
    passage: Passage, drawn: Drawn, here: tuple[int, int], sentence: tuple[int, int], term: tuple[int, int] | None
) -> list[str]:
    """What kind of figure it is, as far as its days go: a flow, a stock, so far, in the perfect tense.

    Parameters
    ----------
    passage : the report
    drawn : the figure with its unit, term and total
    here, sentence : numbers of the first word of the figure, or of its sentence, and of the word after it
    term : those of the words that say what happened, if any do
    """
    kind: str = vocabulary().terms[drawn.term[0]].kind
    kind = kind if kind in {"flow", "stock"} else "other"
    said_by = next((each.kind for each in passage.within(passage.terms, *term)), "") if term is not None else ""
    if drawn.term[0] == "currently_displaced" and said_by == "verbs":
        kind = "event"  # "3,000 were displaced on Monday": what happened, not who is there
    found: list[str] = [kind]
    if vocabulary().terms[drawn.term[0]].forward:
        found.append("ahead")
    if said_by:
        found.append(f"{kind}_{said_by}")
    perfect = bool(_perfect(passage, here, sentence, term))
    so_far = passage.so_far(max(sentence[0], here[0] - _REACH), min(sentence[1], here[1] + _REACH))
    so_far = so_far or passage.in_tally(drawn.counted.figure.start)
    if perfect:
        found += ["perfect", f"perfect_{kind}"]
    if so_far:
        found += ["so_far", f"so_far_{kind}"]
    if not (perfect or so_far):
        found.append(f"plain_{kind}")
    if passage.borders.inside(here[0]):
        found.append("brackets")
    if drawn.total is not None:
        found.append("part")
    if drawn.counted.figure.qualifier in {"at least", "more than"}:
        found.append("lower")
    return found


def ways(when: When, features: dict[str, float], about: Sequence[str], before: Drawn | None) -> list[Candidate]:
    """A period from end to end, and its last day alone, the more likely of the two first.

    Parameters
    ----------
    when : the period
    features : of the choice of this period
    about : see `kind_of_figure`
    before : the claim before the figure, if any
    """
    whole, last = {**features, "whole": 1.0}, {**features, "last": 1.0}
    shapes = [name for name in _SHAPES if name in features or f"carried_{name}" in features]
    for way, own in (("whole", whole), ("last", last)):
        for each in about:
            own[f"{way}_{each}"] = 1.0
            for name in shapes:
                own[f"{way}_{name}_{each}"] = 1.0
        for name in shapes:
            own[f"{way}_{name}"] = 1.0
    if before is not None and before.when is when:
        (whole if before.whole else last)["as_before"] = 1.0
    stock = "stock" in about
    out = [Candidate(Days(when, whole=not stock), last if stock else whole)]
    if when.first is not None and (stock or when.last is not None):
        out.append(Candidate(Days(when, whole=stock), whole if stock else last))
    return out


def shape_of(when: When, about: Sequence[str]) -> dict[str, float]:
    """Features of the form of a period, alone and with each kind of figure.

    Parameters
    ----------
    when : the period
    about : see `kind_of_figure`
    """
    shape = dict[str, float]()
    if when.since:
        shape["since"] = 1.0
    elif when.first is None:
        shape["until"] = 1.0
    elif when.first == when.last:
        shape["one_day"] = 1.0
    elif when.last and (when.last - when.first).days > _NEARLY_A_YEAR:
        shape["year"] = 1.0
    else:
        shape["long"] = 1.0
    if when.relative:
        shape["relative"] = 1.0
    return {**shape, **{f"{name}_{each}": 1.0 for name in shape for each in about}}


def _perfect(passage: Passage, here: tuple[int, int], sentence: tuple[int, int], term: tuple[int, int] | None) -> float:
    """Whether the verb runs to the present: "have arrived", "has reached"."""
    words = lexicon().words("dates", "perfect")
    around = passage.tokens.words[max(sentence[0], here[0] - 4) : min(sentence[1], here[1] + 5)]
    led = passage.tokens.words[max(sentence[0], term[0] - 2) : term[0]] if term else []
    return 1.0 if any(word in words for word in [*around, *led]) else 0.0

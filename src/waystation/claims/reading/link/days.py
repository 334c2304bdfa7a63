"""When it happened: the days of a figure among those that the report names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.when import When
from waystation.claims.vocabulary import vocabulary

__all__ = ["Days", "day_candidates"]

_NEAREST = 6
_LINE = re.compile(r"\n\s*[-•*–]?\s*")


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


def day_candidates(
    passage: Passage, drawn: Drawn, sentence: tuple[int, int], whens: Sequence[When], before: Drawn | None,
    earlier: When | None, standing: When | None, sayings: Sequence[int], figures: list[tuple[int, int]],
) -> list[Candidate]:  # fmt: skip
    """The periods a figure may speak of, each `Days`, and None.

    Parameters
    ----------
    passage : the report
    drawn : the figure with its unit, term and total
    sentence : numbers of its sentence's first word and of the word after it
    whens : the periods that the sentence names
    before : the claim before it
    earlier : the last period named before the sentence, in its paragraph
    standing : the period of the whole report
    sayings : numbers of the words after each verb of saying in the sentence
    figures : numbers of the words of all figures of the sentence
    """
    count = drawn.counted
    figure = passage.words(count.figure.start, count.figure.end)
    here = (
        passage.led(figure)[0],
        max(figure[1], passage.words(count.figure.start, max(count.end, count.figure.end))[1]),
    )
    flow = vocabulary().terms[drawn.term[0]].kind == "flow"
    kind = "flow" if flow else "stock" if vocabulary().terms[drawn.term[0]].kind == "stock" else "other"
    term = passage.words(*drawn.term[1:]) if drawn.term[2] > drawn.term[1] else None
    perfect = _perfect(passage, here, sentence, term)
    said_by = next((each.kind for each in passage.within(passage.terms, *term)), "") if term else ""
    out = list[Candidate]()
    named = sorted(
        ((passage.words(each.start, each.end), each) for each in whens),
        key=lambda each: max(each[0][0] - here[1], here[0] - each[0][1]),
    )[:_NEAREST]
    for rank, (there, when) in enumerate(named):
        features = relation(passage.borders, here, there)
        features["rank"] = float(rank)
        if any(other != figure and _gap(other, there) < _gap(figure, there) for other in figures):
            features["nearer_other"] = 1.0
        if there[0] <= sentence[0] + 2:
            features["opens_sentence"] = 1.0
        if any(0 <= there[0] - after <= 2 for after in sayings):
            features["of_saying"] = 1.0
        if term is not None:
            features["words_to_term"] = log1p(_gap(term, there))
        out += _ways(when, {**features, **_shape(when, kind)}, kind, perfect, said_by)
    own = 1.0 if named else 0.0
    carried = [("standing", standing), ("earlier", earlier)]
    if before is not None:
        same = passage.tokens.at(before.counted.figure.start) >= sentence[0]
        carried.append(("before_same" if same else "before_other", before.when))
        if not same and "\n" not in passage.text[before.sentence[1] : drawn.sentence[0]]:
            carried.append(("before_paragraph", before.when))
    if drawn.total is not None:
        carried.append(("total", drawn.total.when))
    known: dict[When | None, dict[str, float]] = {}
    for name, when_carried in carried:
        features = known.setdefault(when_carried, {})
        features[name] = features[f"{name}_{kind}"] = 1.0
        if own:
            features["carried_although"] = 1.0
        if before is not None and before.term[0] == drawn.term[0]:
            features[f"{name}_same_term"] = 1.0
    none = known.pop(None, {})
    for when_carried, features in known.items():
        if when_carried is not None and not any(when_carried is when for _, when in named):
            shape = {f"carried_{name}": value for name, value in _shape(when_carried, kind).items()}
            out += _ways(when_carried, {**features, **shape, "carried": 1.0}, kind, perfect, said_by)
    out.append(
        Candidate(
            None,
            {
                "none": 1.0,
                f"none_{kind}": 1.0,
                "none_although": own,
                "none_perfect": perfect,
                **{
                    f"none_{k}": v
                    for k, v in none.items()
                    if k in {"total", "before_same", "before_other", "before_paragraph"}
                },
            },
        )
    )
    return out


def _ways(when: When, features: dict[str, float], kind: str, perfect: float, said_by: str) -> list[Candidate]:
    """A period from end to end, and its last day alone."""
    whole = {**features, "whole": 1.0, f"whole_{kind}": 1.0, "whole_perfect": perfect}
    last = {**features, "last": 1.0, f"last_{kind}": 1.0, "last_perfect": perfect}
    if said_by:
        whole[f"whole_{kind}_{said_by}"] = 1.0
    for name in ("since", "until", "one_day", "long", "year"):
        if name in features or f"carried_{name}" in features:
            whole[f"whole_{name}"] = whole[f"whole_{name}_{kind}"] = 1.0
            last[f"last_{name}"] = last[f"last_{name}_{kind}"] = 1.0
            if perfect:
                whole[f"whole_{name}_perfect"] = 1.0
    if kind == "stock":
        out = [Candidate(Days(when, whole=False), last)]
        if when.first is not None:
            out.append(Candidate(Days(when, whole=True), whole))
        return out
    out = [Candidate(Days(when, whole=True), whole)]
    if when.last is not None and when.first is not None:
        out.append(Candidate(Days(when, whole=False), last))
    return out


def _shape(when: When, kind: str) -> dict[str, float]:
    shape = dict[str, float]()
    if when.since:
        shape["since"] = 1.0
    elif when.first is None:
        shape["until"] = 1.0
    elif when.first == when.last:
        shape["one_day"] = 1.0
    elif when.last and (when.last - when.first).days > 360:
        shape["year"] = 1.0
    else:
        shape["long"] = 1.0
    if when.relative:
        shape["relative"] = 1.0
    return {**shape, **{f"{name}_{kind}": 1.0 for name in shape}}


def _perfect(passage: Passage, here: tuple[int, int], sentence: tuple[int, int], term: tuple[int, int] | None) -> float:
    """Whether the verb runs to the present: "have arrived", "has reached"."""
    words = lexicon().words("dates", "perfect")
    around = passage.tokens.words[max(sentence[0], here[0] - 4) : min(sentence[1], here[1] + 5)]
    led = passage.tokens.words[max(sentence[0], term[0] - 2) : term[0]] if term else []
    return 1.0 if any(word in words for word in [*around, *led]) else 0.0


def _gap(figure: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - figure[1], figure[0] - other[1], 0)

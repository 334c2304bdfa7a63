"""Who says so: the speaker of a figure among those that the report names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.office_names import Attribution

__all__ = ["source_candidates"]


def source_candidates(
    passage: Passage, drawn: Drawn, sentence: tuple[int, int], here_named: Sequence[Attribution],
    before_named: Attribution | None, sentences_back: int, following: Sequence[Attribution],
    quotes: Sequence[tuple[int, int]], before: Drawn | None, standing: Attribution | None,
) -> list[Candidate]:  # fmt: skip
    """The speakers a figure may have, each an `Attribution`, and None.

    Parameters
    ----------
    passage : the report
    drawn : the figure with its unit, term and total
    sentence : numbers of its sentence's first word and of the word after it
    here_named : those that the sentence names
    before_named : the last named before the sentence
    sentences_back : how many sentences ago
    following : those that the next sentence names
    quotes : offsets of what is quoted around
    before : the claim before it
    standing : the source of the whole report
    """
    figure = drawn.counted.figure
    here = passage.words(figure.start, figure.end)
    quoted = 1.0 if any(first <= figure.start < last for first, last in quotes) else 0.0
    pronoun = any(not each.speaker for each in here_named)
    own = 1.0 if any(each.speaker for each in here_named) else 0.0
    out = list[Candidate]()
    named = [each for each in here_named if each.speaker]
    for rank, each in enumerate(named):
        features = relation(passage.borders, here, passage.words(each.start, each.end))
        side = "after" if each.start >= figure.end else "before"
        features[f"{side}_{'forward' if each.forward else 'backward'}"] = 1.0
        features["only" if len(named) == 1 else f"rank_{min(rank, 2)}"] = 1.0
        features["quoted"] = quoted
        out.append(Candidate(each, features))
    carried: list[tuple[str, Attribution | None]] = []
    if before_named is not None:
        name = "earlier_next" if sentences_back == 1 else "earlier_far"
        carried.append((name, before_named))
        if pronoun:
            carried.append(("pronoun", before_named))
        if quoted:
            carried.append(("quote", before_named))
    after = next((each for each in following if each.speaker and not each.forward), None)
    if after is not None:
        carried.append(("following", after))
        if quoted:
            carried.append(("following_quote", after))
    if before is not None:
        same = passage.tokens.at(before.counted.figure.start) >= sentence[0]
        carried.append(("before_same" if same else "before_other", before.source))
    if drawn.total is not None:
        carried.append(("total", drawn.total.source))
    if standing is not None:
        carried.append(("standing", standing))
    known: dict[str, tuple[Attribution | None, dict[str, float]]] = {}
    for name, each_carried in carried:
        key = each_carried.speaker if each_carried else ""
        features = known.setdefault(key, (each_carried, {}))[1]
        features[name] = 1.0
        if own:
            features[f"{name}_although"] = 1.0
    none = known.pop("", (None, {}))[1]
    for each_carried, features in known.values():
        if each_carried is not None:
            told = next((each for each in here_named if not each.speaker and each.told), None)
            value = replace(each_carried, reported_to=told.reported_to, told=told.told) if told else each_carried
            out.append(Candidate(value, {**features, "carried": 1.0}))
    out.append(
        Candidate(
            None,
            {
                "none": 1.0,
                "none_although": own,
                "none_quoted": quoted,
                "none_pronoun": float(pronoun),
                **{f"none_{k}": v for k, v in none.items()},
            },
        )
    )
    return out

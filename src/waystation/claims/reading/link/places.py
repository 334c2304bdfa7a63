"""Where it happened: the place of a figure among those that the report names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.whereabouts import Spot
from waystation.claims.vocabulary import vocabulary

__all__ = ["Standing", "direction", "place_candidates"]

# Said of where people went, though they left another place for it.
_TOWARDS = frozenset({"returned", "relocated", "hospital_referral", "expected"})
_NEAREST = 8
_BEFORE_VERB = 3
_LIST = re.compile(r"[\s\w’'-]{0,14}(?:[:(–—-]|\s)\s*(?:about |some |over |more than |around )?$")


@dataclass
class Standing:
    """Places that a report stands by, for figures whose sentence names none.

    Parameters
    ----------
    home : the first place it names
    heading : the place that the last heading names
    here : the place of the last figure that was not said to go elsewhere
    country : the first country it names
    most : the place it names most often
    """

    home: Spot | None = None
    heading: Spot | None = None
    here: Spot | None = None
    country: Spot | None = None
    most: Spot | None = None


def direction(term: str) -> str:
    """Whether people of a term go, come, stay, or none of these."""
    if term in _TOWARDS:
        return "comes"
    known = vocabulary().terms[term]
    return {"out": "goes", "in": "comes"}.get(known.direction) or ("stays" if known.kind == "stock" else "is")


def place_candidates(
    passage: Passage, drawn: Drawn, sentence: tuple[int, int], spots: Sequence[Spot], before: Drawn | None,
    standing: Standing, figures: list[tuple[int, int]],
) -> list[Candidate]:  # fmt: skip
    """The places a figure may speak of, each a `Spot`, and None.

    Parameters
    ----------
    passage : the report
    drawn : the figure with its unit, term and total
    sentence : numbers of its sentence's first word and of the word after it
    spots : the places that the sentence names
    before : the claim before it
    standing : the places that the report stands by
    figures : numbers of the words of all figures of the sentence
    """
    count = drawn.counted
    figure = passage.words(count.figure.start, count.figure.end)
    here = (
        passage.led(figure)[0],
        max(figure[1], passage.words(count.figure.start, max(count.end, count.figure.end))[1]),
    )
    goes = direction(drawn.term[0])
    out = list[Candidate]()
    named = [(passage.words(each.start, each.end), each) for each in spots]
    near = sorted(named, key=lambda each: max(each[0][0] - here[1], here[0] - each[0][1]))[:_NEAREST]
    term = passage.words(*drawn.term[1:]) if drawn.term[2] > drawn.term[1] else None
    bracketed = passage.borders.inside(here[0])
    habit = "" if bracketed else _habit(passage, before, sentence)
    for rank, (there, spot) in enumerate(near):
        features = relation(passage.borders, here, there)
        features[f"{goes}_{spot.role or 'unled'}"] = 1.0
        if spot.in_speaker:
            features["in_speaker"] = 1.0
        features[f"kind_{spot.kind}"] = 1.0
        side = "after" if there[0] >= here[1] else "before"
        features[f"{side}_rank"] = float(
            sum(1 for other, _ in near[:rank] if (other[0] >= here[1]) == (side == "after"))
        )
        if any(other != figure and _gap(other, there) < _gap(figure, there) for other in figures):
            features[f"{side}_nearer_other"] = 1.0
        if side == "before" and _LIST.fullmatch(passage.text, spot.end, count.figure.start):
            features["list_item"] = 1.0
        if side == "before" and bracketed and there[1] == here[0] - 1:
            features["bracket_after_name"] = 1.0
        elif bracketed:
            features["bracket_after_other"] = 1.0
        if habit:
            features[f"{'as' if side == habit else 'unlike'}_before"] = 1.0
            if before is not None and before.spot is spot:
                features["taken_before"] = 1.0
        if side == "after" and any(here[1] <= other[0] < there[0] for other in figures):
            features["behind_next_figure"] = 1.0
        if term is not None:
            features["words_to_term"] = log1p(_gap(term, there))
            if _gap(term, there) <= 2 and there[0] >= term[1]:
                features["follows_term"] = 1.0
            # "Chad hosts 3,000 refugees": the place is the subject.
            if 0 <= term[0] - there[1] <= _BEFORE_VERB and not spot.role:
                features["subject"] = features[f"subject_{goes}"] = 1.0
        # "Refugees from Sudan": said of the people, not of what happened.
        if any(each.last >= there[0] - _BEFORE_VERB for each in passage.within(passage.units, there[0] - 4, there[0])):
            features["of_people"] = features[f"of_people_{spot.role or 'unled'}"] = 1.0
        if there[0] <= sentence[0] + 2:
            features["opens_sentence"] = 1.0
        out.append(Candidate(spot, features))
    own = 1.0 if near else 0.0
    behind = 1.0 if any(there[1] <= here[0] for there, _ in near) else 0.0
    carried = [
        ("standing_here", standing.here), ("standing_home", standing.home), ("standing_heading", standing.heading),
        ("standing_country", standing.country), ("standing_most", standing.most),
    ]  # fmt: skip
    if before is not None:
        same = passage.tokens.at(before.counted.figure.start) >= sentence[0]
        carried.append(("before_same" if same else "before_other", before.spot))
    if drawn.total is not None:
        carried.append(("total", drawn.total.spot))
    known: dict[Spot | None, dict[str, float]] = {}
    for name, carried_spot in carried:
        features = known.setdefault(carried_spot, {})
        features[name] = 1.0
        if own:
            features["carried_although"] = 1.0
        if passage.borders.inside(here[0]):
            features["carried_brackets"] = 1.0
        if (
            name.startswith("before")
            and before is not None
            and "\n" in passage.text[before.sentence[1] : drawn.sentence[0]]
        ):
            features["carried_new_line"] = 1.0
        if before is not None and before.term == drawn.term and before.spot is carried_spot:
            features["same_words"] = 1.0
    none = {name: 1.0 for name in known.pop(None, {}) if name in {"total", "before_same", "before_other"}}
    for carried_spot, features in known.items():
        if carried_spot is not None:
            features[f"carried_kind_{carried_spot.kind}"] = 1.0
            features[f"carried_{goes}_{carried_spot.role or 'unled'}"] = 1.0
            back = here[0] - passage.tokens.at(carried_spot.start)
            features["carried_words"] = log1p(max(back, 0))
            if any(spot is carried_spot for _, spot in near):
                at = next(at for at, each in enumerate(out) if each.value is carried_spot)
                out[at] = Candidate(
                    carried_spot,
                    {**out[at].features, **{f"own_{k}": v for k, v in features.items() if not k.startswith("carried")}},
                )
            else:
                out.append(Candidate(carried_spot, {**features, "carried": 1.0}))
    out.append(
        Candidate(
            None,
            {"none": 1.0, "none_although": own, "none_behind": behind, **{f"none_{k}": v for k, v in none.items()}},
        )
    )
    return out


def _habit(passage: Passage, before: Drawn | None, sentence: tuple[int, int]) -> str:
    """On which side the place of the figure before stands, in the same sentence: lists keep to one side."""
    if before is None or before.spot is None:
        return ""
    figure, spot = passage.tokens.at(before.counted.figure.start), passage.tokens.at(before.spot.start)
    if figure < sentence[0] or spot < sentence[0]:
        return ""
    return "after" if spot >= figure else "before"


def _gap(figure: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - figure[1], figure[0] - other[1], 0)

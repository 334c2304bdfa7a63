"""What a figure counts, or that it counts no people, homes or vehicles at all."""

from __future__ import annotations

import re

from waystation.claims.reading.counts import FAMILIES, Counted
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.lexicon import COUNTS_NOBODY, lexicon
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.hosts import hosted
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.rates import rate_follows
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.link.things import leading_words
from waystation.claims.reading.link.unit_rules import (
    VEHICLES,
    counted_as,
    next_to_it,
    number_of,
    settled_by_a_rule,
    settled_by_a_word,
    words_beside,
)

__all__ = ["said_of_whole", "unit_candidates"]

_HOMES = frozenset({"structures", "tents", "beds"})
_MONEY = re.compile(r"(?:[$€£₹]|\b(?:usd|eur|us\$|rs)\.?)\s*$", re.IGNORECASE)
_MONEY_AFTER = re.compile(
    r"\s*(?:[$€£]|(?:\w+\s+)?(?:dollars?|euros?|usd|pesos|francs|rupees|dinars|birr|naira)\b)", re.IGNORECASE
)
_SHARE = re.compile(r"\s*(?:%|per\s?cent|percent|por\s+ciento|pour\s?cent|في المئة|بالمئة)", re.IGNORECASE)
_CODE = re.compile(r"\s*(?:[-/–]\s*)?[A-Za-z]*\d|[°:/]\d")
_FEW, _HUNDRED = 10, 100
_FIRST_YEAR, _LAST_YEAR, _YEAR_DIGITS = 1900, 2100, 4


def unit_candidates(
    passage: Passage, figure: Figure, sentence: tuple[int, int], before: Drawn | None, near_term: Mention | None
) -> list[Candidate]:
    """What a figure may count: a `Counted` each, and None for a figure that is not a claim.

    Parameters
    ----------
    passage : the report
    figure : the figure
    sentence : numbers of its sentence's first word and of the word after it
    before : the claim read before it, if any
    near_term : the nearest wording of its sentence that says what happened, if any
    """
    here = passage.words(figure.start, figure.end)
    beside = words_beside(passage, here, sentence)
    settled = settled_by_a_word(passage, figure, beside)
    if settled is not None:
        return [settled]
    said = {**_said(passage, figure, here, sentence, before, near_term), **next_to_it(passage, beside)}
    settled = settled_by_a_rule(passage, figure, beside, before, near_term, said)
    if settled is not None:
        return [settled]
    out = [
        Candidate(
            None if each.name in COUNTS_NOBODY else counted_as(passage, figure, each),
            _of_mention(passage, here, each, rank),
        )
        for rank, each in beside.ranked()
    ]
    if before is not None and not _is_guest(passage, before, here[0], sentence):
        same = {f"carried_{name}": value for name, value in said.items()}
        if before.unit in FAMILIES:
            same["carried_families"] = 1.0
        elif before.unit in _HOMES:
            same["carried_homes"] = 1.0
        out.append(Candidate(Counted(figure, before.unit, figure.end, figure.end), {"carried": 1.0, **same}))
    bare = {f"bare_{name}": value for name, value in said.items()}
    out.append(Candidate(Counted(figure, "people", figure.end, figure.end), {"bare": 1.0, **bare}))
    out.append(Candidate(None, {"none": 1.0, **{f"none_{name}": value for name, value in said.items()}}))
    return out


def _is_guest(passage: Passage, before: Drawn, figure: int, sentence: tuple[int, int]) -> bool:
    """Whether a figure counts those whom the figure before it hosts, and so not the same again."""
    count = before.counted
    ends = passage.words(count.figure.start, max(count.figure.end, count.end))[1]
    return sentence[0] <= ends <= figure and hosted(passage, ends, sentence[1]) == figure


def said_of_whole(passage: Passage, figure: Figure, candidates: list[Candidate]) -> list[Candidate]:
    """Without units that a verb says of a share alone: in "half of the 900 displaced are women" 900 is no women."""
    after, words = passage.words(figure.start, figure.end)[1], passage.tokens.words
    helpers = lexicon().words("clauses", "helpers")

    def of_share(count: Counted | None) -> bool:
        if count is None or count.start <= figure.end:
            return False
        return any(word in helpers for word in words[after : passage.tokens.at(count.start)])

    return [each for each in candidates if not of_share(each.value)]


def _of_mention(passage: Passage, here: tuple[int, int], each: Mention, rank: int) -> dict[str, float]:
    tokens, words = passage.tokens, lexicon()
    features = relation(passage.borders, here, (each.first, each.last))
    side = "after" if each.first >= here[1] else "before"
    gap = tokens.words[here[1] : each.first] if side == "after" else tokens.words[each.last : here[0]]
    kind = (
        "sites" if each.name == "sites" else "other" if each.name in COUNTS_NOBODY
        else "vehicles" if each.name in VEHICLES
        else "families" if each.name in FAMILIES
        else "homes" if each.name in _HOMES
        else each.kind or "who"
    )  # fmt: skip
    features[f"{kind}_{side}"] = 1.0
    features[f"{kind}_{side}_rank"] = float(rank)
    if not gap:
        features[f"{kind}_{side}_next"] = 1.0
    helpers, leading = words.words("clauses", "helpers"), leading_words(words)
    if not helpers.isdisjoint(gap):
        features[f"{side}_verb"] = 1.0
    if not leading.isdisjoint(gap):
        features[f"{side}_preposition"] = 1.0
    if side == "after" and passage.within(passage.terms, here[1], each.first):
        features["after_term"] = 1.0
    if side == "before" and number_of(passage, each):
        features["number_of"] = 1.0
    if side == "after" and len(gap) == 1 and each.kind.startswith("term"):
        features["term_almost_next"] = 1.0
    if (
        side == "after"
        and not gap
        and each.kind == "term_verbs"
        and each.last < len(tokens.words)
        and tokens.words[each.last] in leading
    ):
        features["term_before_place"] = 1.0
    if here[0] > 0 and tokens.words[here[0] - 1] in leading and kind in {"vehicles", "sites"}:
        features[f"{kind}_led"] = 1.0
    if side == "before" and tokens.words[each.last : each.last + 1] == [":"]:
        features["label"] = 1.0
    return features


def _said(
    passage: Passage, figure: Figure, here: tuple[int, int], sentence: tuple[int, int], before: Drawn | None,
    near_term: Mention | None,
) -> dict[str, float]:  # fmt: skip
    """What the figure itself and its neighbours tell of whether it counts people."""
    text, words, known = passage.text, passage.tokens.words, lexicon()
    value = figure.high or figure.low or 0.0
    written = text[figure.start : figure.end]
    led, after = text[max(0, figure.start - 12) : figure.start], text[figure.end : figure.end + 24]
    said = dict[str, float]()
    if value < _FEW:
        said["few"] = 1.0
    elif value < _HUNDRED:
        said["tens"] = 1.0
    if written.isdigit() and len(written) == _YEAR_DIGITS and _FIRST_YEAR <= value <= _LAST_YEAR:
        said["year"] = 1.0
    if written.replace(" ", "").isalpha():
        said["word"] = 1.0
    if figure.qualifier != "exact":
        said["qualified"] = 1.0
    if _MONEY.search(led) or _MONEY_AFTER.match(after):
        said["money"] = 1.0
    if _SHARE.match(after):
        said["share"] = 1.0
    if _CODE.match(after):
        said["code"] = 1.0
    first = here[0] - 1
    if first >= sentence[0] and text[passage.tokens.starts[first]].isupper() and figure.qualifier == "exact":
        word = words[first]
        if not (word in known.values("dates.weekdays")[1] or word in known.values("dates.months")[1]):
            said["name_before"] = 1.0 if value < 1000 else 0.3
    if (
        first >= sentence[0]
        and words[first] in known.words("sites", "words")
        # "Crossing 40" may be its name; "at the crossing 40" is not.
        and (first == sentence[0] or words[first - 1] not in known.words("speakers", "articles"))
    ):
        said["site_before"] = 1.0
    if here[0] == sentence[0]:
        said["first"] = 1.0
        if after[:1] in {".", ")"}:
            said["item"] = 1.0
    if here[1] >= sentence[1] or not words[here[1]][0].isalnum():
        said["closed"] = 1.0
    elif words[here[1]] in known.words("clauses", "helpers"):
        said["verb_next"] = 1.0
    elif words[here[1]] in leading_words(known):
        said["preposition_next"] = 1.0
    if rate_follows(passage, here[1]):
        said["rate_next"] = 1.0
    if passage.borders.inside(here[0]):
        said["brackets"] = 1.0
    if first >= sentence[0] and words[first] == ":":
        said["colon"] = 1.0
    if near_term is not None:
        far = near_term.first - here[1] if near_term.first >= here[1] else here[0] - near_term.last
        said["term"] = 1.0 / (1.0 + max(far, 0) / 4.0)
    if before is not None:
        between = passage.tokens.at(before.counted.figure.start)
        if between >= sentence[0]:
            said["follows"] = 1.0
        said["follows_words"] = 1.0 / (1.0 + (here[0] - between) / 10.0)
    return said

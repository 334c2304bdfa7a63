"""What a figure counts, or that it counts no people, homes or vehicles at all."""

from __future__ import annotations

import re
from functools import cache

from waystation.claims.reading.counts import FAMILIES, Counted
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Lexicon, lexicon
from waystation.claims.reading.link.befallen import befallen
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.hosts import hosted
from waystation.claims.reading.link.label_pairs import labels_another, labels_item, line_label
from waystation.claims.reading.link.of_persons import of_one_person
from waystation.claims.reading.link.partitives import goes_on_counting, of_the_named, with_adjective
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.rates import rate_follows
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.link.things import behind_number, leading_words, names_a_thing, small_words

__all__ = ["said_of_whole", "unit_candidates"]

_AHEAD, _BEHIND, _MOST = 14, 10, 4
_FARTHEST, _CLOSE, _LEAD = 26, 2, 4
_HOMES = frozenset({"structures", "tents", "beds"})
_VEHICLES = frozenset({"trucks", "buses", "vehicles"})
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
    tokens = passage.tokens
    here = passage.words(figure.start, figure.end)
    out = list[Candidate]()
    if of_one_person(passage, figure, here):
        return [Candidate(None, {"none": 1.0})]
    fallen = befallen(passage, here, sentence)
    if fallen is not None:
        start, end = tokens.starts[fallen[0]], tokens.ends[fallen[1] - 1]
        return [Candidate(Counted(figure, "people", start, end), {"numbered": 1.0})]
    around = passage.within(passage.units, max(sentence[0], here[0] - _BEHIND), min(sentence[1], here[1] + _AHEAD))
    # "87 (19 households)": those are the 19.
    around = [each for each in around if not _of_brackets(passage, here[1], each)]
    # Of words that follow one another the last is the head: "IDP families", "family plots".
    around = [each for each in around if each not in passage.modifiers]
    if rate_follows(passage, here[1]):
        # "Some 3,500 per day": the day is no unit.
        around = [each for each in around if not (each.name == "other" and 0 <= each.first - here[1] <= _CLOSE)]
    own = [each for each in around if each.last <= here[0] and not each.kind and labels_item(passage, each, here)]
    label = max(own, key=lambda each: each.name != "people", default=None)
    if label is not None and label.name not in COUNTS_NOBODY:
        # "(women 566, men 301)"
        start, end = tokens.starts[label.first], tokens.ends[label.last - 1]
        return [Candidate(Counted(figure, label.name, start, end), {"numbered": 1.0})]
    around = [each for each in around if each.first < here[1] or not labels_another(passage, each)]
    behind = [each for each in around if each.last <= here[0]][-2:]
    numbered = _numbered(passage, here, sentence)
    behind = [*numbered, *(each for each in behind if each not in numbered)]
    helpers = lexicon().words("clauses", "helpers")
    # "2,600 were displaced" counts people who are not named.
    ahead = [
        each
        for each in around
        if each.first >= here[1]
        and not (each.kind == "term_verbs" and not helpers.isdisjoint(tokens.words[here[1] : each.first]))
    ][:_MOST]
    if ahead and ahead[0].name in COUNTS_NOBODY and _next_to(passage, here, ahead[0]):
        return [Candidate(None, {"none": 1.0})]
    if ahead and with_adjective(passage, here, ahead[0]):
        start, end = tokens.starts[ahead[0].first], tokens.ends[ahead[0].last - 1]
        return [Candidate(Counted(figure, ahead[0].name, start, end), {"numbered": 1.0})]
    for rank, each in enumerate([*ahead, *reversed(behind)]):
        features = _of_mention(passage, here, each, rank - len(ahead) if rank >= len(ahead) else rank)
        start, end = tokens.starts[each.first], tokens.ends[each.last - 1]
        if each.name in COUNTS_NOBODY:
            out.append(Candidate(None, features))
        else:
            out.append(Candidate(Counted(figure, each.name, start, end), features))
    label = line_label(passage, here, sentence)
    # "Shelters open: 19 (1,144 families)": what stands in brackets is counted by the figure there.
    if label is not None and tokens.words[here[1] : here[1] + 1] == ["("]:
        ahead = []
    if label is not None and label.name not in COUNTS_NOBODY and not ahead:
        # "Families: 2,610", "Displaced families: 310"
        start, end = tokens.starts[label.first], tokens.ends[label.last - 1]
        return [Candidate(Counted(figure, label.name, start, end), {"numbered": 1.0})]
    several = label is not None and label.name == "sites" and _alone(passage, label, here, sentence)
    if label is not None and not ahead and (label.name == "other" or several or _number_of(passage, label)):
        return [Candidate(None, {"none": 1.0})]  # "Latrines: 310", "Shelters: 40", "Number of schools open: 23"
    number = behind_number(passage, here[1])
    of_number = next((each for each in ahead if number >= 0 and each.first == number), None)
    if of_number is not None and of_number.name not in COUNTS_NOBODY:
        # "Raised to 36 the number of dead"
        start, end = tokens.starts[of_number.first], tokens.ends[of_number.last - 1]
        return [Candidate(Counted(figure, of_number.name, start, end), {"numbered": 1.0})]
    of_them = sorted((each for each in ahead if _of_them(passage, here, each)), key=lambda each: each.name == "people")
    if of_them:
        # "530 of them women"; children are people too.
        start, end = tokens.starts[of_them[0].first], tokens.ends[of_them[0].last - 1]
        return [Candidate(Counted(figure, of_them[0].name, start, end), {"of_them": 1.0})]
    said = _said(passage, figure, here, sentence, before, near_term)
    next_word = passage.tokens.words[here[1]] if here[1] < sentence[1] else ""
    parted = bool(ahead) and ahead[0].kind == "term_verbs" and ahead[0].first > here[1]
    if parted and names_a_thing(passage, here[1], sentence[1], near_term):
        return [Candidate(None, {"none": 1.0})]  # "300 sets, 40 arrived", "40 camels arrived": the verb counts nobody
    if ahead and ahead[0].first - here[1] <= 2 and ahead[0].name not in COUNTS_NOBODY:
        said["unit_near"] = 1.0
        if ahead[0].first == here[1]:
            said["unit_next"] = 1.0
    elif (
        next_word[:1].isalpha()
        and not (ahead and ahead[0].first == here[1])
        and next_word not in small_words(lexicon())
        and not (lexicon().finder("terms").at(passage.tokens, here[1]))
    ):
        said["unknown_next"] = 1.0
        if names_a_thing(passage, here[1], sentence[1], near_term):
            return [Candidate(None, {"none": 1.0})]
    if numbered and numbered[0].name not in COUNTS_NOBODY and not said.get("unit_near"):
        # "The number of families who came rises to 737": families, whatever stands between.
        start, end = passage.tokens.starts[numbered[0].first], passage.tokens.ends[numbered[0].last - 1]
        return [Candidate(Counted(figure, numbered[0].name, start, end), {"numbered": 1.0})]
    named = any(each.first - here[1] <= _CLOSE and not each.kind.startswith("term") for each in ahead)
    if before is not None and before.unit and not named and _of_which(passage, here[0], sentence[0]):
        # "6,815 families, of which 2,110 are in centres"
        return [Candidate(Counted(figure, before.unit, figure.end, figure.end), {"carried": 1.0})]
    if before is not None and not ahead and _leans_back(passage, here[1], sentence[1]):
        # "88 more this morning" counts what the figure before it counts.
        return [Candidate(Counted(figure, before.unit, figure.end, figure.end), {"carried": 1.0})]
    labelled = "colon" in said and near_term is not None and near_term.last == here[0] - 1  # "Deaths: 1"
    if (figure.high or figure.low or 0.0) <= 1 and not (said.get("unit_near") or labelled):
        # "One of their officials" counts nobody.
        return [Candidate(None, {"none": 1.0})]
    of_named = of_the_named(passage, here[1], ahead)
    if of_named is not None:
        start, end = tokens.starts[of_named.first], tokens.ends[of_named.last - 1]
        return [Candidate(Counted(figure, of_named.name, start, end), {"of_them": 1.0})]
    if before is not None and goes_on_counting(passage, here, before, sentence[0]):
        return [Candidate(Counted(figure, before.unit, figure.end, figure.end), {"carried": 1.0})]
    if _aboard(passage, here, sentence) and not said.get("unit_near"):
        # "A dinghy carrying about 60", "two buses with 310 on board": people, for whom no word stands.
        return [Candidate(Counted(figure, "people", figure.end, figure.end), {"aboard": 1.0})]
    listed = None if said.get("unit_near") else _listed(passage, figure)
    if listed:
        return [Candidate(Counted(figure, listed, figure.end, figure.end), {"above": 1.0})]
    if before is not None and not _is_guest(passage, before, here[0], sentence):
        same = {f"carried_{name}": value for name, value in said.items()}
        if before.unit in FAMILIES:
            same["carried_families"] = 1.0
        elif before.unit in _HOMES:
            same["carried_homes"] = 1.0
        out.append(Candidate(Counted(figure, before.unit, figure.end, figure.end), {"carried": 1.0, **same}))
    out.append(
        Candidate(
            Counted(figure, "people", figure.end, figure.end),
            {"bare": 1.0, **{f"bare_{name}": value for name, value in said.items()}},
        )
    )
    out.append(Candidate(None, {"none": 1.0, **{f"none_{name}": value for name, value in said.items()}}))
    return out


def _of_brackets(passage: Passage, after: int, each: Mention) -> bool:
    """Whether a unit behind a figure stands in brackets, right behind a figure of their own."""
    inside = passage.borders.inside
    if each.kind or each.first < after or not inside(each.first) or inside(after - 1):
        return False
    return any(
        own.last == each.first and inside(own.first) for own in passage.within(passage.figures_at, after, each.first)
    )


def _of_them(passage: Passage, here: tuple[int, int], each: Mention) -> bool:
    """Whether words such as "of them" stand between a figure and a unit, and nothing else."""
    if each.kind or each.name in COUNTS_NOBODY:
        return False
    return ("including", each.first) in lexicon().finder("parts").at(passage.tokens, here[1])


def _listed(passage: Passage, figure: Figure) -> str:
    """What the first figure of a list's item counts, by the line above the list that says what happened; or nothing."""
    item = passage.item_of(figure.start)
    if item is None or passage.said_above(figure.start) is None:
        return ""
    own = passage.tokens.span(item.start, figure.start)
    if any(each.name not in COUNTS_NOBODY for each in passage.within(passage.units, *own)):
        return ""
    named = [
        each
        for each in passage.within(passage.units, *passage.tokens.span(*item.lead))
        if each.name not in COUNTS_NOBODY and each not in passage.modifiers
    ]
    return named[0].name if named else "people"


def _is_guest(passage: Passage, before: Drawn, figure: int, sentence: tuple[int, int]) -> bool:
    """Whether a figure counts those whom the figure before it hosts, and so not the same again."""
    count = before.counted
    ends = passage.words(count.figure.start, max(count.figure.end, count.end))[1]
    return sentence[0] <= ends <= figure and hosted(passage, ends, sentence[1]) == figure


def _aboard(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a figure without a unit counts those whom a vehicle carries."""
    tokens, led = passage.tokens, passage.led(here)[0]
    if passage.begins("clauses", "aboard", here[1]) and here[1] < sentence[1]:
        return True
    carries = led > sentence[0] and passage.begins("clauses", "carrying", led - 1) > 0
    # "The warehouse carried 20,000 in stock": only of vehicles is it said without a word for people.
    carries = carries and any(each.name in _VEHICLES for each in passage.within(passage.units, sentence[0], led))
    # "5 buses with 230"
    beside = led > sentence[0] + 1 and tokens.words[led - 1] in lexicon().words("clauses", "with")
    behind = passage.within(passage.units, max(sentence[0], led - 2), led - 1) if beside else ()
    carries = carries or any(each.name in _VEHICLES and each.last == led - 1 for each in behind)
    following = tokens.words[here[1]] if here[1] < sentence[1] else "."
    return carries and (
        not following[0].isalpha()
        or following in small_words(lexicon())
        or bool(lexicon().finder("events").at(tokens, here[1]) or lexicon().finder("terms").at(tokens, here[1]))
    )


def said_of_whole(passage: Passage, figure: Figure, candidates: list[Candidate]) -> list[Candidate]:
    """Without units that a verb says of a share alone: in "half of the 900 displaced are women" 900 is no women."""
    after, words = passage.words(figure.start, figure.end)[1], passage.tokens.words
    helpers = lexicon().words("clauses", "helpers")

    def of_share(count: Counted | None) -> bool:
        if count is None or count.start <= figure.end:
            return False
        return any(word in helpers for word in words[after : passage.tokens.at(count.start)])

    return [each for each in candidates if not of_share(each.value)]


def _of_which(passage: Passage, figure: int, first: int) -> bool:
    """Whether words such as "of which" lead straight to a figure, and a figure stands before them in its sentence."""
    led = passage.named("parts", "including", max(first, figure - _LEAD), figure)
    return any(last == figure and passage.within(passage.figures_at, first, begins) for begins, last in led)


def _leans_back(passage: Passage, after: int, last: int) -> bool:
    """Whether "more" follows a figure, and behind it no word that could be what is counted."""
    words, known = passage.tokens.words, lexicon()
    ends = [end for name, end in known.finder("clauses").at(passage.tokens, after) if name == "further"]
    if after >= last or not ends:
        return False
    end = max(ends)
    return (
        end >= last
        or not words[end][0].isalpha()
        or words[end] in small_words(known)
        or words[end] in _of_days(known)
        or bool(known.finder("terms").at(passage.tokens, end))
    )


@cache
def _of_days(words: Lexicon) -> frozenset[str]:
    """First words of wordings of days: "this" of "this morning", "yesterday"."""
    wordings = {*words.values("dates.days")[1], *words.values("dates.weekdays")[1]}
    return frozenset(each.split()[0] for each in wordings)


def _next_to(passage: Passage, here: tuple[int, int], each: Mention) -> bool:
    """Whether at most two words stand between a figure and a unit, none of them a verb or a preposition."""
    words = lexicon()
    gap = passage.tokens.words[here[1] : each.first]
    return len(gap) <= 2 and not any(
        not word[0].isalpha()
        or word in words.words("clauses", "helpers")
        or word in leading_words(words)
        or word in words.words("speakers", "articles")  # "down from 3,415 on the night of the storm"
        for word in gap
    )


def _alone(passage: Passage, label: Mention, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a label is a plural alone or in use, and no line above says who is in each: "Shelters open: 40"."""
    words = passage.tokens.words[sentence[0] : here[0] - 1]
    in_use = lexicon().words("clauses", "in_use")
    named = [word for word in words if word[0].isalpha() and word not in in_use]
    alone = named == passage.tokens.words[label.first : label.last]
    listed = passage.said_above(passage.tokens.starts[here[0]]) is not None
    return alone and not listed and passage.tokens.words[label.last - 1].endswith("s")


def _number_of(passage: Passage, each: Mention) -> bool:
    """Whether the words "the number of" lead to a unit."""
    return any(last >= each.first - 2 for _, last in passage.named("parts", "number", each.first - 5, each.first))


def _numbered(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> list[Mention]:
    """The unit of "the number of families who came ... rises to 737", however far before the figure."""
    first = max(sentence[0], here[0] - _FARTHEST)
    if not passage.named("parts", "number", first - 5, here[0]):
        return []
    named = [
        each
        for each in passage.within(passage.units, first, here[0])
        if not each.kind.startswith("term") and _number_of(passage, each) and each not in passage.modifiers
    ]
    return named[-1:] if named and not passage.within(passage.figures_at, named[-1].last, here[0]) else []


def _of_mention(passage: Passage, here: tuple[int, int], each: Mention, rank: int) -> dict[str, float]:
    tokens, words = passage.tokens, lexicon()
    features = relation(passage.borders, here, (each.first, each.last))
    side = "after" if each.first >= here[1] else "before"
    gap = tokens.words[here[1] : each.first] if side == "after" else tokens.words[each.last : here[0]]
    kind = (
        "sites" if each.name == "sites" else "other" if each.name in COUNTS_NOBODY
        else "vehicles" if each.name in _VEHICLES
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
    if side == "before" and _number_of(passage, each):
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

"""Why a figure is not counted: it is denied, only possible, foretold, or of another time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache

from waystation.claims.reading.lexicon import Lexicon, folded, lexicon
from waystation.claims.reading.period import When

__all__ = ["exclusion_reason"]

_FEW_WORDS = 3
_LONG_AGO = timedelta(days=270)
_CLAUSE = re.compile(r"[;:—]|,\s+(?:and|but|while|where|et|où|y|pero|donde|mais|onde)\s|\.\s")
_PIECE_END = re.compile(r"[;.]\s|,\s")
_NOT_DENIED = re.compile(r"\bnot\s+(?:even|only|confirm|verif|known)", re.IGNORECASE)
_UNTRUE = re.compile(r"\b(?:is|was|are)\s+(?:fake|false|untrue|not\s+true)\b|\bthats?\s+fake\b", re.IGNORECASE)
_OPENS_IF = re.compile(r"\W*(?:if|should|were\s+(?:\w+\s+){1,4}to|si)\b", re.IGNORECASE)
_IF_BEFORE = re.compile(r"\bif\b[^.;]*$", re.IGNORECASE)
_IF_AFTER = re.compile(r"\bif\b|\bshould\b")
_WARNS = re.compile(r"\bwarns?\b")
_WARNS_EXPECTS = re.compile(r"\bwarns?\b|\bexpects?\b")
_MAY = re.compile(r"\bmay\s+(?:be|come|arrive|follow|reach|cross|leave|flee|have\s+to)")
_WILL = re.compile(
    r"[^,;.]{0,60}\b(?:will|is to|are to|are expected|is expected|are due"
    r"|(?:projected|expected|likely|forecast|set) to)\b"
)
# "Fear of attacks made 300 families leave": what people fear is no forecast of the report.
_FEAR_OF = re.compile(r"\bfears?\s+of\b", re.IGNORECASE)
_ALONE = ("if", "should", "were", "si", "may", "will", "fake", "false", "untrue", "not")
_ANY_OF_THESE = re.compile(rf"\b(?:{'|'.join(_ALONE)}|(?:is|are)\s+(?:to|expected|due))\b", re.IGNORECASE)
_BEGIN_THESE = frozenset({*_ALONE, "is", "are"})
_AGAINST = ("denied", "hypothetical", "forecast")
_LETTERS, _FIRST, _ARABIC = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W\d_]*\*?"), re.compile("[\u0600-\u06ff]")


def exclusion_reason(
    text: str, start: int, end: int, sentence: tuple[int, int], when: When | None, published: date
) -> str:
    """Why the figure at these offsets is kept out of counts, or an empty text.

    Parameters
    ----------
    text : the report
    start, end : offsets of the figure
    sentence : offsets of its sentence
    when : the period it speaks of, if stated
    published : day of the report
    """
    whole = _without_corrections(text[slice(*sentence)], lexicon())
    first, last = start - sentence[0], end - sentence[0]
    if _asked(whole[first:last], whole):
        return "hypothetical"
    reason = _said_of(whole[:first], whole[last:], whole)
    if not reason and when is not None and when.last is not None and not when.since:
        return "background" if published - when.last > _LONG_AGO else ""
    return reason


@lru_cache(maxsize=64)
def _without_corrections(sentence: str, words: Lexicon) -> str:
    """A sentence with blanks for what corrects a figure: "it should read 7,150" leaves nothing open."""
    return words.pattern("corrections", "right").sub(lambda each: " " * len(each[0]), sentence)


def _asked(figure: str, sentence: str) -> bool:
    """Whether a question asks which of two figures is right: "Is it 240 or 420?"."""
    either = not figure[:1].isalpha() and set(figure.casefold().split()) & lexicon().words("clauses", "or")
    return bool(either) and sentence.rstrip().endswith(("?", "؟"))


def _said_of(before: str, behind: str, whole: str) -> str:
    """What the words of a sentence before and behind a figure say against counting it."""
    if not _may_say(whole, lexicon()):
        return ""
    before, behind, whole = (_FEAR_OF.sub("", each) for each in (before, behind, whole))
    denied, hypothetical, forecast = (lexicon().pattern("marks", name) for name in _AGAINST)
    clause = before[max((found.end() for found in _CLAUSE.finditer(before)), default=0) :]
    after = _PIECE_END.split(behind, maxsplit=1)[0]
    if denied.search(before) and not _NOT_DENIED.search(before):
        return "denied"
    if _UNTRUE.search(behind):
        return "denied"
    said = hypothetical.search(after)
    of_this = said is not None and "be able" not in after and not _of_another(after[: said.start()])
    if of_this or hypothetical.search(clause):
        return "hypothetical"
    if hypothetical.match(whole) or _OPENS_IF.match(clause):
        return "forecast" if _WARNS.search(before) else "hypothetical"
    if _IF_BEFORE.search(before):
        return "forecast" if _WARNS_EXPECTS.search(before) else "hypothetical"
    if _IF_AFTER.search(behind):
        return "hypothetical"
    if _MAY.search(clause) or forecast.search(clause) or _WILL.match(after) or _is_ahead(after):
        return "forecast"
    return ""


def _is_ahead(after: str) -> bool:
    """Whether a day still to come stands few words behind a figure: "300 more are coming tomorrow"."""
    found, words = lexicon().values("dates.days")[0].search(after), lexicon()
    meaning = words.meaning("dates.days", found.group()) if found else None
    if found is None or not isinstance(meaning, list) or meaning[0] <= 0:
        return False
    between = after[: found.start()].casefold().split()
    borders = words.words("clauses", "and") | words.words("clauses", "borders")
    return len(between) <= _FEW_WORDS and borders.isdisjoint(between)


def _of_another(between: str) -> bool:
    """Whether "that" and another figure stand between a figure and a word: "to 36 and warned that 5,000 could come"."""
    words, that = between.casefold().split(), lexicon().words("clauses", "that")
    begins = next((at for at, word in enumerate(words) if word in that), len(words))
    return any(word[0].isdigit() for word in words[begins:])


@lru_cache(maxsize=64)
def _may_say(sentence: str, words: Lexicon) -> bool:
    """Whether any word against counting stands in a sentence; most have none, and one has many figures."""
    plain, against = folded(sentence), [words.pattern("marks", name) for name in _AGAINST]
    runs = {each.start(): each.group() for each in _LETTERS.finditer(plain)}
    if not _BEGIN_THESE.isdisjoint(runs.values()) and _ANY_OF_THESE.search(sentence):
        return True
    if len(plain) != len(sentence) or _ARABIC.search(sentence):
        return any(each.search(sentence) for each in against)
    whole, beginnings = _beginnings(words)
    starts = [at for at, word in runs.items() if word in whole or word.startswith(beginnings)]
    return any(each.match(sentence, at) for at in starts for each in against)


@cache
def _beginnings(words: Lexicon) -> tuple[frozenset[str], tuple[str, ...]]:
    """The first words of all wordings against counting, and how those begin that are not written out."""
    known = [folded(each) for name in _AGAINST for each in words.lists("marks").get(name, ())]
    first = [found.group() for each in known if (found := _FIRST.match(each))]
    whole = frozenset(each for each in first if "*" not in each)
    return whole, tuple(each.rstrip("*") for each in first if "*" in each)

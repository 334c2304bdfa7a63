"""What a second reader says, kept only where it quotes the report and the quotation says the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from waystation.claims.reading.figures import find_figures, plain_text
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.when import periods
from waystation.claims.vocabulary import vocabulary

__all__ = ["INSTRUCTIONS", "Quoted", "checked"]

INSTRUCTIONS = """You read a report about people who fled. List every figure of people, families or homes in it.
Answer with JSON alone: {"claims": [{"sentence": "...", "figure": "...", "low": 0, "high": 0, "unit_words": "...",
"unit": "...", "term_words": "...", "term": "...", "place": "...", "days_words": "...", "from": "YYYY-MM-DD",
"to": "YYYY-MM-DD", "speaker": "..."}]}.
"sentence" is the whole sentence, copied letter by letter. "figure", "unit_words", "term_words", "place", "days_words"
and "speaker" are copied letter by letter from the report; leave out what it does not state. "low" and "high" are the
figure as numbers; leave out an end that is open ("more than 300" has no high). Never add, guess or translate."""

_MOST_CLAIMS = 500
_BLOCK = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True)
class Quoted:
    """A claim of the second reader that stands in the report.

    Parameters
    ----------
    start, end : offsets of its figure
    low, high : ends of the figure, None where open
    values : field (unit, term, place, about, speaker) and what was read; only those whose quotation holds
    words : field and the quotation
    """

    start: int
    end: int
    low: float | None
    high: float | None
    values: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def checked(answer: str, text: str, published: date) -> tuple[list[Quoted], int]:
    """The claims of an answer that hold, and how many claims and fields were thrown away.

    A claim holds if its sentence and figure stand in the report and the figure reads as the values given. A field
    holds if its quotation stands in that sentence (place and speaker: in the report) and reads as its value.

    Parameters
    ----------
    answer : what the second reader said
    text : the report as it was sent
    published : day it came out

    Examples
    --------
    >>> text = "About 300 people reached Sur."
    >>> said = '{"claims": [{"sentence": "%s", "figure": "300", "low": 300, "high": 300, "place": "Tyre"}]}' % text
    >>> found, thrown = checked(said, text, date(2024, 5, 14))
    >>> found[0].low, found[0].values, thrown
    (300.0, {}, 1)
    """
    kept, thrown = list[Quoted](), 0
    taken = set[int]()
    for claim in _claims(answer):
        found, lost = _held(claim, text, published, taken) if isinstance(claim, dict) else (None, 0)
        thrown += lost + (found is None)
        if found is not None:
            kept.append(found)
            taken.add(found.start)
    return sorted(kept, key=lambda each: each.start), thrown


def _claims(answer: str) -> list[Any]:
    """The list of claims in an answer, whatever stands around it; empty where there is none."""
    block = _BLOCK.search(answer)
    try:
        found = json.loads(block[0]) if block else None
    except (ValueError, RecursionError):
        return []
    claims = found.get("claims") if isinstance(found, dict) else None
    return claims[:_MOST_CLAIMS] if isinstance(claims, list) else []


def _held(claim: dict[str, Any], text: str, published: date, taken: set[int]) -> tuple[Quoted | None, int]:
    sentence, words = claim.get("sentence"), claim.get("figure")
    if not (isinstance(sentence, str) and isinstance(words, str) and sentence.strip() and words.strip()):
        return None, 0
    if words not in sentence:
        return None, 0
    at, plain = text.find(sentence), plain_text(text)
    said = (_number(claim, "low"), _number(claim, "high"))
    while at >= 0:
        # Of the same words said twice each is taken once.
        for figure in find_figures(plain[at : at + len(sentence)]):
            start, end = at + figure.start, at + figure.end
            if text[start:end] in words and start not in taken and (figure.low, figure.high) == said:
                values, quotations, lost = _fields(claim, sentence, text, published)
                return Quoted(start, end, figure.low, figure.high, values, quotations), lost
        at = text.find(sentence, at + 1)
    return None, 0


def _number(claim: dict[str, Any], name: str) -> float | None:
    value = claim.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _fields(
    claim: dict[str, Any], sentence: str, text: str, published: date
) -> tuple[dict[str, str], dict[str, str], int]:
    """The fields whose quotation holds, their quotations, and how many do not hold."""
    values, words, lost = dict[str, str](), dict[str, str](), 0
    for name, quotation, within in (
        ("unit", claim.get("unit_words"), sentence),
        ("term", claim.get("term_words"), sentence),
        ("about", claim.get("days_words"), sentence),
        ("place", claim.get("place"), text),
        ("speaker", claim.get("speaker"), text),
    ):
        if not isinstance(quotation, str) or not quotation.strip():
            continue
        value = _value(name, claim, quotation.strip(), published) if quotation.strip() in within else ""
        if value:
            values[name], words[name] = value, quotation.strip()
        else:
            lost += 1
    return values, words, lost


def _value(name: str, claim: dict[str, Any], quotation: str, published: date) -> str:
    """What a field says, if its quotation says it; else empty."""
    if name in {"place", "speaker"}:
        return quotation
    if name == "about":
        days = next(iter(periods(quotation, published)), None)
        given = (str(claim.get("from") or ""), str(claim.get("to") or ""))
        said = (str(days.first or ""), str(days.last or "")) if days else ("", "")
        agree = any(said) and all(not a or not b or a == b for a, b in zip(given, said, strict=True)) and any(given)
        return f"{said[0]} to {said[1]}" if agree else ""
    value = claim.get(name)
    if not isinstance(value, str) or (name == "term" and value not in vocabulary().terms):
        return ""
    patterns = lexicon().patterns("units") if name == "unit" else lexicon().terms
    return value if value in patterns and patterns[value].search(quotation) else ""

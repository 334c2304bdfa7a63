"""The sites that a text names, with their whole names: "Camp Nora", "Joda crossing", "the stadium"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, Tokens, lexicon

__all__ = ["sites"]

_AROUND = 60
_PART = re.compile(r"\w+")


@cache
def _sites_of(words: Lexicon) -> re.Pattern[str]:
    # Written out, not matched without case: a pattern of plain letters is much faster.
    named = {form for each in words.words("sites", "words") for form in (each, each.capitalize(), each.title())}
    either = "|".join(sorted(map(re.escape, named), key=len, reverse=True))
    # "Tessa Camp", but "the Catholic Church" and "the Central Hospital" do not name a place alone.
    apart = words.words("sites", "bare") - words.words("roles", "camp")
    kinds = "|".join(
        sorted(
            map(re.escape, {each for each in named if each.islower() or each.lower() not in apart}),
            key=len,
            reverse=True,
        )
    )
    bare = "|".join(sorted((re.escape(each) for each in words.words("sites", "bare")), key=len, reverse=True))
    first = r"(?!(?:The|Le|La|Les|El|Los|Our|This|That|These|A|An|In|At|On|To|From|Of|By|For|Some|Most|All|Other|No)\b)"
    capital = rf"{first}[A-ZÀ-ÞЀ-Я][\w'’-]++"
    article = r"(?:(?<=\b[tT]he )|(?<=\b[lL]a )|(?<=\b[eE]l )|(?<=\b[lL]e )|(?<=\bau )|(?<=\bal )|(?<=\bl['’]))"
    name = rf"{capital}(?:[ -](?:al-|el-|de |del |du |des |de la |la |of |sur-|sous-)?{capital})*"
    return re.compile(
        # Nothing begins within a word, which is told first: most offsets are.
        rf"(?<!\w)(?:(?P<named>{name} (?:{kinds})\b(?: \d{{1,2}}\b)?|Camp {name}(?: \d{{1,2}}\b)?"
        # "A quarter of Malk's 60,000 people" is a share of them.
        rf"|\b(?<!\ba )(?<!\bone )(?<!\bthree )(?:{either}) (?:de |del |du |des |de la |d['’]|at |of )?{name})"
        rf"|{article}(?:{bare})\b(?! (?:town|city|of|de)\b| \d{{1,2}}\b[,.;:)])"
        rf"|\b(?:[Ss]chool|[Ss]ite|[Cc]amp)\s+(?:No\.?\s?)?\d{{1,2}}\b|\b(?:Sector|School|Site|Camp)\s+[A-Z]\b(?!['’])"
        rf"|(?<=\bthe )(?P<side>(?:east|west|north|south)\s+side)\b)"
    )


@cache
def _site_words(words: Lexicon) -> frozenset[str]:
    """The first part of each word for a site."""
    named = [*words.words("sites", "words"), *words.words("sites", "bare")]
    first = {_PART.findall(each)[0] for each in named if each}
    return frozenset(first | {"sector", "camp", "school", "site", "side"}) if first else frozenset()


def sites(tokens: Tokens) -> Iterable[re.Match[str]]:
    """The sites of a text, looked for only around words for sites."""
    text, known, pattern, reach = tokens.text, _site_words(lexicon()), _sites_of(lexicon()), -1
    windows = list[tuple[int, int]]()
    if known.isdisjoint(tokens.present):
        return
    for at, word in enumerate(tokens.words):
        if word not in known and (word.isalnum() or known.isdisjoint(_PART.findall(word))):
            continue
        start, end = max(0, tokens.starts[at] - _AROUND), tokens.ends[at] + _AROUND
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], end
        else:
            windows.append((start, end))
    for start, end in windows:
        for site in pattern.finditer(text, max(start, reach), end):
            reach = site.end()
            yield site

"""Who speaks by a verb of saying: its subject, its agent, or the name behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from waystation.claims.reading.lexicon import COUNTS_NOBODY, Lexicon, Tokens, lexicon
from waystation.claims.reading.office_names import Attribution, named_office
from waystation.claims.reading.place_words import strong_leads
from waystation.claims.reading.speaker_lines import UPPER, Known, agent, asides, offices

__all__ = ["name_behind", "speaker_of_verb"]


_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|(?:[A-Z]\.\s?){1,3}(?=[A-Z][\w’'])|(?:Col|Gen|Lt|Dr|Mrs?|Ms|Brig|Maj|Capt|Sgt|St)\.|[\w’'&/-]+(?:\.(?=\w))?|[^\w\s]"
)
_ADVERB = re.compile(r"\w+ly")
_CAPITAL = re.compile(rf"(?:state |local )?[{UPPER}]|(?:state|local)\s(?:radio|television|media)")
# "Families registered: 3,640" has no speaker.
_COUNTING = {"registered", "counted", "recorded", "documented", "logged", "listed", "admitted to", "verified"}
_PASSIVE = frozenset({"was", "were", "been", "being", "be", "are", "is"})
# "... is put at some 7,500 by the officials"
_AT_FIGURE = re.compile(
    r"\s+at\s+(?:[^\s\d.;,]+\s+){0,3}\d[\d.,]*(?:\s+[^\s\d.;,]+){0,3}?(\s+by(?=\s))|\s+at\s(?=[^.;]{0,24}\d)"
)
_NO_SUBJECT = frozenset({"being", "be"})
_MOST_TOKENS = 9
_GAP, _SHORT_WORD = 40, 4
_MOST_APPOSED = 16
_LONGEST_INSERTION = 7
# "Said in the ministry", as Ukrainian and Russian have it.
_IN = re.compile(r"\s+(?:в|у|во)(?=\s)")
_JOINERS = frozenset({"de", "du", "des", "del", "da", "do", "dos", "of", "the", "la", "el"})
_RELATIVE = frozenset({"who", "which", "qui", "que", "quien"})
# What may stand between a speaker and the verb, set off by commas, and the outlet in it.
_ASIDE = re.compile(
    r"^(?:quoted|cited|speaking|in|who|reached|carried|cité|citée|citada|citado|dans|lors|reading|when)\b(?:.*?\b(?:by|to|par|por|with)\s+)?(.*)$",
    re.IGNORECASE,
)


def speaker_of_verb(
    tokens: Tokens, sentence: tuple[int, int], verb: tuple[int, int], known: Known
) -> Attribution | None:
    """Who speaks by a verb of saying: its agent ("identified by the army"), its subject, or a person known by name."""
    text = tokens.text
    by = agent(lexicon()).match(text, verb[1], sentence[1])
    if by and not asides(lexicon()).match(text, verb[1], sentence[1]):
        named = name_behind(text, by.end(), sentence[1])
        return replace(named, forward=False) if named and named.speaker else None
    first = tokens.at(verb[0])
    if first > 0 and tokens.words[first - 1] in lexicon().words("speakers", "articles") | _NO_SUBJECT:
        return None  # "an estimated 1,500 people", "the reported arrivals", "a camp being put up"
    if first > 0 and tokens.words[first - 1] in _PASSIVE and (at := _AT_FIGURE.match(text, verb[1], sentence[1])):
        # "The number of people is put at 7,500 by the officials": the subject is what is counted.
        named = name_behind(text, at.end(), sentence[1]) if at[1] else None
        return replace(named, forward=False) if named and named.speaker else None
    named = _leftward(tokens, sentence[0], verb[0])
    if named and text[slice(*verb)].casefold() in _COUNTING:
        counted = set(lexicon().finder("units").names_at(tokens, named.start))
        # "Site managers recorded", but not "Families registered" nor "Sites recorded".
        if counted and not (counted <= COUNTS_NOBODY and " " in named.speaker):
            return None
    if named is not None:
        return named
    if first > 0 and tokens.words[first - 1] in _PASSIVE and text[slice(*verb)].casefold().endswith(" to"):
        return None  # "60 were admitted to hospital"
    inverted = _inverted(text, sentence[0], verb[0])
    aside = asides(lexicon()).match(text, verb[1], sentence[1])
    after = aside.end() if aside else verb[1]
    within = _IN.match(text, after, sentence[1]) if inverted else None
    after = within.end() if within else after
    named = name_behind(text, after, sentence[1])
    if named and (inverted or _begins_with_office(text, after, named)):
        return replace(named, forward=bool(re.search(r"\b(?:que|що|что)\b", text[named.end : named.end + 24])))
    return _by_name(tokens, sentence, verb, inverted, known)


def _begins_with_office(text: str, start: int, named: Attribution) -> bool:
    """Whether nothing but articles leads from a verb to the office: "informó la alcaldía", not "se registró en el"."""
    return (
        bool(named.speaker)
        and named.start - start <= 1 + len("the ")
        and bool(offices(lexicon()).match(text, named.start))
    )


def _by_name(
    tokens: Tokens, sentence: tuple[int, int], verb: tuple[int, int], inverted: bool, known: Known
) -> Attribution | None:
    """A person called by name alone, or nobody named at all: "informó que", "dijo" behind what was said."""
    text = tokens.text
    before, after = tokens.at(verb[0]) - 1, tokens.at(verb[1])
    first, last = tokens.span(*sentence)
    if inverted:
        found = re.match(r"\s+((?:[A-Z][a-z]{0,2}\.\s+)?[^\s,.;:]+)", text[verb[1] : sentence[1]])
        office = known.office_of(found[1]) if found else None
        if office is not None:
            assert found is not None
            return Attribution(office, verb[1] + found.start(1), verb[1] + found.end(1), forward=False)
        ends = after >= last or tokens.words[after] in {".", "”", '"', "»"}
        says = after < last and tokens.words[after] in lexicon().words("clauses", "that")
        return Attribution("", *verb, forward=says) if ends or says else None
    while before >= first and tokens.words[before] in lexicon().words("speakers", "helpers"):
        before -= 1
    if before < first:
        return None
    start, end = tokens.starts[before], tokens.ends[before]
    office = known.office_of(text[start:end])
    if not office:
        return None
    trailing = text[sentence[0] : start].rstrip().endswith((",", "”", '"', "»"))
    return Attribution(office, start, end, forward=not trailing)


def _leftward(words: Tokens, start: int, verb: int) -> Attribution | None:
    """The subject of a verb of saying: back from it to a stop."""
    text = words.text
    tokens = _before_verb(text, start, verb)
    most = _MOST_APPOSED if text[max(0, verb - _GAP) : verb].rstrip().endswith(",") else _MOST_TOKENS
    aside = _aside(text, tokens)
    if aside is not None:
        told = aside[1] if aside[1] and _CAPITAL.match(text, aside[1][0]) else None
        named = _leftward(words, start, tokens[aside[0]].start())
        return replace(named, reported_to=text[told[0] : told[1]], told=told) if named and told else named
    kept, first, token_stop = list[re.Match[str]](), verb, ""
    known = lexicon()
    ands, articles = known.words("clauses", "and"), known.words("speakers", "articles")
    while tokens and len(kept) < most:
        token = tokens.pop()
        word, lower = token.group(), token.group().casefold()
        after = kept[1:2] if kept and kept[0].group() in _JOINERS else kept[:1]
        joins = after and after[0].group()[0].isupper() and tokens and tokens[-1].group()[0].isupper()
        if joins and lower in ands:
            # "Ministry of Refugees and Repatriation" is one name.
            kept.insert(0, token)
            continue
        if not (word[0].isalnum() or word[0] == "_") or (
            lower in known.words("speakers", "stops") and not (len(word) > 1 and word.isupper())
        ):
            token_stop = lower
            break
        if word[0].isdigit() or (lower in known.numbers and lower not in articles):
            # "3,100 families are housed" has no speaker, "two officials" and "28 February our teams" have.
            counted = word[0].isdigit() or not kept or bool(known.finder("units").names_at(words, kept[0].start()))
            kept = _from_article(kept) if counted or kept[0].group() == "of" else kept
            first = token.start()
            break
        kept.insert(0, token)
    kept = _from_article(kept) if len(kept) > 1 and (_own(kept) or _opens_with_place(kept)) else kept
    if token_stop in _RELATIVE and (holder := _before_relative(words, tokens)):
        return holder
    if not kept or _own(kept):
        return None
    named = named_office(text, kept[0].start(), kept[-1].end())
    if named is None and token_stop == "," and all(_of_a_name(each.group()) for each in kept):
        # "The spokesman of the agency, Ana Ruiz, said": the office stands before the name.
        return _leftward(words, start, text.rfind(",", start, kept[0].start()))
    if named is None:
        return None
    before = text[start : min(first, kept[0].start())].rstrip()
    content = re.match(
        r"\w+\s*(?:[^.;,]{0,40}?\b(?:that|que)\b|[\"“«]|(?:(?!on\b)[\w’']+\s+){0,3}?\d)", text[verb : verb + 60]
    )
    trailing = bool(before) and before[-1] in ',"”»' and len(before) > _MOST_TOKENS and not content
    return replace(named, forward=not trailing)


def _of_a_name(word: str) -> bool:
    """Whether a word may be one of a person's name: "Ana", "de", "al-Ruiz"."""
    return word[0].isupper() or len(word) < _SHORT_WORD or word.partition("-")[2][:1].isupper()


def _before_relative(words: Tokens, tokens: list[re.Match[str]]) -> Attribution | None:
    """The office before a relative clause: "An official who goes by a nickname said"."""
    holder = list[re.Match[str]]()
    for token in reversed(tokens[-_MOST_TOKENS:]):
        if not re.match(r"[^\W\d]", token.group()):
            break
        holder.insert(0, token)
        if token.group().casefold() in lexicon().words("speakers", "articles"):
            break
    return named_office(words.text, holder[0].start(), holder[-1].end()) if holder else None


def _aside(text: str, tokens: list[re.Match[str]]) -> tuple[int, tuple[int, int] | None] | None:
    """The comma before an aside ("the mayor, quoted by Radio Sur, said") and the outlet in it; None without one."""
    comma = next((at for at in range(len(tokens) - 1, -1, -1) if tokens[at].group() == ","), None)
    if comma is None or comma == len(tokens) - 1 or len(tokens) - comma > _MOST_TOKENS + 3:
        return None
    first, last = tokens[comma + 1].start(), tokens[-1].end()
    found = _ASIDE.match(text[first:last])
    if found is None:
        return None
    outlet = re.sub(r"^(?:the|newspaper|daily|le|la|el)\s+", "", found[1] or "")
    return comma, ((last - len(outlet), last) if outlet and found[1] != text[first:last] else None)


def _before_verb(text: str, start: int, verb: int) -> list[re.Match[str]]:
    """The tokens before a verb, without auxiliaries, a bracket such as "(IOM)" and the comma of an apposition."""
    tokens = list(_TOKEN.finditer(text, start, verb))
    while tokens and (
        tokens[-1].group().casefold() in lexicon().words("speakers", "helpers") or _ADVERB.fullmatch(tokens[-1][0])
    ):
        tokens.pop()
    tokens = _without_insertion(tokens)
    if len(tokens) > 3 and [tokens[-1].group(), tokens[-3].group()] == [")", "("]:
        del tokens[-3:]
    # "Ana Ruiz, mayor of Sur, said": who the person is stands between the commas.
    if tokens and tokens[-1].group() == "," and any(each.group() == "," for each in tokens[-_MOST_APPOSED:-1]):
        tokens.pop()
    return tokens


def _without_insertion(tokens: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without words such as "meanwhile" between commas at the end: "The ministry, meanwhile, has registered"."""
    commas = [at for at in range(max(0, len(tokens) - _LONGEST_INSERTION), len(tokens)) if tokens[at].group() == ","]
    if len(commas) < 2 or commas[-1] != len(tokens) - 1:
        return tokens
    inserted = " ".join(each.group().casefold() for each in tokens[commas[-2] + 1 : -1])
    return tokens[: commas[-2]] if inserted in lexicon().words("speech", "insertions") else tokens


def _from_article(kept: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words from the last article on; none without one."""
    articles = lexicon().words("speakers", "articles") - {"a", "an"}
    return next((kept[at:] for at in range(len(kept) - 1, -1, -1) if kept[at].group().casefold() in articles), [])


def _opens_with_place(kept: list[re.Match[str]]) -> bool:
    """Whether a preposition opens words that have their article later: "In Adre the prefect"."""
    return kept[0].group().casefold() in strong_leads(lexicon()) and bool(_from_article(kept[2:]))


def _own(kept: list[re.Match[str]]) -> bool:
    """Whether the report speaks of itself: "our teams"."""
    own = any(each.group().casefold() in {"our", "my", "nos", "we", "i"} for each in kept)
    return own and not any(
        each.group().casefold() in {"sources", "contacts", "correspondent", "reporter"} for each in kept
    )


def _inverted(text: str, start: int, verb: int) -> bool:
    """Whether what was said stands before the verb: '"...", said the mayor'."""
    before = re.sub(r"\s+(?:a|ont|ha|han|had|has)$", "", text[start:verb].rstrip())
    return not before.strip() or before[-1] in ',"”»'


@cache
def _after_name_of(words: Lexicon) -> re.Pattern[str]:
    stops = "|".join(sorted(words.words("speakers", "stops"))) or r"(?!)"
    return re.compile(
        rf"[,.;:()\"“”«»،؛]|\s(?:{stops}|to|on|by|some|about|says?|said|issued|released|published|dated|à|a)\s"
        r"|\s(?=[\d])"
    )


def _stop_of_name(tail: str) -> re.Match[str] | None:
    """Where a name ends: not at an "and" between capitals, as in "Relief and Rehabilitation Commission"."""
    joiners, articles = lexicon().words("clauses", "and"), lexicon().words("speakers", "articles")
    for stop in _after_name_of(lexicon()).finditer(tail):
        last = tail[: stop.start()].split()[-1:]
        capitals = last and last[0][0].isupper() and tail[stop.end() : stop.end() + 1].isupper()
        opens = stop.start() == 0 and stop.group().strip().casefold() in articles  # "said a local official"
        if not opens and not (capitals and stop.group().strip().casefold() in joiners):
            return stop
    return None


def name_behind(text: str, start: int, end: int) -> Attribution | None:
    """The name that follows "said" or "according to", up to a stop."""
    tail = text[start:end]
    stop = _stop_of_name(tail)
    piece = tail[: stop.start()] if stop else tail
    opening = piece.split()[:1]
    if len(piece.split()) > _MOST_TOKENS + 2 or (
        opening and opening[0].casefold() in lexicon().words("speakers", "pronouns")
    ):
        return None
    first = start + len(piece) - len(piece.lstrip())
    named = named_office(text, first, start + len(piece.rstrip())) if piece.strip() else None
    if named is None and stop is not None and stop.group() == ",":
        # "said Ana Ruiz, the mayor of Sur": who the person is follows.
        return _office_behind(text, start + stop.end(), end)
    return named


def _office_behind(text: str, start: int, end: int) -> Attribution | None:
    tail = text[start:end]
    stop = _after_name_of(lexicon()).search(tail, 2)
    piece = tail[: stop.start()] if stop else tail
    if not piece.strip() or len(piece.split()) > _MOST_TOKENS:
        return None
    first = start + len(piece) - len(piece.lstrip())
    return named_office(text, first, start + len(piece.rstrip()))

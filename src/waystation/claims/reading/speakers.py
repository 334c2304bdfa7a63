"""Who says so: offices and organisations that a report names as its sources. Names of persons are not kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from waystation.claims.reading.arabic.speakers import arabic_speakers
from waystation.claims.reading.lexicon import Lexicon, Tokens, lexicon, pattern
from waystation.claims.reading.speaker_lines import UPPER, Known, agent, asides, document_source, filler, offices

__all__ = ["Attribution", "attributions", "quotations", "standing_source", "who"]

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|(?:Col|Gen|Lt|Dr|Mrs?|Ms|Brig|Maj|Capt|Sgt|St)\.|[\w’'&/-]+(?:\.(?=\w))?|[^\w\s]")
_ARABIC = re.compile("[\u0621-\u064a]{3}")
_ADVERB = re.compile(r"\w+ly")
_OF_OFFICE = re.compile(rf"^(.{{2,}}?)['’]s(?:\s+[{UPPER}][\w’'-]+){{2,3}}$")
_THEIR_COUNT = re.compile(r"\s+(?:figures|estimates|data|numbers)$", re.IGNORECASE)
_CAPITAL = re.compile(rf"(?:state |local )?[{UPPER}]|(?:state|local)\s(?:radio|television|media)")
# "Families registered: 3,640" has no speaker.
_COUNTING = {"registered", "counted", "recorded", "documented", "logged", "listed", "admitted to", "verified"}
# "Samira Haddad of the Red Crescent": the office stays.
_NAME_OF = re.compile(rf"((?:[{UPPER}][\w’'.-]+\s+){{1,3}})(?:of|from|at|with|for)\s+(?:the\s+|an?\s+)?(.+)$")
_MOST_TOKENS = 9
_WHAT = frozenset({"ce", "qu'", "que", "lo"})
_MOST_PASSED, _MOST_APPOSED = 4, 16
_OF = re.compile(r"\s+(?:of|from|by|du|de\s+la|des|del?|das?|dos?|від|от)(?=\s)", re.IGNORECASE)
# "Said in the ministry", as Ukrainian and Russian have it.
_IN = re.compile(r"\s+(?:в|у|во)(?=\s)")
# "Head of the office Ivan Petrov": a name behind the words of an office that one person holds.
_NAME_AT_END = re.compile(rf"(?<=[a-zß-ÿа-яіїєґё]{{3}})(?:\s+[{UPPER}][\w’'-]+){{2,3}}$")
_JOINERS = frozenset({"de", "du", "des", "del", "da", "do", "dos", "of", "the", "la", "el"})
_RELATIVE = frozenset({"who", "which", "qui", "que", "quien"})
_AFTER_QUOTE = 60
_CAPITALS = rf"(?:[{UPPER}][\w’'-]*)(?:\s+(?:of\s+|the\s+|de\s+)?[{UPPER}][\w’'-]*)*"
# What may stand between a speaker and the verb, set off by commas, and the outlet in it.
_ASIDE = re.compile(
    r"^(?:quoted|cited|speaking|in|who|reached|carried|cité|citée|citada|citado|dans|lors|reading|when)\b(?:.*?\b(?:by|to|par|por|with)\s+)?(.*)$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    rf"\s+(?:a\s+)?(?:the\s+)?({_CAPITALS}|(?:duty\s+)?doctor|council|committee|parliament|reporters|journalists|dpa|(?:a\s+)?(?:press|news)\s+conference|a\s+briefing|our\s+(?:reporter|correspondent)|state\s+(?:television|radio)|local\s+(?:radio|media)|us\b|this\s+(?:newspaper|radio|station|agency))"
)
_TO = re.compile(rf"\s+(?:à|a|au|aux|al)\s+(?:la\s+|el\s+)?({_CAPITALS}|comité|conseil)")
_QUOTE = re.compile(r"[\"“«][^\"”»]{1,700}[\"”»]")
# "National Institute of Disasters (INGC)": what has a short name in brackets is an organisation.
_SHORT_NAME = re.compile(rf"\s*\([{UPPER}][\w-]{{1,9}}\)")
_SOURCE_LINE = re.compile(r"(?:^|\n)\s*(?:Sources?|Fuente)\s*:\s*([^.\n]{3,80})", re.IGNORECASE)


@dataclass(frozen=True)
class Attribution:
    """A source named in a sentence.

    Parameters
    ----------
    speaker : office or organisation; empty for a pronoun
    start, end : offsets of its words
    reported_to : outlet or body told, if stated, with its offsets
    forward : whether what it said comes after it; else before
    whole : where its words end, with a person's name that is not kept
    """

    speaker: str
    start: int
    end: int
    reported_to: str = ""
    told: tuple[int, int] | None = None
    forward: bool = True
    whole: int = 0


@cache
def _persons_of(words: Lexicon) -> re.Pattern[str]:
    """Offices held by one person, with the name that may follow."""
    held = pattern(words.words("speakers", "persons")).pattern
    return re.compile(rf"({held})((?:\s+(?-i:[{UPPER}])[\w’'.-]+)+)", re.IGNORECASE)


@cache
def _articles_of(words: Lexicon) -> re.Pattern[str]:
    known = "|".join(sorted(words.words("speakers", "articles"), key=len, reverse=True)) or r"(?!)"
    # Not in capitals: "UN" is not an article.
    return re.compile(rf"(?:(?:{known}|{'|'.join(each.title() for each in known.split('|'))})(?:\s+|(?<=')))+")


def attributions(tokens: Tokens, sentence: tuple[int, int], known: Known | None = None) -> list[Attribution]:
    """The sources that a sentence names, in the order they stand.

    Parameters
    ----------
    tokens : the report
    sentence : offsets of the sentence
    known : persons that earlier sentences named with their offices; those of this one are added

    Examples
    --------
    >>> from waystation.claims.reading.lexicon.lexicon import speaking
    >>> told = "About 300 came, Mayor Ana Ruiz told Radio Sur."
    >>> with speaking(("en",)):
    ...     [(each.speaker, each.reported_to) for each in attributions(Tokens(told), (0, len(told)))]
    [('Mayor', 'Radio Sur')]
    """
    text, found = tokens.text, list[Attribution]()
    known = known or Known()
    if _ARABIC.search(text, *sentence):
        said = arabic_speakers(tokens, sentence)
        return [Attribution(each.name, each.start, each.end, forward=each.forward) for each in said]
    wordings = lexicon().finder("speech").spans(tokens, *sentence)
    for name, lead_start, lead_end in wordings:
        if name not in {"before", "this"} or any(each.start < lead_end < each.whole for each in found):
            continue
        skipped = filler(lexicon()).match(text, lead_end, sentence[1])
        begins = skipped.end() if skipped else _past_verb(tokens, lead_end, sentence[1])
        leading = _OF.match(text, begins)
        begins = leading.end() if leading else begins
        named = _rightward(text, begins, sentence[1])
        if named:
            told = _TO.match(text, named.end)
            named = replace(named, reported_to=told[1], told=told.span(1)) if told else named
            forward = name == "before" and not text[sentence[0] : lead_start].strip(' "“«*•-')
            if all(each.start != named.start for each in found):
                found.append(replace(named, forward=forward))
    for verb in ((start, end) for name, start, end in wordings if name == "verbs"):
        if any(each.start < verb[1] and verb[0] < max(each.end, each.whole) for each in found):
            continue
        named = _of_verb(tokens, sentence, verb, known)
        if named and all(each.start != named.start for each in found):
            found.append(_with_listener(text, named, verb, sentence[1]))
    for each in found:
        if each.speaker:
            known.meet(text, each.start, each.end, each.speaker)
    return _quoting(text, sorted(found, key=lambda each: each.start))


def _past_verb(tokens: Tokens, start: int, end: int) -> int:
    """Behind the verb of "according to what the mayor said", "según informó el alcalde"; else the offset itself."""
    at, words = tokens.at(start), tokens.words
    last, passed = tokens.span(start, end)[1], lexicon().words("speakers", "helpers") | _WHAT
    for _ in range(_MOST_PASSED):
        ends = [stop for name, stop in lexicon().finder("speech").at(tokens, at, last) if name == "verbs"]
        if ends:
            return tokens.ends[max(ends) - 1]
        # "According to what the mayor said": the subject stands before the verb and is found there.
        if at >= last or words[at] not in passed:
            break
        at += 1
    return start


def _of_verb(tokens: Tokens, sentence: tuple[int, int], verb: tuple[int, int], known: Known) -> Attribution | None:
    """Who speaks by a verb of saying: its agent ("identified by the army"), its subject, or a person known by name."""
    text = tokens.text
    by = agent(lexicon()).match(text, verb[1], sentence[1])
    if by:
        named = _rightward(text, by.end(), sentence[1])
        return replace(named, forward=False) if named and named.speaker else None
    named = _leftward(tokens, sentence[0], verb[0])
    if named and text[slice(*verb)].casefold() in _COUNTING and lexicon().finder("units").names_at(tokens, named.start):
        return None
    if named is not None:
        return named
    inverted = _inverted(text, sentence[0], verb[0])
    aside = asides(lexicon()).match(text, verb[1], sentence[1])
    after = aside.end() if aside else verb[1]
    within = _IN.match(text, after, sentence[1]) if inverted else None
    after = within.end() if within else after
    named = _rightward(text, after, sentence[1])
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
    most = _MOST_APPOSED if text[:verb].rstrip().endswith(",") else _MOST_TOKENS
    aside = _aside(text, tokens)
    if aside is not None:
        told = aside[1] if aside[1] and _CAPITAL.match(text, aside[1][0]) else None
        named = _leftward(words, start, tokens[aside[0]].start())
        return replace(named, reported_to=text[told[0] : told[1]], told=told) if named and told else named
    kept, first, token_stop = list[re.Match[str]](), verb, ""
    while tokens and len(kept) < most:
        token = tokens.pop()
        word, lower = token.group(), token.group().casefold()
        after = kept[1:2] if kept and kept[0].group() in _JOINERS else kept[:1]
        joins = after and after[0].group()[0].isupper() and tokens and tokens[-1].group()[0].isupper()
        if joins and lower in lexicon().words("clauses", "and"):
            # "Ministry of Refugees and Repatriation" is one name.
            kept.insert(0, token)
            continue
        if not re.match(r"\w", word) or (
            lower in lexicon().words("speakers", "stops") and not (len(word) > 1 and word.isupper())
        ):
            token_stop = lower
            break
        if word[0].isdigit() or (lower in lexicon().numbers and lower not in lexicon().words("speakers", "articles")):
            # "3,100 families are housed" has no speaker, "two officials" and "28 February our teams" have.
            counted = word[0].isdigit() or not kept or bool(lexicon().finder("units").names_at(words, kept[0].start()))
            kept = _from_article(kept) if counted or kept[0].group() == "of" else kept
            first = token.start()
            break
        kept.insert(0, token)
    kept = _from_article(kept) if len(kept) > 1 and _own(kept) else kept
    if token_stop in _RELATIVE and (holder := _before_relative(words, tokens)):
        return holder
    if not kept or _own(kept):
        return None
    named = _named(text, kept[0].start(), kept[-1].end())
    if named is None and token_stop == "," and all(each.group()[0].isupper() or len(each.group()) < 4 for each in kept):
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


def _before_relative(words: Tokens, tokens: list[re.Match[str]]) -> Attribution | None:
    """The office before a relative clause: "An official who goes by a nickname said"."""
    holder = list[re.Match[str]]()
    for token in reversed(tokens[-_MOST_TOKENS:]):
        if not re.match(r"[^\W\d]", token.group()):
            break
        holder.insert(0, token)
        if token.group().casefold() in lexicon().words("speakers", "articles"):
            break
    return _named(words.text, holder[0].start(), holder[-1].end()) if holder else None


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
    if len(tokens) > 3 and [tokens[-1].group(), tokens[-3].group()] == [")", "("]:
        del tokens[-3:]
    # "Ana Ruiz, mayor of Sur, said": who the person is stands between the commas.
    if tokens and tokens[-1].group() == "," and any(each.group() == "," for each in tokens[-_MOST_APPOSED:-1]):
        tokens.pop()
    return tokens


def _from_article(kept: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words from the last article on; none without one."""
    articles = lexicon().words("speakers", "articles") - {"a", "an"}
    return next((kept[at:] for at in range(len(kept) - 1, -1, -1) if kept[at].group().casefold() in articles), [])


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
        rf"[,.;:()\"“”«»،؛]|\s(?:{stops}|to|on|by|some|about|says?|said|issued|released|published|dated|à|a)\s|\s(?=[\d])"
    )


def _rightward(text: str, start: int, end: int) -> Attribution | None:
    """The name that follows "said" or "according to", up to a stop."""
    tail = text[start:end]
    stop = _after_name_of(lexicon()).search(tail)
    piece = tail[: stop.start()] if stop else tail
    opening = piece.split()[:1]
    if len(piece.split()) > _MOST_TOKENS + 2 or (
        opening and opening[0].casefold() in lexicon().words("speakers", "pronouns")
    ):
        return None
    first = start + len(piece) - len(piece.lstrip())
    named = _named(text, first, start + len(piece.rstrip())) if piece.strip() else None
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
    return _named(text, first, start + len(piece.rstrip()))


def _named(text: str, start: int, end: int) -> Attribution | None:
    """The words as an office or organisation, without articles and names of persons; None if they are neither."""
    piece = text[start:end]
    article = _articles_of(lexicon()).match(piece)
    if article:
        start, piece = start + article.end(), piece[article.end() :]
    if piece.casefold() in lexicon().words("speakers", "pronouns") or _is_document(piece):
        return Attribution("", start, end)
    shortened = _SHORT_NAME.match(text, end)
    if not piece or not (offices(lexicon()).search(piece) or (shortened and piece[0].isupper())):
        return None
    whole = start + len(piece.rstrip())
    piece = _persons_of(lexicon()).sub(_without_name, piece)
    if _held_by_one(lexicon()).match(piece):
        piece = _NAME_AT_END.sub(_without_person, piece)
    holder = _NAME_OF.match(piece)
    if holder and not offices(lexicon()).search(holder[1]) and offices(lexicon()).search(holder[2]):
        piece = holder[2]
    piece = _THEIR_COUNT.sub("", piece)
    office = _OF_OFFICE.match(piece)
    if office and not offices(lexicon()).search(piece[office.end(1) :]):
        piece = office[1]
    return Attribution(piece.strip(), start, start + len(piece.rstrip()), whole=whole)


def _is_document(piece: str) -> bool:
    """Whether a report or statement speaks that names no issuer: "the report says"; it is that of the source before."""
    words, known = piece.casefold().split(), lexicon().words("speakers", "documents")
    return bool(words) and len(words) <= 2 and any(word in known for word in words) and not any(map(str.isupper, piece))


@cache
def _held_by_one(words: Lexicon) -> re.Pattern[str]:
    return pattern(words.words("speakers", "persons"))


def _without_person(found: re.Match[str]) -> str:
    return found[0] if offices(lexicon()).search(found[0]) else ""


def _without_name(found: re.Match[str]) -> str:
    """An office without the name that follows it; names of offices and organisations stay."""
    return found[0] if offices(lexicon()).search(found[2]) else found[1]


def _with_listener(text: str, named: Attribution, verb: tuple[int, int], end: int) -> Attribution:
    if text[slice(*verb)].casefold() in lexicon().words("speech", "tellers"):
        told = _TOLD.match(text, verb[1], end)
    else:
        told = _TO.match(text, max(verb[1], named.end), end)
    return replace(named, reported_to=told[1], told=told.span(1)) if told else named


def _quoting(text: str, found: list[Attribution]) -> list[Attribution]:
    """Where an outlet reports "quoting" someone, the one quoted speaks and the outlet was told."""
    out = list[Attribution]()
    for each in found:
        outlet = out[-1] if out else None
        if outlet and re.search(r"\b(?:quoting|citing)\s+(?:\w+\s+)?$", text[outlet.end : each.start]):
            out[-1] = replace(
                each,
                reported_to=outlet.speaker,
                told=(outlet.start, outlet.end),
                forward=outlet.forward,
                start=outlet.start,
            )
        else:
            out.append(each)
    return out


def standing_source(text: str) -> Attribution | None:
    """The source that a line of its own names for the whole report: "Source: ...", "Bulletin of the civil defence"."""
    found = _SOURCE_LINE.search(text)
    if found:
        return Attribution(found[1].strip(), found.start(1), found.start(1) + len(found[1].strip()))
    issuer = document_source(text)
    return Attribution(issuer[0], issuer[1], issuer[1] + len(issuer[0])) if issuer else None


def quotations(text: str) -> list[tuple[int, int]]:
    """Offsets of what a report quotes, up to 700 characters each."""
    return [each.span() for each in _QUOTE.finditer(text)]


def who(
    at: int,
    sentence: Sequence[Attribution],
    before: Attribution | None,
    following: Sequence[Attribution],
    quotes: Sequence[tuple[int, int]],
) -> Attribution | None:
    """The source of the figure at an offset.

    Parameters
    ----------
    at : offset of the figure
    sentence : sources that its sentence names
    before : source of the sentence before
    following : sources that the next sentence names
    quotes : offsets of the quotations that reach into the sentence
    """
    ahead = [each for each in sentence if each.forward and each.end <= at]
    behind = [each for each in sentence if not each.forward and each.start >= at]
    chosen = (
        ahead[-1] if ahead else behind[0] if behind else next((each for each in sentence if not each.forward), None)
    )
    if chosen is None:
        quote = next((each for each in quotes if each[0] <= at < each[1]), None)
        if quote:
            after = [each for each in following if not each.forward and each.start - quote[1] < _AFTER_QUOTE]
            chosen = after[0] if after else before
    if chosen is not None and not chosen.speaker:
        return (
            replace(before, reported_to=chosen.reported_to or before.reported_to, told=chosen.told or before.told)
            if before
            else None
        )
    return chosen

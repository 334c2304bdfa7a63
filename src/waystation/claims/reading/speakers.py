"""Who says so: the sources a report names, and which of them stands behind a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from waystation.claims.reading.arabic.speakers import arabic_speakers
from waystation.claims.reading.lexicon import Tokens, lexicon
from waystation.claims.reading.office_names import Attribution
from waystation.claims.reading.speaker_lines import UPPER, Known, document_source, filler
from waystation.claims.reading.verbs_of_saying import name_behind, speaker_of_verb

__all__ = ["attributions", "quotations", "standing_source", "who"]


_ARABIC = re.compile("[\u0621-\u064a]{3}")
_WHAT = frozenset({"ce", "qu'", "que", "lo"})
_MOST_PASSED = 4
# A word before which no sentence, quotation or line ends.
_AMID = re.compile(r"[\w,’']\s")
_OF = re.compile(r"\s+(?:of|from|by|du|de\s+la|des|del?|das?|dos?|від|от)(?=\s)", re.IGNORECASE)
_AFTER_QUOTE = 60
_CAPITALS = rf"(?:[{UPPER}][\w’'-]*)(?:\s+(?:of\s+|the\s+|de\s+)?[{UPPER}][\w’'-]*)*"
_TOLD = re.compile(
    rf"\s+(?:a\s+)?(?:the\s+)?({_CAPITALS}|(?:duty\s+)?doctor|council|committee|parliament|reporters|journalists|dpa|(?:a\s+)?(?:press|news)\s+conference|a\s+briefing|our\s+(?:reporter|correspondent)|state\s+(?:television|radio)|local\s+(?:radio|media)|us\b|this\s+(?:newspaper|radio|station|agency))"
)
_TO = re.compile(rf"\s+(?:à|a|au|aux|al)\s+(?:la\s+|el\s+)?({_CAPITALS}|comité|conseil)")
_QUOTE = re.compile(r"[\"“«][^\"”»]{1,700}[\"”»]")
_SOURCE_LINE = re.compile(r"(?:^|\n)[^\S\n]*(?:Sources?|Fuente)\s*:\s*([^.\n]{3,80})", re.IGNORECASE)


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
        named = name_behind(text, begins, sentence[1])
        if named:
            told = _TO.match(text, named.end)
            named = replace(named, reported_to=told[1], told=told.span(1)) if told else named
            forward = name == "before" and not text[sentence[0] : lead_start].strip(' "“«*•-')
            if all(each.start != named.start for each in found):
                found.append(replace(named, forward=forward))
    for verb in ((start, end) for name, start, end in wordings if name == "verbs"):
        if any(each.start < verb[1] and verb[0] < max(each.end, each.whole) for each in found):
            continue
        if (
            text[verb[0]].isupper()
            and not text[verb[1] - 1].isupper()
            and _AMID.fullmatch(text, max(0, verb[0] - 2), verb[0])
        ):
            continue  # "Tell Sabra"
        named = speaker_of_verb(tokens, sentence, verb, known)
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

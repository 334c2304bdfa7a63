"""Names of places told apart from persons, titles and other words with a capital; and names in Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from waystation.claims.reading.arabic.places import arabic_places
from waystation.claims.reading.gazetteer import PlaceMention, country_in_languages, known_names, translated_country
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Tokens, lexicon
from waystation.claims.reading.list_items import opens_item
from waystation.claims.reading.person_names import is_person, is_title
from waystation.claims.reading.place_words import (
    is_known_word,
    is_office,
    led_words,
    no_names,
    small_words,
    strong_leads,
)

__all__ = ["ROMANCE", "Finds", "add_arabic", "add_names", "capitalised"]

ROMANCE = frozenset({"fr", "es", "pt"})
"""Languages whose names of countries are looked up as pycountry translates them."""

# "28 km from Zakho" is not in Zakho.
_AWAY = re.compile(r"\d\s?(?:km|kms|kilomet\w+|miles|kilómetros|kilomètres)\s+(?:\w+\s+){0,4}$", re.IGNORECASE)
_JOINERS = frozenset(
    {"de", "del", "la", "las", "los", "el", "al", "du", "des", "of", "da", "do", "dos", "d'", "l'", "-"}
)
_ADVERB = re.compile(r"[^\W\d_]{3,}(?:ly|mente|ment)")
# English adjectives and participles, which open lines as labels and are seldom names.
_PARTICIPLE = re.compile(r"(?:[ai]ble|ed|ing|ward)$")
_OF_ANOTHER = re.compile(
    r"\b(?:Old|New|Upper|Lower|Little|Big|Great|Rural|Bab|Tal|Tell|Deir|Ain|Bir|Wadi|Viej[oa]|Nuev[oa]|Vieux|Vieille|Petite?|Nouveau|Nouvelle|Novo|Nova)\s$"
)
_LONGEST_OTHER = 12
_LONGEST_LINE = 80
_WORDS = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS = 6
_LONGEST_OFFICE, _LONGEST_BODY, _MOST_JOINERS = 3, 14, 3
_ACRONYM = 6
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,5}s")
_DONE = re.compile(r"[a-z]{3,}ed")
_SHORTENED_AND_STOP = 2
_MIXED_ACRONYM = re.compile(r"[A-Z][a-z]{0,2}[A-Z]{1,3}[a-z]{0,2}[A-Z]?")
_OPENING = frozenset({".", "!", "?", "•", "-", ":", "“", '"', "«", "„", "(", "[", "*", "–", "—"})
"""Signs behind which any word may have a capital."""
_LONGEST_TITLE = 60
_SHORTEST_COMMON = 4
_TITLE_WORDS = frozenset({"and", "the", "for", "des", "les", "los", "las", "del", "der"})
_ARABIC_NAME = re.compile("[\u0621-\u064a]{2,}")
# What places do to people, and people seldom do: "Korr received", "Korr hosts", "Korr can take".
_TAKEN_IN = frozenset({"arrived:verbs", "camp_population:verbs", "accommodated:verbs", "capacity:verbs"})
_OBJECT = 4
_LETTER_ENDS = re.compile(r"\s*[:;,)(–-]|\s\d")
_FIGURE_FOLLOWS = re.compile(r":?\s*\n\s*(?:[-•*]\s*)?(?:about\s+|some\s+|~)?\d")
_ARABIC_ROW = re.compile(
    "^[ \t•*-]*([\u0621-\u064a]{2,}(?: [\u0621-\u064a]{2,}){0,2})[ \t]*[:–-]?[ \t]*[\\d\u0660-\u0669]", re.MULTILINE
)
# Nouns made of verbs ("rise", "statement") words with a pronoun at their end ("among them") and plurals
# of people ("those waiting") name no place.
_ARABIC_NOUN = re.compile("(?:ال)?(?:ت\\w\\wي\\w|ا\\w{2,3}ا\\w|است\\w{2}ا\\w)|\\w+(?:هم|ها|هن)|ال\\w{4,}ون")


class Finds:
    """Places found so far; no two of them overlap."""

    def __init__(self, tokens: Tokens, apart: Iterable[tuple[int, int]]) -> None:
        self.tokens = tokens
        self.taken = bytearray(len(tokens.text) + 1)
        self.kept: list[tuple[int, int, str, PlaceMention | None]] = []
        self.persons: set[str] = set()
        self.waters: set[str] = set()
        for start, end in apart:
            self.taken[start:end] = b"\1" * (end - start)

    def add(self, start: int, end: int, kind: str, place: PlaceMention | None = None) -> bool:
        """Keep a place, if its words are none of another's."""
        if any(self.taken[start:end]):
            return False
        self.taken[start:end] = b"\1" * (end - start)
        self.kept.append((start, end, kind, place))
        return True


def capitalised(tokens: Tokens) -> Iterable[tuple[int, int]]:
    """Runs of words with a capital, small words of names within: "Lower Dir", "Deir ez-Zor", "Valle del Cauca"."""
    text, starts, words = tokens.text, tokens.starts, tokens.words
    none, strong = no_names(lexicon()), strong_leads(lexicon()) | {"à", "a"}
    at, size = 0, len(words)
    while at < size:
        if not text[starts[at]].isupper() or (
            words[at].removesuffix("'s") in none and not _opens_name(tokens, at, none)
        ):
            at += 1
            continue
        # "À Bulenga", "A Quibdó", "From Goris": the preposition opens a sentence, not a name.
        if (
            words[at] in strong
            and at + 1 < size
            and text[starts[at + 1]].isupper()
            and not _opens_name(tokens, at, none)
        ):
            at += 1
            continue
        last = at + 1
        while (
            last < size
            and last - at < _MOST_WORDS
            and text[tokens.ends[last - 1] : starts[last]] in {" ", "", "\u00a0"}
        ):
            if last == at + 1 and words[last] == "." and _is_shortened(tokens, at):
                last += 1  # "St. Mary"
                continue
            upper = text[starts[last]].isupper() and (words[last] not in none or _letter(tokens, last))
            joins = words[last] in _JOINERS and last + 1 < size and text[starts[last + 1]].isupper()
            # "MONITORING - JODA" are two; "Deir ez-Zor" is one.
            apart = not words[last][0].isalnum() and starts[last] > tokens.ends[last - 1]
            joins = joins and words[last + 1] not in none and not apart
            if not (upper or joins):
                break
            last += 1
        yield at, last
        at = last


def _letter(tokens: Tokens, at: int) -> bool:
    """Whether a word is the letter at the end of a name such as "Block A"."""
    start, end = tokens.starts[at], tokens.ends[at]
    return (
        end - start == 1 and tokens.text[start - 1 : start] == " " and _LETTER_ENDS.match(tokens.text, end) is not None
    )


def _opens_name(tokens: Tokens, at: int, none: frozenset[str]) -> bool:
    """Whether a common word is the first of a name: "Old Bridge", "New Market", "fled to In Salah"."""
    text, start, end = tokens.text, tokens.starts[at], tokens.ends[at]
    if at + 1 >= len(tokens.words) or text[end : tokens.starts[at + 1]] != " ":
        return False
    if not text[tokens.starts[at + 1]].isupper() or tokens.words[at + 1] in none:
        return False
    if _OF_ANOTHER.fullmatch(text, start, end + 1) is not None or _is_led(tokens, at):
        return True
    # "In Salah received 412 people": known by this name.
    return tokens.words[at] in strong_leads(lexicon()) and any(
        each.start == start and " " in each.name
        for each in known_names(text[start : tokens.ends[at + 1]], start, led=True)
    )


def _is_led(tokens: Tokens, at: int) -> bool:
    """Whether a preposition without a capital leads to one with a capital, which is then part of a name."""
    if at == 0 or tokens.text[tokens.ends[at - 1] : tokens.starts[at]] != " ":
        return False
    strong = strong_leads(lexicon())
    return (
        tokens.words[at] in strong and tokens.words[at - 1] in strong and tokens.text[tokens.starts[at - 1]].islower()
    )


def add_names(finds: Finds, first: int, last: int) -> None:
    tokens, text = finds.tokens, finds.tokens.text
    start, end = tokens.starts[first], tokens.ends[last - 1]
    # In a heading in capitals alone a name in capitals is no acronym: "SITREP RENK".
    phrase = text[start:end].title() if _in_capitals(text, start, end) else text[start:end]
    led = (first > 0 and tokens.words[first - 1] in led_words(lexicon())) or _in_place_line(text, start)
    here = known_names(phrase, start, led=led)
    if _is_shortened(tokens, first) and last - first > _SHORTENED_AND_STOP:
        # "St. George's": one name, whatever the second word is alone.
        finds.add(start, end, "town" if len(here) == 1 and here[0].end == end else "name", PlaceMention(phrase, start))
        return
    abroad = () if here else country_in_languages(phrase, ROMANCE & set(lexicon().languages))
    if abroad and not is_person(tokens, PlaceMention(phrase, start)) and not _away(text, start):
        finds.add(start, end, "country", PlaceMention(phrase, start, abroad, "country"))
        return
    for place in here:
        label = place.name.isupper() and text[place.end : place.end + 1] == ":" and place.kind != "country"
        other = _OF_ANOTHER.search(text, max(0, place.start - _LONGEST_OTHER), place.start)
        small = place.kind == "country" and other is not None and other.group().startswith("Petit")
        if other and (place.kind == "town" or small) and " " not in place.name:
            # "Old Bridge" is a place of its own, and not the town of Bridge.
            finds.add(other.start(), place.end, "name")
            continue
        if place.kind == "people" or label or _away(text, place.start) or _opens_office(tokens, place):
            continue
        if place.kind == "town" and " " not in place.name and _has_article(tokens, place):
            finds.waters.add(place.name)
            continue
        if is_person(tokens, place) or (place.name in finds.persons and not led):
            finds.persons.add(place.name)  # "President Ana Goris", and from then on "the Goris government"
        else:
            finds.add(place.start, place.end, place.kind, place)
    if here or _away(text, start) or _of_an_office(tokens, last) or _of_a_body(tokens, first):
        return
    if _PLURAL_ACRONYM.fullmatch(phrase) or (text[end : end + 1] == "." and is_title(phrase)):
        return  # "Inside ECs: 310", "Dr. Ruiz"
    begins = first == 0 or tokens.words[first - 1] in _OPENING or "\n" in text[tokens.ends[first - 1] : start]
    set_off = text[end : end + 1] == "," or phrase.endswith("mente")
    if begins and last - first == 1 and set_off and _ADVERB.fullmatch(phrase):
        return  # "Additionally, 900 families", "Diariamente entran 45 personas"
    name = re.sub(r"['’]s$", "", phrase.rstrip(".'’"))
    short = name.isupper() or _MIXED_ACRONYM.fullmatch(name)
    if short and len(name) <= _ACRONYM and not _acronym_of_place(tokens, first, last):
        return
    if not led and (_in_title(text, start, end) or _is_heading(tokens, first, last)):
        return
    listed = (
        re.match(r"\s*(?:\([^()a-z]{0,6}\d|[:,–-]\s*\d)", text[end : end + 12])
        or _heads_list(text, start, end)
        or opens_item(text, start, end)
    )
    if last - first == 1 and text[end : end + 1] == ":" and "en" in lexicon().languages and _PARTICIPLE.search(phrase):
        return  # "Available: 1,200", "Planned: 900"
    if begins and last - first == 1 and not listed and not led and not _is_subject(tokens, last):
        return
    heads = lexicon().words("sites", "headings") | strong_leads(lexicon())
    if listed and not led and tokens.words[last - 1] in heads:
        return
    if not led and last - first == 1 and not listed and _of_people(tokens, last):
        return  # "13 Kurdish fighters"
    place = PlaceMention(name, start)
    words = lexicon()
    # The letter of "Block A" is part of the name, and not an article.
    own = tokens.words[first : last - 1] if last - first > 1 and _letter(tokens, last - 1) else tokens.words[first:last]
    if any(is_known_word(words, word) for word in own) or is_person(tokens, place):
        return
    if phrase != text[start:end] and words.finder("terms").at(tokens, first):
        return  # "9,400 PEOPLE IN SPACE FOR 4,500"
    finds.add(start, start + len(name), "name", place)


def _is_shortened(tokens: Tokens, at: int) -> bool:
    """Whether a word is the shortened first one of a name that follows: the "St." of "St. Mary"."""
    if tokens.words[at] not in lexicon().words("sites", "shortened") or tokens.words[at + 1 : at + 2] != ["."]:
        return False
    text, end = tokens.text, tokens.ends[at + 1]
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


def _opens_office(tokens: Tokens, place: PlaceMention) -> bool:
    """Whether a name is the first word of an office that has several: the "Coast" of "Coast Guard"."""
    first, last = tokens.at(place.start), tokens.at(place.end - 1) + 1
    return any(name == "words" and end > last for name, end in lexicon().finder("speakers").at(tokens, first))


def _has_article(tokens: Tokens, place: PlaceMention) -> bool:
    """Whether "the" leads to a name and no noun follows: a river or a range, not the town of that name.

    "The Kosi breached its bank", not "the Goris road", "the Sumy and Kharkiv regions".
    """
    first, last = tokens.at(place.start), tokens.at(place.end - 1) + 1
    if "en" not in lexicon().languages or first == 0 or tokens.words[first - 1] != "the":
        return False
    if tokens.text[tokens.ends[first - 1] : tokens.starts[first]] != " ":
        return False
    following = tokens.words[last] if last < len(tokens.words) else "."
    if following in {",", "-", "–", "/", "("} or following in lexicon().words("clauses", "and"):
        return False
    if not following[0].isalpha() or following in small_words(lexicon()):
        return True
    said = {name.partition(":")[2] for name, _ in lexicon().finder("terms").at(tokens, last)}
    return bool(_DONE.fullmatch(following)) or said == {"verbs"}


def _in_place_line(text: str, start: int) -> bool:
    """Whether a name stands behind the label of a line that says where: "Location: Goris"."""
    if text[max(start - 2, 0) : start] != ": ":
        return False
    line = text[max(text.rfind("\n", 0, start) + 1, start - _LONGEST_LINE) : start]
    label = line.strip(" \t•*-–:\u00a0").casefold()
    return label in lexicon().words("sites", "place_lines")


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a line of several words that are all in capitals."""
    if not text[start:end].isupper():
        return False
    looked_at = max(0, start - _LONGEST_LINE)
    begins = max(text.rfind("\n", looked_at, start) + 1, looked_at)
    words = _WORDS.findall(text[begins : start + _LONGEST_LINE].partition("\n")[0])
    return len(words) > 1 and all(word.isupper() for word in words)


def _is_subject(tokens: Tokens, last: int) -> bool:
    """Whether a verb such as "hosts" or "received" follows at once and a figure soon: "Korr hosts 3,000 refugees"."""
    words = tokens.words
    if last >= len(words) or tokens.text[tokens.ends[last - 1] : tokens.starts[last]] != " ":
        return False
    if words[last - 1].endswith("s") and not words[last].endswith("s"):
        return False  # "Neighbours hosted 30 families"
    if words[last] in {"has", "had"} and words[last + 1 : last + 2] and words[last + 1][0].isdigit():
        return True  # "Bogles has 275"
    said = lexicon().finder("terms").at(tokens, last)
    if any(name.endswith(":nouns") for name, _ in said):
        return False  # "Cumulative arrivals since May: 310"
    ends = [end for name, end in said if name in _TAKEN_IN]
    return bool(ends) and any(word[0].isdigit() for word in words[max(ends) : max(ends) + _OBJECT])


def _of_people(tokens: Tokens, last: int) -> bool:
    """Whether a word for people without a capital follows at once, so that a name says which people."""
    if last >= len(tokens.words) or tokens.text[tokens.ends[last - 1] : tokens.starts[last]] != " ":
        return False
    units = {name for name, _ in lexicon().finder("units").at(tokens, last)}
    return tokens.text[tokens.starts[last]].islower() and bool(units) and units.isdisjoint(COUNTS_NOBODY)


def _of_an_office(tokens: Tokens, last: int) -> bool:
    """Whether the next words go on with the name, and make it that of an office: "Red" of "Red Cross"."""
    text = tokens.text
    for at in range(last, min(last + _LONGEST_OFFICE, len(tokens.words))):
        following = text[tokens.starts[at] : tokens.ends[at]]
        if text[tokens.ends[at - 1] : tokens.starts[at]] != " " or not following[0].isupper() or following.isupper():
            return False
        if is_office(lexicon(), following) or tokens.words[at] in lexicon().words("sites", "bare"):
            return True  # "Catholic Church"
    return False


def _of_a_body(tokens: Tokens, first: int) -> bool:
    """Whether a name says what a body or office is for: "ministère de la Défense", "Minister for Health and Care"."""
    words, text = lexicon(), tokens.text
    small = _JOINERS | words.words("speakers", "articles") | {"for"}
    at = first - 1
    while at > 0 and first - at <= _MOST_JOINERS and tokens.words[at] in small:
        at -= 1
    if 0 <= at < first - 1 and tokens.words[at] in words.words("speakers", "bodies"):
        return True
    several = False
    for back in range(first - 1, max(-1, first - 1 - _LONGEST_BODY), -1):
        word, capital = tokens.words[back], text[tokens.starts[back]].isupper()
        if capital and back < first - 1 and is_office(words, text[tokens.starts[back] : tokens.ends[back]]):
            return several or tokens.words[back + 1] == "for"
        several = several or word in words.words("clauses", "and")
        if not (capital or word in small or word in words.words("clauses", "and") or word == ","):
            return False
    return False


def _heads_list(text: str, start: int, end: int) -> bool:
    """Whether a name is all of a line and figures open the next one: "Kerema" above "21,300 people displaced"."""
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t#*-•") and text[end : end + 1] in {"\n", ":"}
    return alone and not text[start:end].isupper() and _FIGURE_FOLLOWS.match(text, end) is not None


def _in_title(text: str, start: int, end: int) -> bool:
    """Whether a name is one of several words of a title in capitals, "Damage and Loss", and not a line of its own."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    if len(line) >= _LONGEST_TITLE or len(line) == len(text):
        return False
    others = re.findall(r"[^\W\d_]{3,}", line[: start - first] + " " + line[end - first :])
    return (
        bool(others)
        and all(each[0].isupper() or each in _TITLE_WORDS for each in others)
        and not re.search(r"\d", line)
    )


@lru_cache(maxsize=512)
def _stands_in(text: str, word: str) -> bool:
    """Whether a word stands in a text; remembered, since headings come again."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _is_heading(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a line of capitalised words is the heading of a part: one of them is common, here or in headings."""
    text, start, end = tokens.text, tokens.starts[first], tokens.ends[last - 1]
    if text[text.rfind("\n", 0, start) + 1 : start].strip(" \t#*-•") or text[end : end + 1] not in {"\n", ":", ""}:
        return False
    known = lexicon().words("sites", "headings")
    return any(
        each in known or (len(each) >= _SHORTEST_COMMON and _stands_in(text, each))
        for each in (text[tokens.starts[at] : tokens.ends[at]].lower() for at in range(first, last))
    )


def _acronym_of_place(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a short name in capitals stands as a place does: "registered in NWFP who", not "in UNRWA schools"."""
    words, strong = tokens.words, strong_leads(lexicon())
    if last - first > 1 or first == 0 or words[first - 1] not in strong:
        return False
    following = words[last] if last < len(words) else "."
    return not following[0].isalpha() or following in small_words(lexicon())


def _away(text: str, start: int) -> bool:
    return bool(_AWAY.search(text[max(0, start - 40) : start]))


def add_arabic(finds: Finds) -> None:
    """Names in Arabic, which has no capitals: those known, and what else follows a preposition of place."""
    tokens, words = finds.tokens, lexicon()
    for each in arabic_places(tokens):
        finds.add(tokens.starts[each.first] + each.glued, tokens.ends[each.last - 1], each.kind, each.place)
    if "ar" not in words.languages:
        return
    for at, word in enumerate(tokens.words):
        country = translated_country(word, "ar")
        if country:
            finds.add(
                tokens.starts[at], tokens.ends[at], "country", PlaceMention(word, tokens.starts[at], country, "country")
            )
    rows = list(_ARABIC_ROW.finditer(tokens.text))
    for row in rows if len(rows) > 1 else ():
        # Lines of a list: the name of a site and its figure.
        start, end = row.span(1)
        first, last = tokens.span(start, end)
        if first < last == _arabic_name(tokens, first, 3):
            finds.add(start, end, "name")
    for _, lead, first in words.finder("leads").all(tokens):
        # "Pointed to": behind a verb of saying stands what was said, or where.
        says = lead > 0 and words.finder("speech").at(tokens, lead - 1)
        last = first if says else _arabic_name(tokens, first, 2)
        if last > first:
            finds.add(tokens.starts[first], tokens.ends[last - 1], "name")


def _arabic_name(tokens: Tokens, first: int, most: int) -> int:
    """Number of the word after a name that begins at a word; the same number if none does."""
    words, last = lexicon(), first
    none = no_names(words)
    while last < len(tokens.words) and last - first < most and _ARABIC_NAME.fullmatch(tokens.words[last]):
        known = any(words.finder(table).at(tokens, last) for table in ("units", "terms", "speech", "speakers"))
        noun = _ARABIC_NOUN.fullmatch(tokens.words[last]) or _is_event(tokens.words[last])
        if known or noun or tokens.words[last] in none or words.finder("leads").at(tokens, last):
            break
        last += 1
    return last


def _is_event(word: str) -> bool:
    """Whether an Arabic word says what befell people ("in shelling"), with or without its article."""
    events = lexicon().words("sites", "events")
    return word in events or word.removeprefix("ال") in events

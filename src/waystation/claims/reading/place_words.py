"""Words that lead to the name of a place, may stand before or behind it, or are none: from the lexicons."""

from __future__ import annotations

from functools import cache

from waystation.claims.reading.lexicon import Finder, Lexicon, Tokens, folded

__all__ = [
 "holds_one", "is_known_word", "is_office", "led_words", "no_names", "passed_over", "small_words",
 "strong_leads",
]  # fmt: skip


_LONG_ENOUGH = 5


@cache
def passed_over(words: Lexicon) -> frozenset[str]:
    """Words that may stand between a preposition and the name."""
    own = {"the", "a", "an", "le", "la", "les", "el", "los", "las", "l'", "o", "os", "as", "both", "de", "of", "d'"}
    sides = {f"{side}{end}" for side in ("north", "south", "east", "west") for end in ("", "ern")}
    return frozenset(own | sides | {"central", "neighbouring", "nearby", "upper", "lower"}) | words.words(
        "sites", "words"
    )


@cache
def no_names(words: Lexicon) -> frozenset[str]:
    """Words with a capital that name no place."""
    named = (each for each in words.values("dates.days")[1] if " " not in each)
    dates = {*words.values("dates.weekdays")[1], *words.values("dates.months")[1], *named}
    small = {
        *words.words("language", "common"), *words.words("clauses", "borders"), *words.words("clauses", "helpers"),
        *words.words("clauses", "may"), *words.words("speakers", "pronouns"), *words.words("speakers", "articles"),
        *words.words("speakers", "stops"), *words.words("sites", "common"), *words.words("speakers", "documents"),
    }  # fmt: skip
    # "Arrivals: 300", "Correction: 530": what the lexicon knows as a word for people or for what happened.
    lists = [
        *words.lists("units").values(),
        *words.classed().values(),
        *words.lists("corrections").values(),
        words.table("parts").get("sum", []),
    ]
    nouns = {folded(each).rstrip("*:") for every in lists for each in every}
    # "Selon", "Cerca de 640": towns too, but never where they open a sentence before a speaker or a figure.
    leading = [
        *words.words("speech", "before"),
        # "Below" and "under" are said of places too: "Camp Below".
        *(each for name, every in words.lists("qualifiers").items() if name != "less than" for each in every),
    ]
    small |= {folded(each).split()[0] for each in leading if len(each.split()[0]) >= _LONG_ENOUGH}
    # "Between 5 and 11 May", "Since 3 May"
    small |= {
        word for name in ("between", "since", "until", "before", "starting") for word in words.words("dates", name)
    }
    return frozenset(
        dates
        | small
        | nouns
        | set(words.numbers)
        | set(words.multipliers)
        | {"idp", "idps", "hh", "hhs", "un", "ngo", "ngos"}
    )


@cache
def strong_leads(words: Lexicon) -> frozenset[str]:
    """Prepositions that lead to places alone: "in", "to", "from", not "of" or "by"."""
    lists = words.table("sites")
    every = {each for name in ("origin", "destination", "there") for each in lists.get(name, ()) if " " not in each}
    return frozenset(every - {"of", "de", "du", "do", "da", "for", "por", "à", "a", "hit", "through", "on"})


@cache
def small_words(words: Lexicon) -> frozenset[str]:
    """Small words that may follow a name."""
    lists = [words.words("clauses", each) for each in ("and", "borders", "helpers", "may")]
    lists.append(words.words("language", "common"))
    return frozenset().union(*lists) | strong_leads(words)


@cache
def led_words(words: Lexicon) -> frozenset[str]:
    lists = words.table("sites")
    return frozenset(
        each
        for name in ("origin", "destination", "there", "places_after")
        for each in lists.get(name, ())
        if " " not in each
    )


@cache
def is_office(words: Lexicon, word: str) -> bool:
    """Whether a word is one of an office ("State Minister") and not of a kind of site."""
    one = Tokens(word)
    site = word.casefold() in words.words("sites", "words")
    return not site and "words" in {name for name, _ in words.finder("speakers").at(one, 0)}


@cache
def holds_one(words: Lexicon, word: str) -> bool:
    """Whether a word is an office that one person holds: "spokesman"."""
    return bool(Finder({"persons": words.words("speakers", "persons")}).at(Tokens(word), 0))


@cache
def is_known_word(words: Lexicon, word: str) -> bool:
    """Whether a word is one of units, offices or acts, and so no name."""
    one = Tokens(word)
    return any(words.finder(table).at(one, 0) for table in ("units", "terms", "speakers"))

"""Translation of the program's own messages: problems with their fixes, and notes, in the reader's language.

They are made far from any page, by code that the command line uses too, and travel as English text. The catalogue's own
messages (``words/messages-*.po``) find them again: the text around what fills their blanks, ``%(1)s`` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple

from babel.messages.pofile import read_po

from waystation.errors import Problem
from waystation.share.language import Language

__all__ = ["translate_message", "translate_problem"]

_BLANK = re.compile(r"%\((\w+)\)s")
_ESCAPED_BLANK = re.compile(r"%\\\((\w+)\\\)s")
_COUNT = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


_ANY = "fr"
_WORD = re.compile(r"[^\W\d_]{2,}")


class _Message(NamedTuple):
    pattern: re.Pattern[str]
    translation: str
    as_written: frozenset[str]
    """Blanks whose days and figures stay as they are: what somebody wrote, or is told to write."""


def translate_message(text: str, words: Language) -> str:
    """A message of the program in the reader's language; as it is where the catalogue does not know it.

    In English the words stay, and days and figures in them are written as the page writes them.

    Parameters
    ----------
    text : one or several sentences in English, as a `waystation.errors.Problem` or a note has them
    words : the reader's language

    Examples
    --------
    >>> from waystation.share.language import Language
    >>> translate_message("There is no forecast yet.", Language("fr"))
    "Il n'y a pas encore de prévision."
    """
    if not text:
        return text
    whole = _translate_whole(text, words)
    if whole is not None:
        return whole
    for end in re.finditer(r"\. (?=\S)", text):  # several sentences, each said by itself
        first = _translate_whole(text[: end.start() + 1], words)
        if first is not None:
            return f"{first} {translate_message(text[end.end() :], words)}"
    return text


def translate_problem(problem: Problem, words: Language) -> str:
    """A problem with its place and its fix, as ``str(problem)`` says it in English."""
    if words.code == "en":
        message, fix = (translate_message(each, words) for each in (problem.message, problem.fix))
        return str(replace(problem, message=message, fix=fix))
    where = [problem.file] if problem.file else []
    if problem.row:
        where.append(words.say("row %(number)s", number=problem.row))
    if problem.column:
        where.append(_named(problem, words))
    translation = translate_message(problem.message, words)
    message = f"{translation} {translate_message(problem.fix, words)}".strip()
    # A name from left to right that stands first does not turn the sentence round.
    mark = "\u200f" if words.direction == "rtl" and translation != problem.message else ""
    return f"{mark}{words.listed(where)}: {message}" if where else message


def _named(problem: Problem, words: Language) -> str:
    name = problem.column
    if problem.file.endswith(".toml"):
        return words.say('setting "%(name)s"', name=name)
    if problem.file or problem.row:
        return words.say('column "%(name)s"', name=name)
    return name if name.startswith("--") else f'"{words.say(name)}"'


def _translate_whole(text: str, words: Language) -> str | None:
    exact, messages = _messages(words.code)
    if text in exact:
        return words.isolated(exact[text])
    for message in messages:
        found = message.pattern.fullmatch(text)
        if found:
            filled = {
                name: _filled(value, words, as_written=name in message.as_written)
                for name, value in found.groupdict().items()
            }
            return words.isolated(message.translation) % {name[1:]: value for name, value in filled.items()}
    return None


def _filled(value: str, words: Language, *, as_written: bool) -> str:
    """What fills a blank: days and thousands as the reader writes them, words that are messages themselves."""
    if as_written and (_DAY.fullmatch(value) or _COUNT.fullmatch(value)):
        return value
    if _DAY.fullmatch(value):
        try:
            return words.day(date.fromisoformat(value))
        except ValueError:  # a day that does not exist stays as it was written
            return value
    if _COUNT.fullmatch(value):
        return words.figure(float(value.replace(",", "")))
    exact, _ = _messages(words.code)
    parts = value.split(", ")
    if all(part in exact for part in parts):
        return words.listed(exact[part] for part in parts)
    for each in (value, value.capitalize()):  # words that the page has, such as the name of an audience
        if words.say(each) != each:
            return words.say(each)
    return value


@cache
def _messages(code: str) -> tuple[dict[str, str], Sequence[_Message]]:
    """Messages without blanks by their text, and those with blanks, the one with most text of its own first."""
    known = code if code != "en" else _ANY  # every catalogue holds the same messages
    with resources.files("waystation.share").joinpath(f"words/messages-{known}.po").open("rb") as file:
        entries = [each for each in read_po(file, locale=known) if each.id and each.string]
    by_english = {str(each.id): str(each.string if code != "en" else each.id) for each in entries}
    exact = {english: text for english, text in by_english.items() if not _BLANK.search(english)}
    with_blanks = [english for english in by_english if english not in exact]
    with_blanks.sort(key=lambda english: -len(_BLANK.sub("", english)))
    return exact, [_Message(_pattern(each), by_english[each], _as_written(each)) for each in with_blanks]


def _as_written(english: str) -> frozenset[str]:
    """Names of the blanks in quotation marks, and of all where the message tells what to write."""
    told = re.search(r"\bwrite\b", english, re.IGNORECASE)
    quoted = re.findall(r'"%\((\w+)\)s"', english)
    return frozenset(f"b{name}" for name in (_BLANK.findall(english) if told else quoted))


def _pattern(english: str) -> re.Pattern[str]:
    """Of a message with one word of its own, such as "Write %(1)s.", a value is one word: else it fits any sentence."""
    value = ".+?" if len(_WORD.findall(_BLANK.sub("", english))) > 1 else r"\S+?"
    return re.compile(_ESCAPED_BLANK.sub(lambda found: f"(?P<b{found[1]}>{value})", re.escape(english)), re.DOTALL)

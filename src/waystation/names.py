"""Names in one form, so that what looks alike is alike: part of the ground floor."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import BeforeValidator

__all__ = ["Name", "is_url", "normal_name"]

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
"""Zero-width space, word joiner, byte order mark and soft hyphen: nobody sees them, and no name needs them."""


def normal_name(text: str) -> str:
    """A name as it is compared and kept: letters and accents joined (NFC), every space a plain one, none doubled.

    Macs write an accent as a sign of its own, spreadsheets and web pages write no-break spaces; on screen nobody can
    tell. Joiners that belong to the spelling of Persian, Kurdish and Indian names stay.

    Parameters
    ----------
    text : the name as written

    Examples
    --------
    >>> normal_name("Adre\\u0301") == "Adr\\u00e9"
    True
    >>> normal_name(" North\\u00a0camp ")
    'North camp'
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())


def _normal(value: object) -> object:
    return normal_name(value) if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(_normal)]
"""Text of a model that is compared as a name."""


def is_url(target: object) -> bool:
    """Whether a ledger is named by a database URL, not by a file.

    Examples
    --------
    >>> is_url("postgresql://host/claims"), is_url("ledger.db")
    (True, False)
    """
    return isinstance(target, str) and "://" in target

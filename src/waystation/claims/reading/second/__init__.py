"""A second reader: a language model at an address of the user's choice, believed only where its quotations hold."""

from __future__ import annotations

from waystation.claims.reading.second.asking import SecondReader
from waystation.claims.reading.second.compared import SecondReading, second_reading
from waystation.claims.reading.second.quoted import Quoted, checked

__all__ = ["Quoted", "SecondReader", "SecondReading", "checked", "second_reading"]

"""A second reader: a language model at an address of the user's choice, believed only where its quotations hold."""

from __future__ import annotations

from waystation.claims.reading.second.asking import Endpoint
from waystation.claims.reading.second.compared import Second, compared
from waystation.claims.reading.second.quoted import Quoted, checked

__all__ = ["Endpoint", "Quoted", "Second", "checked", "compared"]

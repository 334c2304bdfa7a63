"""Digits with the separators of any country, and what they are worth."""

from __future__ import annotations

import re

__all__ = ["DIGITS", "SPACE", "digits_value"]

_GROUPED = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u2007\u2009\u202f٬،])\d{3})(?:\1\d{3})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
SPACE = " \u00a0\u2007\u2009\u202f"
DIGITS = (
    r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"  # 1,50,000
    r"|\d{1,3}(?:,\d{3})+(?:\.\d{1,2}(?!\d))?(?!\d|,\d\d\d)"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2}(?!\d))?(?!\d|\.\d\d\d)"
    r"|\d{1,3}(?:['’]\d{3})+(?!\d)"
    rf"|\d{{1,3}}(?:[{SPACE}]\d{{3}})+(?:[.,]\d{{1,2}}(?!\d))?(?!\d|[.,'’]\d{{3}})"  # not "May 4 350,000"
    r"|\d{1,3}(?:[٬،]\d{3})+(?!\d)"
    r"|\d{1,3}(?:,\s000)+(?!\d)"  # "140, 000", as copies of printed pages have it
    r"|(?<!\.)\d+\.\d{4,}(?![\d.,]\d)"  # 31.2008 degrees
    r"|\d+(?:[.,٫]\d{1,3}(?![\d.,]\d))?"  # "8,0411" is 8,041 with the mark of a footnote
)


def digits_value(digits: str, factor: float = 1.0) -> float:
    """The value of digits with their separators, in any country's way of writing them.

    Parameters
    ----------
    digits : as they stand, digits being 0 to 9
    factor : what they are multiplied with; "2.814" before "million" is no 2,814

    Examples
    --------
    >>> [digits_value(each) for each in ("1,50,000", "12'500", "1.234.567", "3 500", "2,5", "1٬250")]
    [150000.0, 12500.0, 1234567.0, 3500.0, 2.5, 1250.0]
    """
    if digits.isdecimal():
        return float(digits)
    if _INDIAN.fullmatch(digits):
        return float(digits.replace(",", ""))
    decimal_with_many = factor >= 1_000_000 and re.fullmatch(r"\d{1,3}[.,]\d{3}", digits)
    if _GROUPED.fullmatch(digits) and not decimal_with_many:
        return float(re.sub(r"\D", "", digits))
    whole, _, rest = digits.replace(", 000", ",000").rpartition(digits[-3] if len(digits) > 2 else "!")
    if re.fullmatch(r"\d{1,3}(?:,\s?000)+", digits):
        return float(re.sub(r"\D", "", digits))
    if whole and _GROUPED.fullmatch(whole) and rest.isdigit():
        return float(re.sub(r"\D", "", whole) + "." + rest)
    return (
        float(re.sub(r"[,٫]", ".", digits))
        if re.fullmatch(r"\d+(?:[.,٫]\d+)?", digits)
        else float(re.sub(r"\D", "", digits))
    )

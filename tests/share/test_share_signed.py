"""What the report of a made-up forecast says and draws moves only if the change signs it.

Every figure, share, rounding and place of a mark is in it. ``SIGN=1 pytest tests/share/test_share_signed.py`` writes
``signed_report.txt`` anew, to be read before it is committed.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parent / "signed_report.txt"

pytestmark = pytest.mark.charts


def _words(page: str) -> list[str]:
    """The words of a page, a line each block."""
    bare = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    broken = re.sub(
        r"</?(?:p|div|li|tr|h\d|section|details|summary|table|ul|ol|figure|figcaption|dl|dt|dd)\b[^>]*>", "\n", bare
    )
    plain = html.unescape(re.sub(r"<[^>]+>", " ", broken))
    return [line for each in plain.splitlines() if (line := " ".join(each.split()))]


def _drawn(page: str) -> list[str]:
    """Of each chart its size and, in a few letters, all that is drawn: to half a pixel, so that fonts matter little."""
    found = []
    for svg in re.findall(r"<svg\b.*?</svg>", page, flags=re.DOTALL):
        half = re.sub(r"-?\d+\.\d+", lambda number: f"{round(2 * float(number[0])) / 2:g}", svg)
        label = re.search(r'aria-label="([^"]{0,60})', svg)
        size = re.search(r'class="(\w+)"', svg)
        mark = hashlib.sha256(half.encode()).hexdigest()[:16]
        found.append(f"{size[1] if size else ''} {html.unescape(label[1]) if label else ''}: {mark}")
    return found


def test_what_a_report_says_and_draws_moves_only_if_the_change_signs_it(report: str) -> None:
    now = [*_words(report), "", *_drawn(report)]
    if os.environ.get("SIGN"):
        FILE.write_text("\n".join(now) + "\n", encoding="utf-8")
    assert now == FILE.read_text(encoding="utf-8").splitlines(), (
        "If this is meant, sign it as the head of this file says."
    )

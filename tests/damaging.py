"""Damaged bytes: those of something sound with a few changes, and strings that programs stumble over."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["NASTY", "damaged"]

NASTY = [
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n\n", b'"', b"'", b'""', b",", b";", b"\t",
    b"#", b"=", b"[", b"]", b"{", b"}", b"\\", b"-", b"-1", b"0", b"1e999", b"-1e999", b"nan", b"inf",
    b"999999999999999999999", b"0.1.2", b"1,234", b"12.000", b"2030-02-30", b"0000-00-00", b"9999-12-31",
    b"10000-01-01", b"03/04/2030", b"\xd9\xa3\xd9\xa4\xd9\xa5", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80",
    b"\xe2\x80\x8b", b"\xed\xa0\x80", b"=1+1", b"../../x", b"%s%n", b"${x}", b"<script>", b"A" * 5000, b"true",
    b"false", b"null", b"none", b"None", b"1.7976931348623157e308", b"5e-324", b"[[" * 200, b"{" * 400,
]  # fmt: skip


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Bytes with one to four changes: flipped, cut, doubled, moved, or with something nasty put in."""
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        data = rng.choice(_CHANGES)(data, rng)
    return data


def _flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def _put_in(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(NASTY) + data[at:]


def _cut_out(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.randrange(1, 60) :]


def _cut_off(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _double(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    part = data[at : at + rng.randrange(1, 200)]
    return data[:at] + part * rng.choice([2, 3, 50]) + data[at:]


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return data
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    way = rng.randrange(3)
    if way == 0:
        lines[a], lines[b] = lines[b], lines[a]
    elif way == 1:
        lines.insert(a, lines[b])
    else:
        del lines[a]
    return b"".join(lines)


def _value(data: bytes, rng: random.Random) -> bytes:
    """Another value in the place of a cell or a setting."""
    marks = [at for at, byte in enumerate(data) if byte in b",=:\n\t;"]
    if len(marks) < 2:
        return _put_in(data, rng)
    first = rng.randrange(len(marks) - 1)
    begin, end = marks[first] + 1, marks[first + 1]
    other = rng.randrange(len(marks) - 1)
    word = rng.choice(
        [rng.choice(NASTY), data[marks[other] + 1 : marks[other + 1]], str(rng.randrange(-9, 10**6)).encode()]
    )
    return data[:begin] + word + data[end:]


_CHANGES: list[Callable[[bytes, random.Random], bytes]] = [
    _flip, _put_in, _cut_out, _cut_off, _double, _lines, _value, _value, _value,
]  # fmt: skip

"""What a second reader says beside the claims of a report, on the screen and for machines."""

from __future__ import annotations

import waystation as ws

__all__ = ["as_data", "of_claim", "of_report"]

_NAMES = {"about": "days"}


def of_claim(second: ws.SecondReading, name: str) -> list[str]:
    """What the second reader says of a claim: that it agrees, or what it reads otherwise, with its words."""
    apart = second.differs.get(name, {})
    said = [
        f'second reader: {_NAMES.get(field, field)} {value.replace("_", " ")} ("{words}")'
        for field, (value, words) in apart.items()
    ]
    return [*said, *(["second reader agrees"] if name in second.agreed else [])]


def of_report(second: ws.SecondReading, text: str) -> list[str]:
    """What the second reader says of a report as a whole, in sentences."""
    if second.failed:
        return [f"The second reader gave no answer: {second.failed}.", *second.notes]
    lines = [*second.notes]
    for each in second.alone:
        said = "; ".join(f"{_NAMES.get(field, field)} {value}" for field, value in each.values.items())
        lines.append(f"Only the second reader: {text[each.start : each.end]}{f' ({said})' if said else ''}.")
    if second.thrown:
        lines.append(f"Of the second reader's claims and fields {second.thrown} are not in the text: dropped.")
    return lines


def as_data(second: ws.SecondReading) -> dict[str, object]:
    """The same for machines."""
    return {
        "agreed": sorted(second.agreed),
        "differs": {
            name: {field: {"value": value, "words": words} for field, (value, words) in apart.items()}
            for name, apart in second.differs.items()
        },
        "alone": [
            {"start": each.start, "end": each.end, "quantity_low": each.low, "quantity_high": each.high, **each.values}
            for each in second.alone
        ],
        "thrown_away": second.thrown,
        "failed": second.failed,
        "notes": list(second.notes),
    }

"""One claim on the screen: its columns, its words with marks, who tells the same, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from waystation.claims import Claim, Decision

__all__ = ["claim_data", "claim_lines"]


def claim_data(claim: Claim, claims: Sequence[Claim], source: str) -> dict[str, Any]:
    """All that is known of a claim, for machines.

    Parameters
    ----------
    claim : one of the claims
    claims : all of the same source
    source : where they were read; decisions are looked up if it is a ledger
    """
    from waystation.claims import kind_of

    return claim.model_dump(mode="json", exclude_defaults=True) | {
        "kind": kind_of(claim, claims).value,
        "same_story": [each.id for each in _same(claim, claims)],
        "lineage": [each.id for each in _lineage(claim, claims)],
        "decisions": [asdict(each) | {"when": each.when.isoformat()} for each in _decisions(claim, source)],
    }


def claim_lines(claim: Claim, claims: Sequence[Claim], source: str) -> list[str]:
    """The same in lines for a reader; parameters as for `claim_data`."""
    from waystation.claims import kind_of

    cells = claim.model_dump(mode="json", exclude_defaults=True) | {"kind": kind_of(claim, claims).value}
    lines = [f"{column}: {cell}" for column, cell in cells.items() if column != "excerpt"]
    if claim.excerpt:
        lines.append(f"excerpt: {_marked(claim)}")
    line = _lineage(claim, claims)
    if line:
        lines += ["One origin and its copies:", *(f"  {_short(each)}" for each in line)]
    same = [each for each in _same(claim, claims) if each not in line]
    if same:
        lines += ["The same figure told again, counted once:", *(f"  {_short(each)}" for each in same)]
    for each in _decisions(claim, source):
        by = f" ({each.role})" if each.role else ""
        replaced = f" Replaced by {each.replaced_by}." if each.replaced_by else ""
        lines.append(f"{each.when:%Y-%m-%d %H:%M} UTC  {each.status.value}{by}: {each.why}{replaced}")
    return lines


def _short(claim: Claim) -> str:
    return f"{claim.published}  {claim.figure}. {claim.source} [{claim.id}]"


def _marked(claim: Claim) -> str:
    """The excerpt with the words that were read in brackets."""
    from waystation.claims.reading import pieces
    from waystation.cli.read_shown import bracketed

    start = claim.excerpt_start
    if start is None or not claim.spans:
        return claim.excerpt
    spans = {}
    for each in claim.spans.split("; "):
        name, _, offsets = each.rpartition(" ")
        low, _, high = offsets.partition("-")
        if name and low.isdigit() and high.isdigit():
            spans[name] = (int(low) - start, int(high) - start)
    return bracketed(pieces(claim.excerpt, 0, len(claim.excerpt), spans))


def _same(claim: Claim, claims: Sequence[Claim]) -> list[Claim]:
    from waystation.claims import same_story

    group = next((group for group in same_story(claims) if claim in group), [])
    return [each for each in group if each.id != claim.id]


def _lineage(claim: Claim, claims: Sequence[Claim]) -> list[Claim]:
    from waystation.claims import lineages

    return next((group for group in lineages(claims) if claim in group), [])


def _decisions(claim: Claim, source: str) -> list[Decision]:
    from waystation.cli.inputs import open_ledger

    path = Path(source)
    if path.is_dir() or path.suffix.lower() == ".csv":
        return []
    with open_ledger(source) as book:
        return book.history(claim.id)

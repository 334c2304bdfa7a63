"""One claim on the screen: its columns, its words with marks, who tells the same, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import waystation as ws

__all__ = ["claim_data", "claim_lines"]


def claim_data(claim: ws.Claim, claims: Sequence[ws.Claim], decisions: Sequence[ws.Decision]) -> dict[str, Any]:
    """All that is known of a claim, for machines.

    Parameters
    ----------
    claim : one of the claims
    claims : all of the same source
    decisions : on this claim, the first one first
    """
    return claim.model_dump(mode="json", exclude_defaults=True) | {
        "kind": ws.kind_of(claim, claims).value,
        "same_story": [each.id for each in _same(claim, claims)],
        "lineage": [each.id for each in _lineage(claim, claims)],
        "decisions": [asdict(each) | {"when": each.when.isoformat()} for each in decisions],
    }


def claim_lines(claim: ws.Claim, claims: Sequence[ws.Claim], decisions: Sequence[ws.Decision]) -> list[str]:
    """The same in lines for a reader; parameters as for `claim_data`."""
    cells = claim.model_dump(mode="json", exclude_defaults=True) | {"kind": ws.kind_of(claim, claims).value}
    lines = [f"{column}: {cell}" for column, cell in cells.items() if column != "excerpt"]
    if claim.excerpt:
        lines.append(f"excerpt: {_marked(claim)}")
    line = _lineage(claim, claims)
    if line:
        lines += ["One origin and its copies:", *(f"  {_short(each)}" for each in line)]
    same = [each for each in _same(claim, claims) if each not in line]
    if same:
        lines += ["The same figure told again, counted once:", *(f"  {_short(each)}" for each in same)]
    for each in decisions:
        by = f" ({each.role})" if each.role else ""
        replaced = f" Replaced by {each.replaced_by}." if each.replaced_by else ""
        lines.append(f"{each.when:%Y-%m-%d %H:%M} UTC  {each.status.value}{by}: {each.why}{replaced}")
    return lines


def _short(claim: ws.Claim) -> str:
    return f"{claim.published}  {claim.figure}. {claim.source} [{claim.id}]"


def _marked(claim: ws.Claim) -> str:
    """The excerpt with the words that were read in brackets."""
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
    return bracketed(ws.pieces(claim.excerpt, 0, len(claim.excerpt), spans))


def _same(claim: ws.Claim, claims: Sequence[ws.Claim]) -> list[ws.Claim]:
    group = next((group for group in ws.same_story(claims) if claim in group), [])
    return [each for each in group if each.id != claim.id]


def _lineage(claim: ws.Claim, claims: Sequence[ws.Claim]) -> list[ws.Claim]:
    return next((group for group in ws.lineages(claims) if claim in group), [])

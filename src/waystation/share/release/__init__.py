"""What leaves: as much as an audience may be told, small counts guarded within a release and across releases.

``audience`` says who may be told what, ``suppression`` which cells stay hidden, ``release`` puts both together,
``register`` keeps what was told, to whom and why, and ``writing`` makes the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.share.release.audience import Audience, audiences, for_audience, refuse_too_sensitive
    from waystation.share.release.known_sum import Shown
    from waystation.share.release.register import Entry, Register
    from waystation.share.release.release_tables import Release, make_release
    from waystation.share.release.suppression import TableFigure, hidden_figures, with_totals
    from waystation.share.release.writing import write_release

__all__ = [
    "Audience",
    "Entry",
    "Register",
    "Release",
    "Shown",
    "TableFigure",
    "audiences",
    "for_audience",
    "hidden_figures",
    "make_release",
    "refuse_too_sensitive",
    "with_totals",
    "write_release",
]  # fmt: skip

hand_out(__name__, {
    "audience": ("Audience", "audiences", "for_audience", "refuse_too_sensitive"),
    "register": ("Entry", "Register"),
    "release_tables": ("Release", "make_release"),
    "known_sum": ("Shown",),
    "suppression": ("TableFigure", "hidden_figures", "with_totals"),
    "writing": ("write_release",),
})  # fmt: skip

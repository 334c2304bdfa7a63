"""A situation: what stands in a folder, what was known of it as of a day, and what follows from that.

The only room that loads, remembers and hands out. A notebook, the command line and the page say the same three lines::

    situation = ws.open("examples/baghouz")            # scenario, claims, reports, decisions: each file read once
    view = situation.as_of(date(2019, 3, 4))           # what was known that evening
    assessment = view.forecast()                       # fitted futures; needs, limit, what-ifs on demand
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.situation.assessment import Assessment
    from waystation.situation.situation import Situation, open
    from waystation.situation.view import View

__all__ = ["Assessment", "Situation", "View", "open"]

hand_out(__name__, {
    "assessment": ("Assessment",),
    "situation": ("Situation", "open"),
    "view": ("View",),
})  # fmt: skip

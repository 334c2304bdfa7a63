"""Charts of a forecast as SVG elements, each in a wide and a narrow drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.share.charts.disagreements_chart import disagreements_chart
    from waystation.share.charts.ending import ending_chart
    from waystation.share.charts.fans import daily_chart, population_chart, since_chart
    from waystation.share.charts.limit_chart import limit_chart
    from waystation.share.charts.map import map_chart
    from waystation.share.charts.style import Chart
    from waystation.share.charts.waits_chart import waits_chart

__all__ = [
    "Chart",
    "daily_chart",
    "disagreements_chart",
    "ending_chart",
    "limit_chart",
    "map_chart",
    "population_chart",
    "since_chart",
    "waits_chart",
]

hand_out(__name__, {
    "disagreements_chart": ("disagreements_chart",),
    "ending": ("ending_chart",),
    "fans": ("daily_chart", "population_chart", "since_chart"),
    "limit_chart": ("limit_chart",),
    "map": ("map_chart",),
    "style": ("Chart",),
    "waits_chart": ("waits_chart",),
})  # fmt: skip

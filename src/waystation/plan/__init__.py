"""What is needed: standards as data, and needs computed from the forecast's members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.plan.action import Action, first_action
    from waystation.plan.changes import check_changes
    from waystation.plan.compare import Comparison, Measure, compare, rank
    from waystation.plan.limit import Limit, Limits, limit_of, limits
    from waystation.plan.loads import Weight, check_payload, loads, read_weights
    from waystation.plan.measures import read_measures
    from waystation.plan.mortality import Deaths, Threshold, death_rate, deaths_by_hazard, mortality_thresholds
    from waystation.plan.needs import needs, needs_of_members, needs_of_people
    from waystation.plan.needs_summary import needs_summary
    from waystation.plan.outlook import Outlook, PlanBesideLimit, Relief, outlook
    from waystation.plan.standards import Standard, choose_standards, defaults
    from waystation.plan.standards_csv import read_standards
    from waystation.plan.stock import Stock, read_stock, stockout_dates, subtract_stock

__all__ = [
    "Action",
    "Comparison",
    "Deaths",
    "Limit",
    "Limits",
    "Measure",
    "Outlook",
    "PlanBesideLimit",
    "Relief",
    "Standard",
    "Stock",
    "Threshold",
    "Weight",
    "check_changes",
    "check_payload",
    "choose_standards",
    "compare",
    "death_rate",
    "deaths_by_hazard",
    "defaults",
    "first_action",
    "limit_of",
    "limits",
    "loads",
    "mortality_thresholds",
    "needs",
    "needs_of_members",
    "needs_of_people",
    "needs_summary",
    "outlook",
    "rank",
    "read_measures",
    "read_standards",
    "read_stock",
    "read_weights",
    "stockout_dates",
    "subtract_stock",
]

hand_out(__name__, {
    "action": ("Action", "first_action"),
    "changes": ("check_changes",),
    "compare": ("Comparison", "Measure", "compare", "rank"),
    "limit": ("Limit", "Limits", "limit_of", "limits"),
    "loads": ("Weight", "check_payload", "loads", "read_weights"),
    "measures": ("read_measures",),
    "mortality": ("Deaths", "Threshold", "death_rate", "deaths_by_hazard", "mortality_thresholds"),
    "needs": ("needs", "needs_of_members", "needs_of_people"),
    "outlook": ("Outlook", "PlanBesideLimit", "Relief", "outlook"),
    "standards_csv": ("read_standards",),
    "standards": ("Standard", "choose_standards", "defaults"),
    "stock": ("Stock", "subtract_stock", "read_stock", "stockout_dates"),
    "needs_summary": ("needs_summary",),
})  # fmt: skip

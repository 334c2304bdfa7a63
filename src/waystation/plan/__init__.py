"""What is needed: standards as data, and needs computed from the forecast's members."""

from waystation.plan.limit import Limit, Limits, limit_of, limits
from waystation.plan.needs import needs, needs_of_members, needs_of_people
from waystation.plan.reading import read_standards
from waystation.plan.standards import Standard, choose, defaults
from waystation.plan.summary import needs_summary

__all__ = [
    "Limit",
    "Limits",
    "Standard",
    "choose",
    "defaults",
    "limit_of",
    "limits",
    "needs",
    "needs_of_members",
    "needs_of_people",
    "needs_summary",
    "read_standards",
]

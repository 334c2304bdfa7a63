"""What is needed: standards as data, and needs computed from the forecast's members."""

from waystation.plan.needs import needs, needs_of_members, needs_of_people
from waystation.plan.reading import read_standards
from waystation.plan.standards import Standard, choose, defaults
from waystation.plan.summary import needs_summary

__all__ = [
    "Standard",
    "choose",
    "defaults",
    "needs",
    "needs_of_members",
    "needs_of_people",
    "needs_summary",
    "read_standards",
]

"""How pages are made: one environment and one style sheet, nothing fetched from anywhere."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

__all__ = ["page_template", "style_sheet", "unbroken"]


_PER_CENT = re.compile(r" %(?!\()")


@cache
def page_template(name: str) -> Template:
    """A template of the package, with everything put into it escaped."""
    environment = Environment(
        loader=PackageLoader("waystation.share"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=unbroken,
    )
    return environment.get_template(name)


@cache
def style_sheet() -> Markup:
    """The style sheet that ships with the package, which is ours and so needs no escaping."""
    return Markup(resources.files("waystation.share").joinpath("templates/report.css").read_text("utf-8"))


def unbroken(value: object) -> object:
    """Keeps "80 %" together at the end of a line."""
    return _PER_CENT.sub("\u00a0%", value) if isinstance(value, str) and not isinstance(value, Markup) else value

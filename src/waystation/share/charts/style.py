"""One look for all charts: drawn twice, for wide and for narrow pages, as plain SVG with real text.

A chart is drawn at the size it is shown, so that its letters are as large as the page's. Colours are
told apart by lightness as well, so that they survive colour blindness and a grey printer. The same chart
gives the same bytes.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from waystation.share.language import Language, language
from waystation.share.rounding import day_words

__all__ = [
    "BANDS", "FILL", "GRID", "INK", "MARKERS", "MEDIAN", "MUTED", "NARROW", "PAPER", "REPORTERS", "WIDE",
    "Chart", "Draw", "Size", "as_of_line", "date_axis", "day_number", "drawn", "people_axis", "rendered",
    "title",
]  # fmt: skip

INK, MUTED, GRID, PAPER = "#1d2a33", "#55636d", "#e4e8eb", "#ffffff"
BANDS = {95: "#dde8ef", 80: "#b9d1df", 50: "#86adc6"}
"""Share of possible cases to colour, wide bands first."""
MEDIAN, FILL = "#17466b", "#5d8fb0"
REPORTERS = ("#b4480f", "#6b3f98", "#11735b", "#1d1d1d", "#b5306f", "#7a6a00")
"""Okabe and Ito's idea, darker: they differ in lightness, and each goes with a shape of its own."""
MARKERS = ("o", "s", "D", "P", "X", "h")


@dataclass(frozen=True)
class Size:
    """Width in CSS pixels and letters to match."""

    name: str
    width: int
    letters: float
    narrow: bool


WIDE = Size("wide", 760, 13.0, False)
NARROW = Size("narrow", 350, 12.0, True)


@dataclass(frozen=True)
class Chart:
    """A finished chart.

    Parameters
    ----------
    key : its name in the page
    label : what it shows, for those who do not see it
    wide, narrow : SVG elements
    caption : what to take from it, and how to read its marks
    columns, rows : the figures behind it
    behind : what those are called
    """

    key: str
    label: str
    wide: Markup
    narrow: Markup
    caption: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=tuple)
    behind: str = "The figures behind this chart"


_TITLE_PAD = 9
_NARROW_LINE = 44
"""Letters that fit on a line of a narrow chart."""

Draw = Callable[[Figure, Size], None]


def drawn(
    key: str,
    label: str,
    heights: tuple[float, float],
    draw: Draw,
    *,
    caption: str = "",
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    behind: str = "The figures behind this chart",
) -> Chart:
    """Draw a chart at both sizes.

    Parameters
    ----------
    key : its name in the page, which must be unique there
    label : text for those who do not see it
    heights : in CSS pixels, wide and narrow
    draw : puts the chart on an empty figure of a given size
    caption, columns, rows, behind : as in `Chart`
    """
    svgs = [_svg(key, label, size, height, draw) for size, height in zip((WIDE, NARROW), heights, strict=True)]
    return Chart(key, label, svgs[0], svgs[1], caption, columns, rows, behind)


def _svg(key: str, label: str, size: Size, height: float, draw: Draw) -> Markup:
    data = rendered(draw, size, height, "svg", salt=f"{key}-{size.name}", background="none")
    return _inline(data.decode(), f"{key}-{size.name}", label, size)


def rendered(
    draw: Draw, size: Size, height: float, form: Literal["svg", "pdf"], *, salt: str, background: str = PAPER
) -> bytes:
    """A drawing as a file's bytes; the same drawing gives the same bytes.

    Parameters
    ----------
    draw : puts the chart on an empty figure of a given size
    size, height : in CSS pixels
    form : "svg", its letters as text, or "pdf", with its letters embedded
    salt : of the names within an SVG
    background : colour, or "none"
    """
    with mpl.rc_context():
        mpl.rcdefaults()  # not the settings of whoever runs this
        mpl.rcParams.update(_look(size, salt))
        # One unit of the drawing is one CSS pixel: 72 units to matplotlib's inch.
        figure = Figure(figsize=(size.width / 72, height / 72), dpi=72, layout="constrained", facecolor=background)
        if form == "svg":
            FigureCanvasSVG(figure)
        else:
            from matplotlib.backends.backend_pdf import FigureCanvasPdf  # half a second, and most want SVG

            FigureCanvasPdf(figure)
        engine = figure.get_layout_engine()
        if engine is not None:
            engine.set(w_pad=2 / 72, h_pad=5 / 72)  # type: ignore[call-arg]
        draw(figure, size)
        return _printed(figure)


def _printed(figure: Figure) -> bytes:
    engine = figure.get_layout_engine()
    if engine is not None:  # once: left in place it would lay out, and draw, twice
        engine.execute(figure)
    buffer = io.BytesIO()
    # Not `savefig`, which draws all once more wherever there ever was a layout engine.
    figure.set_layout_engine("none")
    canvas: Any = figure.canvas
    if isinstance(canvas, FigureCanvasSVG):
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        canvas.print_svg(buffer, metadata=nothing)  # type: ignore[no-untyped-call]
    else:
        canvas.print_pdf(buffer, metadata={"CreationDate": None})
    return buffer.getvalue()


def _look(size: Size, salt: str) -> dict[Any, Any]:
    return {
        "text.parse_math": False,  # a dollar in a name is a dollar
        "svg.fonttype": "none",
        "svg.hashsalt": salt,
        "font.family": ["DejaVu Sans"],  # measures only: the page's own letters are a little narrower
        "font.size": size.letters,
        "axes.labelsize": size.letters,
        "xtick.labelsize": size.letters,
        "ytick.labelsize": size.letters,
        "legend.fontsize": size.letters,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": "#9aa6ae",
        "axes.linewidth": 1.0,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "xtick.color": "#9aa6ae",
        "ytick.color": "#9aa6ae",
        "xtick.labelcolor": MUTED,
        "ytick.labelcolor": MUTED,
        "ytick.major.size": 0,
        "xtick.major.size": 4,
        "grid.color": GRID,
        "grid.linewidth": 1.0,
        "legend.frameon": False,
        "legend.labelcolor": INK,
        "hatch.linewidth": 1.0,
        "hatch.color": MUTED,
        "path.simplify": True,
        "pdf.fonttype": 42,
    }


_LONG_NUMBER = re.compile(r"(\d+\.\d{2})\d+")
_OUTSIDE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
_FONT = re.compile(r"font: ([\d.]+)px [^;\"]*")
_BOLD = re.compile(r"font: (?:bold|(\d{3})) ([\d.]+)px [^;\"]*")
_STYLE = re.compile(r"<style[^>]*>.*?</style>\s*", re.DOTALL)
_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
_ID = re.compile(r'\bid="([^"]+)"')
_LINK = re.compile(r'(?:xlink:)?href="#([^"]+)"')
_URL = re.compile(r"url\(#([^)]+)\)")
_OPENING = re.compile(r"<svg [^>]*>")
_STARTS, _END = "\u2066\u2067\u2068", "\u2069"
_TEXT = re.compile(r"(<text[^>]*>)([^<]*[\u0590-\u08ff][^<]*)(</text>)")


def _inline(svg: str, prefix: str, label: str, size: Size) -> Markup:
    """The drawing as an element of a page: no addresses, names of its own, the page's letters."""
    svg = _STYLE.sub("", _METADATA.sub("", _OUTSIDE.sub("", svg)))
    # Some of matplotlib's names depend on where things lie in memory: number them as they come.
    order = {name: f"n{i}" for i, name in enumerate(dict.fromkeys(_ID.findall(svg)))}
    used = {*_LINK.findall(svg), *_URL.findall(svg)}
    svg = _ID.sub(lambda found: f'id="{prefix}-{order[found[1]]}"' if found[1] in used else "", svg)
    svg = _LINK.sub(lambda found: f'href="#{prefix}-{order[found[1]]}"', svg)
    svg = _URL.sub(lambda found: f"url(#{prefix}-{order[found[1]]})", svg)
    svg = _BOLD.sub(lambda found: f"font-weight: {found[1] or 700}; font-size: {found[2]}px", svg)
    svg = _FAMILY.sub("", _FONT.sub(r"font-size: \1px", svg))
    svg = _LONG_NUMBER.sub(r"\1", svg)
    svg = _TEXT.sub(lambda found: f"{found[1]}{_from_the_right(found[2])}{found[3]}", svg)
    box = re.search(r'viewBox="([^"]+)"', svg)
    assert box is not None  # matplotlib always writes one
    opening = Markup('<svg class="{}" direction="ltr" viewBox="{}" role="img" aria-label="{}">').format(
        size.name, box[1], label
    )
    svg = _OPENING.sub(lambda _: str(opening), svg, count=1)
    return Markup(re.sub(r"\n\s*", "\n", svg).strip())


def _from_the_right(line: str) -> str:
    """A line of a label as one text from right to left, whatever names and figures stand in it.

    Isolates that a line break has cut in two are made whole: an end without a start would end the line's own.
    """
    opened = missing = 0
    for letter in line:
        if letter in _STARTS:
            opened += 1
        elif letter == _END:
            opened, missing = (opened - 1, missing) if opened else (0, missing + 1)
    return f"\u2067{chr(0x2068) * missing}{line}{_END * opened}{_END}"


def title(axes: Axes, text: str, size: Size, *, edge: bool = True, bold: bool = False) -> None:
    """What the vertical axis shows, written above it so that nobody has to tilt the head.

    Parameters
    ----------
    axes, text, size : where, what, how large
    edge : begin at the edge of the drawing rather than of the axes
    bold : in ink rather than grey
    """
    if size.narrow:
        text = textwrap.fill(text, _NARROW_LINE)
    axes.set_title("\n".join(" " * (text.count("\n") + 1)), loc="left", fontsize=size.letters, pad=_TITLE_PAD)
    axes.annotate(
        text,
        (0.0, 1.0),
        xycoords=("figure fraction" if edge else "axes fraction", "axes fraction"),
        xytext=(2 if edge else 0, _TITLE_PAD),
        textcoords="offset points",
        fontsize=size.letters,
        color=INK if bold else MUTED,
        fontweight="bold" if bold else "normal",
        annotation_clip=False,
    ).set_in_layout(False)


_LONG_LABEL = 8
"""Characters of a day's label; months that are not cut short, as in Arabic, leave room for fewer of them."""

_STEPS = ((1, 8, 15, 22), (1, 15), (1,))
"""Days of the month to label."""


def day_number(day: date) -> float:
    """The day as charts count it: days since 1 January 1970."""
    return float(day.toordinal() - date(1970, 1, 1).toordinal())


def date_axis(axes: Axes, size: Size, days: Sequence[date], words: Language | None = None) -> None:
    """Days along the bottom, as "1 Mar"."""
    span = (days[-1] - days[0]).days
    most = 3 if size.narrow else 6
    if max(len(_on_axis(day, words)) for day in days) > _LONG_LABEL:
        most -= 2
    steps = next((each for each in _STEPS if span * len(each) / 30 <= most), _STEPS[-1])
    axes.set_xlim(day_number(days[0]), day_number(days[-1]))
    shown = [days[0] + timedelta(days=index) for index in range(span + 1)]
    shown = [day for day in shown if day.day in steps]
    while len(shown) > 2 * most:  # years of days: every second label goes, as often as it takes
        shown = shown[::2]
    axes.set_xticks([day_number(day) for day in shown], [_on_axis(day, words) for day in shown])


def _on_axis(day: date, words: Language | None) -> str:
    return day_words(day, False, True) if words is None or words.code == "en" else words.axis_day(day)


def people_axis(axes: Axes, size: Size, top: float | None = None, words: Language | None = None) -> None:
    """Counts up the side, from 0, with thousands marks."""
    axes.set_ylim(0, top)
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4 if size.narrow else 5, steps=[1, 2, 2.5, 5, 10], integer=True))
    said = words or language("en")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: said.number(y)))


def as_of_line(axes: Axes, as_of: date, size: Size, *, label: bool = True, words: Language | None = None) -> None:
    """The day up to which anything was known."""
    x = day_number(as_of)
    axes.axvline(x, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=4)
    if label:
        low, high = axes.get_xlim()
        right = (x - low) / (high - low) > 0.62
        axes.annotate(
            (words or language("en")).say("%(day)s: last reports seen", day=_on_axis(as_of, words)),
            (x, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if right else 5, -2),
            textcoords="offset points",
            ha="right" if right else "left",
            va="top",
            fontsize=size.letters - 1,
            color=INK,
        )

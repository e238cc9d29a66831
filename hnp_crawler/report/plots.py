"""Draw plots as inline SVG that takes its colours from the page and tells its numbers to those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from hnp_crawler.report.markup import Markup, element

WIDTH, HEIGHT = 720, 180
LEFT, BOTTOM, TOP = 44, 24, 10
MOST_LETTERS = 28
"""Letters of a name that are shown beside a bar."""

Series = tuple[str, str, Sequence[float]]
"""Name, class, and a value for each step."""


def columns(labels: Sequence[str], series: Sequence[Series], title: str, *, limit: float | None = None) -> Markup:
    """Draw stacked columns, one for each label, and a line at a limit."""
    totals = [sum(values[index] for _, _, values in series) for index in range(len(labels))]
    top = _round_up(max([*totals, limit or 0, 1]))
    step = (WIDTH - LEFT) / max(1, len(labels))
    scale = (HEIGHT - TOP - BOTTOM) / top
    parts = [_axis(top, scale), _ticks(labels, step)]
    for index, label in enumerate(labels):
        base: float = HEIGHT - BOTTOM
        told = ", ".join(f"{values[index]:g} {name}" for name, _, values in series if values[index])
        bars = []
        for _, kind, values in series:
            height = round(values[index] * scale, 1)
            if height > 0:
                base -= height
                bars.append(_bar(LEFT + index * step, base, max(1, step - max(1, step * 0.15)), height, kind))
        if bars:
            parts.append(element("g", element("title", f"{label}: {told}"), *bars))
    if limit:
        y = round(HEIGHT - BOTTOM - limit * scale, 1)
        parts.append(element("line", x1=LEFT, x2=WIDTH, y1=y, y2=y, class_="limit"))
        parts.append(element("text", f"limit {limit:g}", x=WIDTH, y=max(TOP, y - 4), class_="end"))
    return figure(title, *parts)


def bars(rows: Sequence[tuple[str, float]], title: str, unit: str = "") -> Markup:
    """Draw horizontal bars with their names and values."""
    most = max([value for _, value in rows], default=1) or 1
    height, width, letters = 24, 480, max([len(name) for name, _ in rows], default=0)
    name_width = 16 + 7 * min(MOST_LETTERS, letters)
    room = width - name_width - 64
    parts = []
    for index, (name, value) in enumerate(rows):
        y, length = index * height, round(room * value / most, 1)
        shown = name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
        parts += [
            element("text", element("title", name), shown, x=name_width - 8, y=y + 16, class_="end"),
            element("rect", x=name_width, y=y + 4, width=max(1, length), height=height - 8, rx=3, class_="a"),
            element("text", f"{value:,.0f}{unit}", x=name_width + length + 6, y=y + 16),
        ]
    return figure(title, *parts, width=width, height=max(1, len(rows)) * height, class_="plot bars")


def figure(title: str, *parts: Markup, width: int = WIDTH, height: int = HEIGHT, class_: str = "plot") -> Markup:
    """Frame a plot; its title is read out in place of the drawing."""
    drawing = element("svg", *parts, viewBox=f"0 0 {width} {height}", role="img", aria_label=title, focusable="false")
    scrolling = element("div", drawing, class_=class_, tabindex=0, role="group", aria_label=title)
    return element("figure", element("figcaption", title), scrolling)


def legend(series: Sequence[tuple[str, str]]) -> Markup:
    """Name the colours of a plot."""
    return element(
        "ul", *(element("li", element("span", class_=f"key {kind}"), name) for name, kind in series), class_="legend"
    )


def _bar(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    rounded = min(2.0, height / 2)
    return element("rect", x=round(x, 1), y=round(y, 1), width=round(width, 1), height=height, rx=rounded, class_=kind)


def _axis(top: float, scale: float) -> Markup:
    parts = []
    for value in (0, top / 2, top):
        y = round(HEIGHT - BOTTOM - value * scale, 1)
        parts.append(element("line", x1=LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"))
        parts.append(element("text", f"{value:g}", x=LEFT - 6, y=y + 4, class_="end"))
    return element("g", *parts)


def _ticks(labels: Sequence[str], step: float) -> Markup:
    """Write every so many labels, so that they never touch."""
    every = max(1, -(-len(labels) // 8))
    return element(
        "g",
        *(
            element("text", label, x=round(LEFT + index * step + step / 2, 1), y=HEIGHT - 6, class_="middle")
            for index, label in enumerate(labels)
            if index % every == 0
        ),
    )


def _round_up(value: float) -> float:
    """Give the next round number, so that the axis has round marks.

    >>> _round_up(7), _round_up(130), _round_up(1)
    (8, 200, 2)
    """
    power: int = 10 ** (len(str(int(value))) - 1)
    return next(step * power for step in (1, 2, 4, 6, 8, 10, 20) if step * power >= value and step * power % 2 == 0)

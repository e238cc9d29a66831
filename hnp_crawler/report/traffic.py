"""Write the part of the report on what went over the wire: answers, sizes, and the pace that was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hnp_crawler.report.figures import Figures
from hnp_crawler.report.markup import Content, Markup, element, html, table
from hnp_crawler.report.plots import bars, columns, legend
from hnp_crawler.report.sections import section, size


def traffic(manifest: Mapping[str, Any], figures: Figures) -> Markup:
    """Show status codes, sizes, and rate and politeness over time."""
    statuses = [(code, float(count)) for code, count in sorted(manifest["status"].items())]
    weights = [(kind, round(count / 1000, 1)) for kind, count in figures.bytes_by_kind.most_common()]
    return section(
        "traffic",
        "Traffic",
        element(
            "div",
            bars(statuses, "Answers by status code"),
            bars(weights, "Captured, compressed, by kind", " kB"),
            class_="two",
        ),
        _sizes(figures),
        _kinds(figures),
        _pace(manifest, figures),
    )


def _sizes(figures: Figures) -> Markup | None:
    if not figures.sizes:
        return None
    powers = range(min(figures.sizes), max(figures.sizes) + 1)
    labels = [f"< {size(2**power)}" for power in powers]
    counts = [figures.sizes[power] for power in powers]
    return columns(labels, [("records", "b", counts)], "Records by size, compressed")


def _kinds(figures: Figures) -> Markup:
    states = sorted({state for _, state in figures.kinds})
    rows: list[tuple[Content, ...]] = [
        (kind, *(f"{figures.kinds[kind, state]:,}" if figures.kinds[kind, state] else "" for state in states))
        for kind in sorted({kind for kind, _ in figures.kinds})
    ]
    return table(("kind", *states), rows, "What became of the URLs", len(states))


def _pace(manifest: Mapping[str, Any], figures: Figures) -> Markup:
    """Show when URLs were settled, each once however often it was asked for; the hard limit counts requests."""
    labels = [_clock(index * figures.step) for index in range(figures.steps)]
    answered = [figures.answered[index] for index in range(figures.steps)]
    failed = [figures.failed[index] for index in range(figures.steps)]
    limit = _number(manifest["settings"].get("HNP_MAX_REQUESTS_PER_MINUTE"))
    allowed = limit * figures.step / 60 if limit and len(figures.hosts) == 1 else None
    title = f"URLs over time, in steps of {_seconds(figures.step)}"
    plot = columns(labels, [("answered", "a", answered), ("failed", "bad", failed)], title, limit=allowed)
    rows: list[tuple[Content, ...]] = [
        (
            name,
            f"{host.requests:,}",
            f"{max(host.minutes.values()):,}",
            f"{limit:g}" if limit else "none",
            _seconds(figures.seconds / host.requests),
        )
        for name, host in sorted(figures.hosts.items(), key=lambda item: -item[1].requests)
    ]
    head = ("host", "URLs", "most in a minute", "limit a minute", "mean distance")
    return html(
        plot,
        legend([("answered", "a"), ("failed", "bad")]),
        table(head, rows, "Pace by host, without further tries", 4),
        _waits(manifest),
    )


def _waits(manifest: Mapping[str, Any]) -> Markup:
    politeness, settings = manifest.get("politeness", {}), manifest["settings"]
    told = [
        f"DOWNLOAD_DELAY {settings.get('DOWNLOAD_DELAY')} s",
        f"robots.txt obeyed: {settings.get('ROBOTSTXT_OBEY')}",
    ]
    told += [f"{name.replace('_', ' ').replace('/', ' of ')}: {value}" for name, value in politeness.items()]
    return element("ul", *(element("li", sentence) for sentence in told[:40]), class_="facts")


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def _clock(seconds: float) -> str:
    """Write a time since the crawl began.

    >>> _clock(7.5), _clock(75), _clock(4000)
    ('0:08', '1:15', '1:06 h')
    """
    whole = int(seconds + 0.5)
    return f"{whole // 3600}:{whole % 3600 // 60:02} h" if whole >= 3600 else f"{whole // 60}:{whole % 60:02}"


def _seconds(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds >= 10 else f"{seconds:.2g} s"

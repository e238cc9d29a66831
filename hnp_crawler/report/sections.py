"""Write the parts of a crawl's report, each from the figures and the manifest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from hnp_crawler.collection.manifests import READ, counts_by_layout
from hnp_crawler.items import Article, Removal
from hnp_crawler.report.captures import cited
from hnp_crawler.report.figures import MOST_LISTED, Figures
from hnp_crawler.report.markup import Content, Markup, disclosure, element, html, link, table
from hnp_crawler.report.plots import bars, columns

Manifest = Mapping[str, Any]

WHY_MISSING = {
    "failed": "No usable answer",
    "blocked": "Block page or challenge",
    "truncated": "Cut short",
    "gone": "Gone (404, 410, or an error page)",
    "robots": "Forbidden by robots.txt",
    "trap": "Endless space of URLs",
    "pending": "Still waiting",
}
"""What a state means for those who look for a page."""

MOST_MONTHS = 60
"""Months that a plot can show side by side."""

CHANGED_STATES = ("removed", "returned")


def section(name: str, title: str, *contents: Content) -> Markup:
    """Write a part with its heading, which the navigation leads to."""
    return element("section", element("h2", title), *contents, id=name, aria_label=title)


def key_figures(manifest: Manifest, figures: Figures) -> Markup:
    """Show the numbers that are asked for first."""
    articles, removed = manifest["articles"], figures.removal_events
    share = manifest["completeness"]
    failed = sum(manifest["urls"].get(state, 0) for state in ("failed", "blocked", "truncated"))
    shown: list[tuple[str, Content, str]] = [
        ("new articles", f"{articles['new']:,}", "good" if articles["new"] else ""),
        ("changed", f"{articles['changed']:,}", ""),
        ("unchanged", f"{articles['unchanged']:,}", ""),
        ("removed", f"{removed['removed']:,}", "warn" if removed["removed"] else ""),
        ("interviews", f"{figures.interview_count:,}", ""),
        ("requests", f"{sum(manifest['status'].values()):,}", ""),
        ("received", size(manifest["bytes"]), ""),
        (
            "of listings captured",
            "–" if share is None else f"{share:.1%}",
            "warn" if share is not None and share < 1 else "",
        ),
        ("failed URLs", f"{failed:,}", "bad" if failed else ""),
    ]
    cards = (element("div", element("dd", n), element("dt", name), class_=f"card {kind}") for name, n, kind in shown)
    return element("dl", *cards, class_="cards")


def trouble(manifest: Manifest) -> Markup | None:
    """Show what the crawl found wrong with itself; None where that is nothing."""
    failure = [manifest["failure"]] if manifest["failure"] else []
    alarms = [*manifest.get("alarms", ()), *manifest["disagreements"], *manifest.get("troubles", ())]
    sentences = [*failure, *alarms, *manifest["inherited"]["repairs"]]
    if not sentences:
        return None
    items = (element("li", sentence) for sentence in sentences)
    return element("section", element("h2", "Look here"), element("ul", *items), class_="trouble", id="trouble")


def articles(figures: Figures) -> Markup:
    """Show what was published, and what came, changed and went."""
    parts: list[Content] = []
    if figures.events:
        parts += [_by_month(figures), bars(figures.sections.most_common(15), "By section")]
    parts += [_listed(name, figures.events[name], figures.articles[name]) for name in ("new", "changed")]
    parts += [_removals(name, figures.removal_events[name], figures.removals[name]) for name in CHANGED_STATES]
    if not figures.events and not figures.removal_events:
        parts.append(element("p", "Nothing came, changed or went: the portal is as the collection knows it."))
    return section("articles", "Articles", *parts)


def _by_month(figures: Figures) -> Markup:
    """Plot the articles by month of publication, by year where there are too many months to see."""
    counts, period = Counter(figures.months), "month"
    undated = counts.pop("undated", 0)
    shown = _months(min(counts), max(counts)) if counts else []
    if len(shown) > MOST_MONTHS:
        counts, period = Counter(), "year"
        for month, count in figures.months.items():
            counts[month[:4]] += count
        shown = [f"{year:04}" for year in range(int(shown[0][:4]), int(shown[-1][:4]) + 1)]
    title = f"New and changed articles by {period} of publication{f'; {undated} undated' if undated else ''}"
    rows: list[tuple[Content, ...]] = [(name, f"{counts[name]:,}") for name in reversed(shown) if counts[name]]
    numbers = disclosure(f"Numbers by {period}", table((period, "articles"), rows, f"Articles by {period}", 1))
    return html(columns(shown, [("articles", "a", [counts[name] for name in shown])], title), numbers)


def _months(first: str, last: str) -> list[str]:
    """Name every month from the first to the last.

    >>> _months("2025-11", "2026-02")
    ['2025-11', '2025-12', '2026-01', '2026-02']
    """
    (year, month), (end_year, end_month) = ((int(text[:4]), int(text[5:7])) for text in (first, last))
    numbers = range(year * 12 + month - 1, end_year * 12 + end_month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def _listed(event: str, count: int, some: Sequence[Article]) -> Markup | None:
    if not count:
        return None
    items = (
        element(
            "li",
            link(article.url, article.title or article.url),
            element("small", " ".join(filter(None, (article.published_raw, article.section)))),
            element("small", f"version {article.version}: {', '.join(article.changed)}") if article.changed else None,
        )
        for article in some
    )
    return disclosure(f"{count:,} {event}", element("ol", *items, class_="listed"), _more(count, len(some)))


def _removals(event: str, count: int, some: Sequence[Removal]) -> Markup | None:
    if not count:
        return None
    items = (
        element(
            "li",
            link(line.url, line.id),
            element("small", f"{line.reason}{f' to {line.target}' if line.target else ''}; last good capture:"),
            element("small", cited(line.last_good)),
        )
        for line in some
    )
    listed = element("ol", *items, class_="listed")
    return disclosure(f"{count:,} {event}", listed, _more(count, len(some)), open_=event == "removed")


def _more(count: int, shown: int) -> Markup | None:
    return element("p", f"and {count - shown:,} more in the lines of the collection") if count > shown else None


def missing(figures: Figures) -> Markup:
    """Show what the crawl met and does not have, and why."""
    order = list(WHY_MISSING)
    groups = sorted(figures.missing.items(), key=lambda item: (order.index(item[0][0]), -item[1].urls))
    parts = [
        disclosure(
            html(
                element("b", f"{found.urls:,}"),
                f" {WHY_MISSING[state]}",
                f": {reason}" if reason not in ("", WHY_MISSING[state]) else "",
            ),
            element("ul", *(element("li", link(url)) for url in found.some), class_="urls"),
            _more(found.urls, len(found.some)),
            class_=f"why {state}",
        )
        for (state, reason), found in groups
    ]
    return section("missing", "Missing, and why", *(parts or [element("p", "Nothing that was met is missing.")]))


def listings(manifest: Manifest) -> Markup:
    """Show how far each listing was walked, those with gaps first."""
    walks = sorted(manifest["listings"], key=lambda walk: (not walk["missing"], walk["complete"], walk["listing"]))
    whole = sum(walk["complete"] and not walk["missing"] for walk in walks)
    rows: list[tuple[Content, ...]] = [
        (
            link(walk["listing"]),
            "to its end" if walk["complete"] else walk["reason"],
            f"{walk['pages']:,}",
            f"{walk['entries']:,}",
            f"{walk['missing']:,}",
        )
        for walk in walks[:MOST_LISTED]
    ]
    told = element(
        "p", f"{whole:,} of {len(walks):,} listings were walked to their end, and all they name is captured."
    )
    listed = table(("listing", "walked", "pages", "entries", "missing"), rows, "Listings", 3)
    return section("listings", "Listings", told, disclosure("All listings", listed, open_=whole < len(walks)))


def coverage(manifest: Manifest, earlier: Sequence[Manifest]) -> Markup:
    """Show how many articles have each field, and had before."""
    usual = _expected(manifest, earlier)
    rows: list[tuple[Content, ...]] = []
    for name in sorted({*manifest["coverage"], *(usual if manifest["coverage"] else ())}):
        now, before = manifest["coverage"].get(name, 0.0), usual.get(name)
        difference: Content = "–"
        if before is not None:
            difference = element("span", f"{now - before:+.1%}", class_="bad" if now < before - 0.1 else None)
        shown = "–" if before is None else f"{before:.1%}"
        rows.append((name, _meter(now, before), f"{now:.1%}", shown, difference))
    if not rows:
        return section("fields", "Fields", element("p", "No article was read anew, so no field was counted."))
    caption = f"Share of the articles read that have each field, and as earlier crawls ({len(earlier)}) let expect it"
    return section("fields", "Fields", table(("field", "share", "now", "expected", "difference"), rows, caption, 3))


def _expected(manifest: Manifest, earlier: Sequence[Manifest]) -> dict[str, float]:
    """Say how many articles would have each field if each layout were as before: generations differ in their fields."""
    before, read = counts_by_layout(earlier), 0
    expected: dict[str, float] = defaultdict(float)
    for layout, now in manifest["layouts"].items():
        if had := before.get(layout):
            read += now[READ]
            for name in had.keys() - {READ}:
                expected[name] += now[READ] * had[name] / had[READ]
    return {name: count / read for name, count in expected.items()}


def _meter(now: float, before: float | None) -> Markup:
    """Draw a share as a bar, with a mark where it was before."""
    width = 160
    mark = (
        None
        if before is None
        else element("rect", x=round(width * before, 1) - 1, y=0, width=2, height=12, class_="mark")
    )
    return element(
        "svg",
        element("rect", x=0, y=2, width=width, height=8, rx=4, class_="track"),
        element("rect", x=0, y=2, width=round(width * now, 1), height=8, rx=4, class_="a"),
        mark,
        viewBox=f"0 0 {width} 12",
        class_="meter",
        aria_hidden="true",
    )


def problems(figures: Figures) -> Markup | None:
    """Show what on the pages could not be read or made sense of."""
    if not figures.problem_count:
        return None
    items = (element("li", problem, " ", link(url, "the article")) for url, problem in figures.problems)
    return section(
        "problems",
        "Read with problems",
        element("ul", *items),
        _more(figures.problem_count, len(figures.problems)),
    )


def provenance(manifest: Manifest) -> Markup:
    """Show what the crawl was asked for, by which software, and what it left on disk."""
    asked: list[tuple[Content, ...]] = [(name, _plain(value)) for name, value in manifest["arguments"].items()]
    settings: list[tuple[Content, ...]] = [(name, _plain(value)) for name, value in manifest["settings"].items()]
    files: list[tuple[Content, ...]] = [
        (name, element("code", facts["sha256"]), size(facts["size"])) for name, facts in manifest["files"].items()
    ]
    software: list[tuple[Content, ...]] = list(manifest["software"].items())
    return section(
        "provenance",
        "Provenance",
        table(("argument", "value"), asked, "Arguments") if asked else None,
        disclosure("Settings", table(("setting", "value"), settings, "Settings")),
        disclosure("Software", table(("package", "version"), software, "Software")),
        disclosure("Files", table(("file", "SHA-256", "size"), files[:MOST_LISTED], "Files when the crawl ended", 1)),
    )


def _plain(value: object) -> str:
    return str(value)[:1000]


def size(count: float) -> str:
    """Write a number of bytes as people read it.

    >>> size(722_353)
    '722.4 kB'
    """
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"

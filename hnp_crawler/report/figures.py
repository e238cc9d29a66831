"""Gather from a crawl's lines what its report shows, in memory that does not grow with the crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from hnp_crawler.items import Article, Removal

BINS = 60
"""Most steps of time in a plot."""
MOST_LISTED = 200
"""Articles, removals, problems, or URLs of one reason that are listed by name; all are counted."""
MOST_INTERVIEWS = 40
MOST_HOSTS = 8
MOST_REASONS = 30

UNASKED = frozenset({"robots", "trap", "out of scope", "pending", "leased"})
MISSING = frozenset({"failed", "blocked", "truncated", "gone", "robots", "trap", "pending"})
"""The states of what the crawl met and does not have."""


@dataclass(slots=True)
class Missing:
    """Hold the URLs that are missing for one reason: how many, and some of them."""

    urls: int = 0
    some: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Host:
    """Hold how one host was asked."""

    requests: int = 0
    bins: Counter[int] = field(default_factory=Counter)
    minutes: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Figures:
    """Hold the figures of one crawl."""

    started: float
    seconds: float
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """URLs by kind and state."""
    bytes_by_kind: Counter[str] = field(default_factory=Counter)
    """Compressed record lengths by kind."""
    sizes: Counter[int] = field(default_factory=Counter)
    """Records by the power of two of their length."""
    missing: dict[tuple[str, str], Missing] = field(default_factory=dict)
    answered: Counter[int] = field(default_factory=Counter)
    """Requests by step of time that were answered."""
    failed: Counter[int] = field(default_factory=Counter)
    hosts: dict[str, Host] = field(default_factory=dict)
    months: Counter[str] = field(default_factory=Counter)
    sections: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    articles: dict[str, list[Article]] = field(default_factory=lambda: {"new": [], "changed": []})
    problems: list[tuple[str, str]] = field(default_factory=list)
    problem_count: int = 0
    interviews: list[Article] = field(default_factory=list)
    interview_count: int = 0
    removals: dict[str, list[Removal]] = field(default_factory=lambda: {"removed": [], "returned": []})
    removal_events: Counter[str] = field(default_factory=Counter)

    @property
    def step(self) -> float:
        """Give the length of a step of time, in seconds; the lines tell whole ones."""
        return max(1.0, self.seconds / BINS)

    @property
    def steps(self) -> int:
        """Give the number of steps that the crawl took."""
        return ceil(self.seconds / self.step)


def gather(
    manifest: Mapping[str, Any],
    urls: Iterable[Mapping[str, Any]],
    articles: Iterable[Article],
    removals: Iterable[Removal],
) -> Figures:
    """Gather a crawl's figures in one pass over its lines."""
    started, ended = (datetime.fromisoformat(manifest[name]).timestamp() for name in ("started", "ended"))
    figures = Figures(started, max(1.0, ended - started))
    for url in urls:
        _add_url(figures, url)
    for article in articles:
        _add_article(figures, article)
    for removal in removals:
        figures.removal_events[removal.event] += 1
        _keep(figures.removals[removal.event], removal)
    return figures


def _keep(kept: list[Any], one: Any, most: int = MOST_LISTED) -> None:
    if len(kept) < most:
        kept.append(one)


def _add_url(figures: Figures, url: Mapping[str, Any]) -> None:
    state, kind = url["state"], url["kind"]
    figures.kinds[kind, state] += 1
    if state in MISSING:
        _add_missing(figures, state, url["reason"] or "", url["url"])
    if state in UNASKED or url["settled"] is None:
        return
    capture = url["capture"]
    if capture is not None:
        figures.bytes_by_kind[kind] += capture["length"]
        figures.sizes[max(0, capture["length"]).bit_length()] += 1
    elapsed = datetime.fromisoformat(url["settled"]).replace(tzinfo=UTC).timestamp() - figures.started
    if -1 <= elapsed <= figures.seconds + 1:
        step = min(figures.steps - 1, max(0, int(elapsed / figures.step)))
        (figures.failed if state in ("failed", "blocked", "truncated") else figures.answered)[step] += 1
        host = _host(figures, url["url"])
        host.requests += 1
        host.bins[step] += 1
        host.minutes[int(elapsed // 60)] += 1


def _add_missing(figures: Figures, state: str, reason: str, url: str) -> None:
    key = (state, reason[:200])
    if key not in figures.missing and len(figures.missing) >= MOST_REASONS:
        key = (state, "other reasons")
    missing = figures.missing.setdefault(key, Missing())
    missing.urls += 1
    _keep(missing.some, url[:500], 50)


def _host(figures: Figures, url: str) -> Host:
    try:
        name = urlsplit(url).netloc
    except ValueError:
        name = "?"
    if name not in figures.hosts and len(figures.hosts) >= MOST_HOSTS:
        name = "other hosts"
    return figures.hosts.setdefault(name, Host())


def _add_article(figures: Figures, article: Article) -> None:
    figures.events[article.event] += 1
    figures.months[(article.published_at or "undated")[:7]] += 1
    if article.section in figures.sections or len(figures.sections) < 1000:
        figures.sections[article.section or "without section"] += 1
    figures.layouts[article.layout] += 1
    _keep(figures.articles[article.event], article)
    figures.problem_count += len(article.problems)
    for problem in article.problems:
        _keep(figures.problems, (article.url, problem))
    if article.interview is not None:
        figures.interview_count += 1
        _keep(figures.interviews, article, MOST_INTERVIEWS)

"""Put the parts of a crawl's report together in one file that needs nothing else and runs nothing."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from hnp_crawler.items import Article, Removal
from hnp_crawler.report import sections
from hnp_crawler.report.dialogue import interviews
from hnp_crawler.report.figures import gather
from hnp_crawler.report.markup import Markup, element
from hnp_crawler.report.traffic import traffic

NAVIGATION = {
    "articles": "Articles",
    "missing": "Missing",
    "listings": "Listings",
    "fields": "Fields",
    "traffic": "Traffic",
    "interviews": "Interviews",
    "provenance": "Provenance",
}


def render_report(
    manifest: Mapping[str, Any],
    urls: Iterable[Mapping[str, Any]],
    articles: Iterable[Article],
    removals: Iterable[Removal],
    earlier: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Render a crawl's report: one HTML file without scripts, links to captures relative to the crawl's folder.

    ``manifest`` is ``crawl.json``, ``urls`` the lines of ``urls.jsonl``, ``articles`` and ``removals`` this crawl's
    lines, ``earlier`` the manifests of the crawls before. What it shows is bounded; what it counts is not.
    """
    figures = gather(manifest, urls, articles, removals)
    main = element(
        "main",
        sections.trouble(manifest),
        sections.key_figures(manifest, figures),
        sections.articles(figures),
        sections.missing(figures),
        sections.listings(manifest),
        sections.coverage(manifest, earlier),
        traffic(manifest, figures),
        interviews(figures),
        sections.problems(figures),
        sections.provenance(manifest),
        id="main",
    )
    body = element("body", _skip(), _header(manifest), _navigation(), main, _footer(manifest))
    return "<!DOCTYPE html>\n" + element("html", _head(manifest), body, lang="en") + "\n"


@cache
def style() -> str:
    """Read the report's style sheet."""
    return files("hnp_crawler.report").joinpath("report.css").read_text("utf-8")


def policy() -> str:
    """Give the content security policy: this style sheet, and nothing else from anywhere."""
    digest = b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _head(manifest: Mapping[str, Any]) -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("link", rel="icon", href="data:,"),
        element("title", f"Crawl {manifest['id']}: {manifest['outcome']}"),
        element("style", Markup(style())),
    )


def _skip() -> Markup:
    return element("a", "Skip to the report", href="#main", class_="skip")


def _header(manifest: Mapping[str, Any]) -> Markup:
    started, ended = (datetime.fromisoformat(manifest[name]).astimezone(UTC) for name in ("started", "ended"))
    kind = {0: "good", 1: "warn"}.get(manifest["exit_code"], "bad")
    operator = manifest["settings"].get("HNP_OPERATOR")
    told = [f"{started:%d %B %Y, %H:%M:%S} UTC", f"took {_duration((ended - started).total_seconds())}"]
    told += [", ".join(manifest["hosts"][:5]), f"for {operator}" if operator else ""]
    return element(
        "header",
        element("p", "hnp_crawler", class_="brand"),
        element("h1", f"Crawl {manifest['id']} ", element("span", manifest["outcome"], class_=f"badge {kind}")),
        element("p", " · ".join(filter(None, told)), class_="told"),
    )


def _duration(seconds: float) -> str:
    """Write how long something took.

    >>> _duration(1.6), _duration(75), _duration(4000)
    ('1.6 s', '1 min 15 s', '1 h 6 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole // 3600} h {whole % 3600 // 60} min" if whole >= 3600 else f"{whole // 60} min {whole % 60} s"


def _navigation() -> Markup:
    links = (element("a", title, href=f"#{name}") for name, title in NAVIGATION.items())
    return element("nav", *links, aria_label="Parts of the report")


def _footer(manifest: Mapping[str, Any]) -> Markup:
    made = f"Made by hnp_crawler {manifest['software']['hnp_crawler']} from crawl.json, urls.jsonl and the lines."
    return element("footer", element("p", made, " Captures are cited by WARC file, offset and record id."))

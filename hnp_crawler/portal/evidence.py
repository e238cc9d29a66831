"""Gather what the head of a page says about it: JSON-LD, ``og:`` and other meta elements, ``<title>``.

None of it is printed, and all of it may be wrong (the ``<title>`` of another site was seen), so readers take it as
evidence only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from hnp_crawler.portal.outline import Outline, clean

MAX_JSON = 300_000
MAX_META = 200
_ARTICLES = ("NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle")


@dataclass(slots=True)
class Evidence:
    """Hold the statements of a page's head; empty where it makes none."""

    json_ld: dict[str, str] = field(default_factory=dict)
    """Of the ``NewsArticle``: ``headline``, ``datePublished``, ``dateModified``, ``description``, ``articleSection``,
    ``author``."""
    meta: dict[str, str] = field(default_factory=dict)
    """By lower-case ``property``, ``name`` or ``itemprop``; the first of each."""
    title: str = ""
    base: str = ""

    @property
    def is_article(self) -> bool:
        """Tell whether the page calls itself an article."""
        return "headline" in self.json_ld or self.meta.get("og:type") == "article"


def read_evidence(outline: Outline) -> Evidence:
    """Read the head of a page (and JSON-LD wherever it stands)."""
    found = Evidence()
    for element in outline.elements("meta", "title", "base", "script"):
        tag, attributes = element.tag, element.attrib
        if tag == "meta":
            name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
            content = attributes.get("content")
            if name and content and len(found.meta) < MAX_META:
                found.meta.setdefault(name, clean(content))
        elif tag == "title" and not found.title:
            found.title = clean(element.text or "")
        elif tag == "base" and not found.base:
            found.base = attributes.get("href") or ""
        elif tag == "script" and not found.json_ld and "ld+json" in (attributes.get("type") or ""):
            found.json_ld = _news_article(element.text or "")
    return found


def _news_article(text: str) -> dict[str, str]:
    """Find the article in a block of JSON-LD: at its top, in a list or in ``@graph``."""
    if len(text) > MAX_JSON:
        return {}
    try:
        parsed = json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return {}
    candidates: list[Any] = parsed if isinstance(parsed, list) else [parsed]
    for candidate in candidates[:50]:
        if not isinstance(candidate, dict):
            continue
        graph = candidate.get("@graph")
        for node in [candidate, *(graph[:50] if isinstance(graph, list) else [])]:
            if isinstance(node, dict) and _is_article(node.get("@type")):
                return {key: text for key in _KEYS if (text := _plain(node.get(key)))}
    return {}


_KEYS = ("headline", "datePublished", "dateModified", "description", "articleSection", "author", "keywords")


def _is_article(kind: Any) -> bool:
    return any(name in _ARTICLES for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str))


def _plain(value: Any) -> str:
    """Read a JSON-LD value as text: itself, the ``name`` of an object, the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return clean(value) if isinstance(value, str) else ""

"""Set the scene for all readers of one page: its outline, evidence and labels, gathered once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from urllib.parse import unquote

from hnp_crawler.portal.addresses import Resolver, resolve
from hnp_crawler.portal.evidence import Evidence, read_evidence
from hnp_crawler.portal.layouts import SELECTORS, Layout, choose_layout
from hnp_crawler.portal.outline import Hit, Line, Outline
from hnp_crawler.portal.outline.markup import read_outline
from hnp_crawler.portal.urls import PortalUrl, read_url
from hnp_crawler.portal.wording.furniture import (
    MAX_LABEL,
    Part,
    fold,
    is_imprint,
    list_of,
    opened_part,
    part_of,
    without_marks,
)
from hnp_crawler.portal.wording.stamps import read_stamp_line

FILE_LINK = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|odt|ods|txt|csv)(?:$|[?#/])", re.I)
CLOSERS: frozenset[Part] = frozenset(("newer", "older", "archive", "comments", "comment form"))
"""Labels after which an article is over."""
MIN_BESIDE_CONTROL = 80
"""Characters at which a line with a form control is no label: it may be a hidden one that stands before a paragraph."""
_WORD = re.compile("[a-z0-9]+")
_WITHIN_WORDS = str.maketrans("", "", "'’/")
SENTENCE_END = (".", "?", "!", ":", ";", "…", "”", '"', "./.")


@dataclass
class Scene:
    """Hold one page as every reader sees it."""

    url: str
    address: PortalUrl
    outline: Outline
    evidence: Evidence
    parts: dict[int, Part] = field(default_factory=dict)
    """By line: the label that it is, in page order."""
    opened: dict[int, Part] = field(default_factory=dict)
    """By line: the label that it begins with, before its own text; in page order."""
    layout: Layout = field(init=False)
    _articles: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, line in enumerate(self.outline.lines):
            text = line.text
            if len(text) <= MAX_LABEL and (part := part_of(text)):
                self.parts[number] = part
            elif ":" in text and (part := opened_part(text)):
                self.opened[number] = part
            elif len(text) <= MAX_LABEL and not line.links and (part := list_of(text)) and self._heads_articles(number):
                self.parts[number] = part
        labels = frozenset(fold(self.outline.lines[number].text) for number in self.parts)
        self.layout = choose_layout(self.outline, labels, self.address.generation or self.address.kind)

    def _heads_articles(self, number: int) -> bool:
        """Tell whether the line after a line is a link to an article."""
        lines = self.outline.lines
        return number + 1 < len(lines) and self.links_article(lines[number + 1])

    def links_article(self, line: Line) -> bool:
        """Tell whether a line is nothing but a link to an article."""
        return line.is_link and bool(line.links) and self.is_article(line.links[0][0])

    @cached_property
    def _resolver(self) -> Resolver:
        base = resolve(self.url, self.evidence.base) if self.evidence.base else None
        return Resolver(base or self.url)

    def absolute(self, href: str) -> str | None:
        """Resolve a link to an absolute http(s) URL without fragment; None for anything else."""
        return self._resolver(href)

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """Return the address and the text of every printed link, in page order."""
        return [link for line in self.outline.lines for link in line.links]

    @cached_property
    def weights(self) -> list[int]:
        """Weigh each line by the prose that it holds; 0 for links, labels, stray words and page furniture."""
        lines, boxes = self.outline.lines, self.outline.boxes
        weights = []
        for number, line in enumerate(lines):
            plain = line.plain
            is_prose = (
                plain >= 15
                and " " in line.text
                and (plain >= 40 or line.text.endswith(SENTENCE_END))
                and plain * 2 >= len(line.text)
                and number not in self.parts
                and not (line.controls and plain < MIN_BESIDE_CONTROL)
                and (line.box < 0 or boxes[line.box].region in ("", "aside"))
                and not (plain < 400 and is_imprint(line.text))
                and not (plain < 120 and read_stamp_line(line.text))
            )
            weights.append(plain if is_prose else 0)
        return weights

    @cached_property
    def picture_lines(self) -> frozenset[int]:
        """Return the lines that pictures stand in or before, those of the page's dress left out."""
        return frozenset(picture.line for picture in self.outline.pictures if not picture.is_icon)

    @cached_property
    def slug(self) -> frozenset[str]:
        """Return the words of the title as an article's URL spells them, without diacritics; empty for other pages."""
        return frozenset(_slug_words(self.url)) if self.address.kind in ("article", "document") else frozenset()

    @cached_property
    def slug_length(self) -> int:
        """Count the characters of the title's words in the URL, each different one once."""
        return sum(map(len, self.slug)) + len(self.slug)

    def hits(self, selectors: tuple[str, ...]) -> list[tuple[str, Hit]]:
        """Find the elements of the layout's selectors, in the order of preference."""
        hits = self.outline.hits
        return [(selector, hit) for selector in selectors if selector in hits for hit in hits[selector]]

    def part(self, number: int) -> Part | None:
        """Tell which part a line opens, as a label of its own or before its own text."""
        return self.parts.get(number) or self.opened.get(number)

    def lines_of(self, part: Part, first: int) -> list[int]:
        """Find the lines from ``first`` on that open a part, in page order."""
        openers = self.parts | self.opened
        return sorted(number for number, opened in openers.items() if opened == part and number >= first)

    def leads_here(self, line: Line) -> bool:
        """Tell whether a line links to the article that its own page is, as a title may."""
        own = self.address.article_id
        if own is None or not line.links:
            return False
        number = own.rpartition(":")[2]
        return any(number in href and read_url(self.absolute(href) or "").article_id == own for href, _ in line.links)

    def is_file(self, href: str) -> bool:
        """Tell whether a link leads to a document rather than a page."""
        return bool(FILE_LINK.search(href)) or "/documents/" in href

    def is_article(self, href: str) -> bool:
        """Tell whether a link leads to an article of the portal, or to a legal document's page."""
        known = self._articles.get(href)
        if known is None:
            url = self.absolute(href)
            known = self._articles[href] = url is not None and read_url(url).kind in ("article", "document")
        return known


def set_scene(body: bytes, url: str, content_type: str | None = None) -> Scene | None:
    """Parse a page and gather what its readers share; None where there is no page."""
    outline = read_outline(body, content_type, SELECTORS)
    if outline is None:
        return None
    return Scene(url, read_url(url), outline, read_evidence(outline))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as a slug spells them.

    >>> sorted(words_of("Đẩy mạnh CNTT"))
    ['cntt', 'day', 'manh']
    """
    return frozenset(chain.from_iterable(map(_words_between_spaces, text.casefold().split())))


@lru_cache(maxsize=4096)
def _words_between_spaces(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(without_marks(text).translate(_WITHIN_WORDS)))


def _slug_words(url: str) -> list[str]:
    path, _, query = url.partition("?")
    titled = re.search(r"_title=([^&#]{5,600})", query)
    slug = unquote(titled.group(1)) if titled else unquote(path.split(";")[0].rstrip("/").rpartition("/")[2])
    slug = re.sub(r"\.html?$", "", slug.casefold())
    slug = re.sub(r"^\d{4,}-|-\d{6,}$", "", slug)
    words = [word for word in re.split(r"[^a-z0-9]+", slug) if word]
    return words[:80] if len(words) >= 3 else []

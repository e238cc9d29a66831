"""Read what a URL names from its grammar alone: the generation of the portal, the kind of page, the article.

Names of sections are never looked at: they change, and other sites of the same software have others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hnp_crawler.portal.urls.parts import Parameter, Parts

Kind = Literal["article", "listing", "section", "document", "image", "file", "requisite", "api", "refused", "other"]
Generation = Literal["b1", "b2", "b2m", "c", "liferay"]
Language = Literal["vi", "en"]

PAGE_NUMBERS = frozenset(["cur", "page", "pageindex", "pagenumber", "paged", "trang", "p", "offset", "start"])
"""Plain names of parameters that choose a page of a list."""
PAGE_SIZES = frozenset(["delta", "pagesize", "page_size", "per_page", "perpage", "limit", "size", "rows"])
"""Plain names of parameters that choose how many entries a page of a list has."""

_EXTENSIONS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("image", re.compile(r"jpe?g|jpe|jfif|png|gif|webp|svg|bmp|ico|avif|tiff?")),
    ("file", re.compile(r"pdf|docx?|xlsx?|pptx?|pps|od[tsp]|rtf|txt|csv|zip|rar|7z|gz|exe|apk")),
    ("file", re.compile(r"mp3|m4a|wav|ogg|mp4|m4v|webm|avi|mov|wmv|flv|swf")),
    ("requisite", re.compile(r"css|m?js|woff2?|[to]tf|eot|map|htc")),
    ("other", re.compile(r"xml|rss|atom|json")),
)
_NUMBER = re.compile(r"[0-9]+")
_C_ARTICLE = re.compile(r"(?:.*-)?([0-9]{5,24})\.html?")
_C_NATIVE = re.compile(
    r"(?:4|2655|[0-9]{1,4})"
    r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9][0-9]{2,3}"
)
_C_SITE = re.compile(r"(4|2655)([0-9]+)")
_C_LANGUAGES: dict[str, Language] = {"4": "vi", "2655": "en"}
_VIEW_CONTENT = re.compile(r"([0-9]+)(?:[-.].*)?")
_DOCUMENT = re.compile(r".*-([0-9]+)(?:\.html?)?")
_PAGE_SEGMENT = re.compile(r"(?:trang|page|p)-?[0-9]+(?:\.html?)?")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_B2_MEANINGFUL = frozenset({"p_p_id", "articleid", "categoryid", "jsppage", "command"})
_PICTURE_NOISE = frozenset({"t", "imagethumbnail"})
# What Liferay and the vendor's portlet write into every link, with the values that say nothing (None: any value).
_NOISE: dict[str, str | None] = {
    "p_p_auth": None,
    "p_auth": None,
    "p_p_col_id": None,
    "p_p_col_pos": None,
    "p_p_col_count": None,
    "resetcur": None,
    "counter": None,
    "counternew": None,
    "counterold": None,
    "nextorlast": None,
    "p_p_lifecycle": "0",
    "p_p_state": "normal",
    "p_p_mode": "view",
    "keywords": "",
    "advancedsearch": "false",
    "andoperator": "true",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what the grammar of a URL says, and the pieces that its canonical form keeps."""

    kind: Kind
    segments: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    generation: Generation | None = None
    article_id: str | None = None
    language: Language | None = None


def read(parts: Parts) -> Reading:
    """Read the pieces of a URL: each generation's own grammar first, then file names, then pages in general."""
    return (
        _read_b1(parts)
        or _read_view_content(parts)
        or _read_b2(parts)
        or _read_file(parts)
        or _read_document(parts)
        or _read_c(parts)
        or _read_page(parts)
    )


def host_language(host: str) -> Language | None:
    """Tell the language of a host of the city's portal; ``None`` for a host that is not of the family."""
    if host == "english.hanoi.gov.vn":
        return "en"
    return "vi" if host == "hanoi.gov.vn" or host.endswith(".hanoi.gov.vn") else None


def _site_language(parts: Parts) -> Language | None:
    """Tell the language by the host or by a site's name in the path, as in ``/web/sotttt-eng/``.

    Locales say nothing: the language menu yields the same article under every one.
    """
    for segment in parts.segments:
        if segment == "-":
            break
        if segment == "english" or segment.endswith(("-eng", "_eng", "-english")):
            return "en"
    return host_language(parts.host)


def _legacy_id(language: Language, number: str) -> str:
    return f"hnp:{language}:{number.lstrip('0') or '0'}"


def _after_dash(parts: Parts, mapping: str) -> int:
    """Find where the segments after ``/-/<mapping>/`` begin, Liferay's mark of a portlet's friendly URL; else 0."""
    for at, segment in enumerate(parts.segments):
        if segment == "-" and parts.segments[at + 1 : at + 2] == (mapping,):
            return at + 2
    return 0


def _read_b1(parts: Parts) -> Reading | None:
    """``<page>/-/hn/<INSTANCE>/<categoryId>/<articleId>/<counter>/<slug>.html``; the canonical counter is 1."""
    at = _after_dash(parts, "hn")
    if not at:
        return None
    head, rest = parts.segments[:at], parts.segments[at:]
    if len(rest) < 3 or not _NUMBER.fullmatch(rest[1]) or not _NUMBER.fullmatch(rest[2]):
        return Reading("listing", parts.segments, _meaningful(parts.parameters), "b1", language=_site_language(parts))
    language = _site_language(parts) or "vi"
    slug = next((each for each in rest[3:] if not _NUMBER.fullmatch(each)), None)
    segments = (*head, *rest[:3], "1") if slug is None else (*head, *rest[:3], "1", slug)
    return Reading("article", segments, (), "b1", _legacy_id(language, rest[2]), language)


def _read_view_content(parts: Parts) -> Reading | None:
    """``<page>/-/view_content/<id>-<slug>`` of a sister portal; whatever follows in the path is noise.

    The sites of one portal share one space of numbers, so the identity has the portal's language whatever the site's.
    """
    at = _after_dash(parts, "view_content")
    match = _VIEW_CONTENT.fullmatch(parts.segments[at]) if 0 < at < len(parts.segments) else None
    if match is None:
        return None
    label = parts.host.partition(".")[0]
    if label.startswith("[") or label.isdecimal() or label == "localhost":
        label = "liferay"
    identity = f"{label}:vi:{match[1].lstrip('0') or '0'}"
    return Reading("article", parts.segments[: at + 1], (), "liferay", identity, _site_language(parts) or "vi")


def _read_b2(parts: Parts) -> Reading | None:
    """Everything is in the parameters of one portlet; the canonical form keeps those that find the article."""
    numbers = [
        each.value for each in parts.parameters if each.plain == "articleid" and _NUMBER.fullmatch(each.value or "")
    ]
    if not numbers:
        return None
    language = _site_language(parts) or "en"
    kept = tuple(each for each in parts.parameters if each.plain in _B2_MEANINGFUL)
    mobile = "mobile2" in parts.segments or any(
        each.plain == "command" and (each.value or "").endswith("Mobile") for each in kept
    )
    identity = _legacy_id(language, min(filter(None, numbers)))
    return Reading("article", parts.segments, kept, "b2m" if mobile else "b2", identity, language)


def _read_file(parts: Parts) -> Reading | None:
    """Read the names of files, and the servlets through which Liferay serves them."""
    if not parts.segments:
        return None
    first, last = parts.segments[0], parts.segments[-1]
    if first == "documents" and _UUID.fullmatch(last):
        last = parts.segments[-2]
    extension = last.rpartition(".")[2].lower() if "." in last else ""
    kind = _kind_of_extension(extension) if extension else None
    names = {each.plain for each in parts.parameters}
    if kind is None:
        if first == "api":
            return Reading("api", parts.segments, parts.parameters, "c", language=host_language(parts.host))
        if first == "image" and "img_id" in names:
            kind = "image"
        elif first == "documents" or last == "get_file":
            kind = "file"
        elif "minifiertype" in names or first == "combo":
            kind = "requisite"
        else:
            return None
    parameters = parts.parameters
    if kind == "image" and first in ("image", "documents"):
        parameters = tuple(each for each in parameters if each.plain not in _PICTURE_NOISE)
    return Reading(kind, parts.segments, parameters)


@lru_cache(maxsize=256)
def _kind_of_extension(extension: str) -> Kind | None:
    return next((each for each, pattern in _EXTENSIONS if pattern.fullmatch(extension)), None)


def _read_document(parts: Parts) -> Reading | None:
    """``vanban.hanoi.gov.vn/chi-tiet-van-ban/<slug>-<id>``."""
    if len(parts.segments) != 2 or (parts.segments[0] != "chi-tiet-van-ban" and parts.host != "vanban.hanoi.gov.vn"):
        return None
    match = _DOCUMENT.fullmatch(parts.segments[1])
    if match is None:
        return None
    return Reading("document", parts.segments, (), "c", f"vanban:vi:{match[1]}", "vi")


def _read_c(parts: Parts) -> Reading | None:
    """``<section>/<slug>-<id>.htm``; a migrated article has its site's number and then the id that it had before.

    An id that follows neither grammar is marked, so that it cannot be taken for a legacy id.
    """
    match = _C_ARTICLE.fullmatch(parts.segments[-1]) if parts.segments else None
    if match is None:
        return None
    number = match[1]
    site = _C_SITE.fullmatch(number)
    language = _C_LANGUAGES[site[1]] if site else _site_language(parts) or "vi"
    if _C_NATIVE.fullmatch(number):
        identity = f"hnp:{language}:{number}"
    elif site and not site[2].startswith("0"):
        identity = f"hnp:{language}:{site[2]}"
    else:
        identity = f"hnp:{language}:c{number}"
    return Reading("article", parts.segments, (), "c", identity, language)


def _read_page(parts: Parts) -> Reading:
    parameters = _meaningful(parts.parameters)
    names = {each.plain for each in parameters}
    generation: Generation | None = None
    for each in parameters:
        if each.name == "p_p_id" and each.value:
            generation = "b2" if each.value.startswith("Cms_WAR_Cmsportlet") else generation or "liferay"
    kind: Kind = "other"
    numbered = any(_PAGE_SEGMENT.fullmatch(each) for each in parts.segments[-1:])
    if numbered or names & PAGE_NUMBERS or (generation == "b2" and "categoryid" in names):
        kind = "listing"
    elif not parameters and "-" not in parts.segments and parts.segments[:1] != ("c",):
        kind = "section"
    return Reading(kind, parts.segments, parameters, generation, language=host_language(parts.host))


def _meaningful(parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """Leave out what chooses nothing: defaults, counters, a list's page size, and the first page of a Liferay list."""
    kept: list[Parameter] = []
    first_page = False
    for each in parameters:
        if each.plain in PAGE_SIZES or (each.plain == "cur" and each.value == "1"):
            first_page = True
        elif each.plain not in _NOISE or _NOISE[each.plain] not in (None, each.value):
            kept.append(each)
    if first_page and all(each.name == "p_p_id" for each in kept):
        return ()
    return tuple(kept)

"""Generate the data dictionary from `hnp_crawler.items`: each field's meaning and type, when it is null, an example."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hnp_crawler.answers import read_answer
from hnp_crawler.items import Article, Capture, Comment, DateConflict, Removal, Source
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin, finish
from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.schema import attribute_docstrings

WIDTH = 70
"""Characters of an example; a longer one is cut."""
WORDS = {str: "text", int: "integer", bool: "true or false"}
BASE = "http://hanoi.gov.vn"

CAPTURE = Capture(
    file="HNP-20261125063614780-00000-crawler.warc.gz",
    offset=48213,
    length=5127,
    record_id="urn:uuid:1c2b0c0e-6bd8-4b3a-9b4e-3f9d1c1f2a60",
    target_uri="http://hanoi.gov.vn/tintuc_sukien/-/hn/bWoiIkIsRgRe/1/2851753/1/trao-huy-hieu-dang.html",
    date="2026-11-25T06:36:15.021169Z",
    payload_digest="sha256:MVYVCY5HANHL7CTE7RNG25HN6TAZZC4OBOZCLIXYILZZ7ZCZK7VA====",
)
SOURCE = Source(
    archive="web.archive.org",
    uri="https://web.archive.org/web/20170520031500id_/http://hanoi.gov.vn/tintuc_sukien",
    date="2017-05-20T03:15:00Z",
)
CONFLICT = DateConflict(source="json-ld", raw="2017-05-18T17:00:00Z", at="2017-05-19T00:00:00+07:00")
COMMENT = Comment(author="Nguyễn Văn An", text="Cảm ơn tác giả.", date_raw="20/05/2017 08:30")
REMOVAL = Removal(
    event="removed",
    id="hnp:vi:2851753",
    url="http://hanoi.gov.vn/tintuc_sukien",
    reason="redirect",
    target="http://hanoi.gov.vn/",
    version=2,
    last_good=CAPTURE,
    evidence=CAPTURE,
    date="2026-11-25T06:36:20+00:00",
    crawl_id="20261125T063614Z",
)
"""What only a crawl can give an example of, or a page that is stranger than the sample portal's."""


def dictionary() -> str:
    """Write the tables of all classes, a line of ``articles.jsonl`` first."""
    return "\n\n".join(map(_section, CONTRACT))


def _reached_from(cls: type) -> list[type]:
    """Give a class and those of its parts, each once, in the order in which they are met."""
    met = [cls]
    for one in met:
        for annotation in get_type_hints(one).values():
            met += [part for part in _classes_in(annotation) if part not in met]
    return met


def _classes_in(annotation: Any) -> Iterator[type]:
    if is_dataclass(annotation):
        assert isinstance(annotation, type)
        yield annotation
    for inner in get_args(annotation):
        yield from _classes_in(inner)


CONTRACT = (*_reached_from(Article), Removal)
"""The classes of both kinds of lines, and of their parts."""


def _section(cls: type) -> str:
    rows = ["| field | type | meaning | null | example |", "| --- | --- | --- | --- | --- |"]
    hints = get_type_hints(cls)
    for field in fields(cls):
        meaning, null = _told(cls, field.name)
        cells = (f"`{field.name}`", _type(hints[field.name]), meaning, null, _example(cls, field.name))
        rows.append("| " + " | ".join(cell.replace("\n", " ").replace("|", "\\|") for cell in cells) + " |")
    about = (cls.__doc__ or "").replace("``", "`")
    return "\n".join((f"## {cls.__name__}", "", about, "", *rows))


def _told(cls: type, name: str) -> tuple[str, str]:
    """Part a field's docstring into what it means and when it is null."""
    text = attribute_docstrings(cls)[name].replace("``", "`")
    meaning, null, when = text.partition("; null ")
    return (f"{meaning}.", when.removesuffix(".")) if null else (text, "never")


def _type(annotation: Any) -> str:
    """Write a type in words."""
    arguments = [one for one in get_args(annotation) if one not in (type(None), ...)]
    origin = get_origin(annotation)
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    if origin in (Union, types.UnionType):
        return _type(arguments[0])
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return "object of texts"
    if is_dataclass(annotation):
        assert isinstance(annotation, type)
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return WORDS[annotation]


def _example(cls: type, name: str) -> str:
    value = examples().get((cls, name))
    if value is None or is_dataclass(value) or (isinstance(value, tuple) and is_dataclass(value[0])):
        return ""
    text = json.dumps(value, ensure_ascii=False).replace("`", "'")
    return f"`{text if len(text) <= WIDTH else text[: WIDTH - 1] + '…'}`"


@cache
def examples() -> dict[tuple[type, str], Any]:
    """Take of each field the first value that is not empty, most of them out of the sample portal's articles."""
    found: dict[tuple[type, str], Any] = {}
    for one in (REMOVAL, CONFLICT, COMMENT, *_articles()):
        _take(one, found)
    return found


def _articles() -> Iterator[Article]:
    portal = SamplePortal()
    for truth in portal.truth(BASE):
        url = truth["url"]
        reply = portal.respond("GET", url.removeprefix(BASE), {"host": "hanoi.gov.vn"}, b"")
        page = read_answer(reply.body, url, status=reply.status, content_type=reply.header("Content-Type"))
        assert page is not None
        assert page.article is not None
        article = finish(begin(page.article, read_url(url), CAPTURE, REMOVAL.crawl_id, {}))
        yield replace(article, version=2, event="changed", changed=("title", "body"), former=CAPTURE, source=SOURCE)


def _take(value: Any, found: dict[tuple[type, str], Any]) -> None:
    if isinstance(value, tuple):
        for one in value:
            _take(one, found)
    elif is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            if inner not in (None, (), {}, ""):
                found.setdefault((type(value), field.name), inner)
                _take(inner, found)

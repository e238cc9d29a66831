"""Read the sample portal's pages without what only it has: class names, ids, the page's head, nesting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from hnp_crawler.portal.page import read_page
from hnp_crawler.sample_portal import SamplePortal

BASE = "http://127.0.0.1:8000"
NAMES = re.compile(rb'\s(?:class|id|data-role|type|itemprop)="[^"]*"')
HEAD = re.compile(rb'<script type="application/ld\+json">.*?</script>|<meta [^>]*>|<title>.*?</title>', re.S)


def without_names(page: bytes) -> bytes:
    return NAMES.sub(b"", page)


def renamed(page: bytes) -> bytes:
    return re.sub(rb'\s(class|id)="([^"]*)"', lambda found: b' %s="%s"' % (found[1], found[2][::-1]), page)


def without_head(page: bytes) -> bytes:
    return NAMES.sub(b"", HEAD.sub(b"", page))


def in_tables(page: bytes) -> bytes:
    return re.sub(rb"</div>", b"</td></tr></table>", re.sub(rb"<div[^>]*>", b"<table><tr><td>", page))


def unclosed(page: bytes) -> bytes:
    return re.sub(rb"</(?:td|tr|li)>", b"", NAMES.sub(b"", page)).replace(b"</div>", b"", 2).replace(b"</b>", b"", 1)


MUTATIONS = (without_names, renamed, without_head, in_tables, unclosed)
PORTAL = SamplePortal(articles=60, seed=11)
TRUTH = [*PORTAL.truth(BASE)]


def normal(text: str | None) -> str | None:
    return " ".join(unicodedata.normalize("NFC", text).replace("Ð", "Đ").split()) if text else None


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_field_is_the_same(mutation: Callable[[bytes], bytes]) -> None:
    wrong = []
    for truth in TRUTH:
        url = truth["urls"][0]
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = mutation(PORTAL.respond("GET", target, {"host": parts.netloc}).body)
        article = read_page(body, url).article
        if article is None:
            wrong.append((url, "kind"))
            continue
        dated = article.dates[0].text if article.dates else None
        read = {
            **{name: normal(getattr(article, name)) for name in ("title", "agency", "lead", "byline")},
            "published_raw": dated, "body": [(block.kind, normal(block.text)) for block in article.blocks],
        }  # fmt: skip
        expected = {name: normal(truth[name]) for name in read if name != "body"}
        # a heading that is only bold cannot be told from a bold paragraph
        is_bold = truth["generation"] in ("b1", "b2")
        expected["body"] = [
            ("paragraph" if block["kind"] == "heading" and is_bold else block["kind"], normal(block["text"]))
            for block in truth["body"]
        ]
        read["body"] = [("paragraph" if kind == "heading" and is_bold else kind, text) for kind, text in read["body"]]
        wrong.extend((url, name, read[name], expected[name]) for name in read if read[name] != expected[name])
    assert wrong == []

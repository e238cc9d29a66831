"""Feed the readers what no portal ever meant: mutated pages and random ones."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_pages import B1, OWN, SHAPES

from hnp_crawler.portal.page import Page, read_page

PIECES = [
    *b"<div> </div> <p> </p> <table> <tr> <td> </table> <b> </b> </a> <h1> <ul><li> <br> &nbsp; <!-- -->".split(),
    *b"<script> </script> <style> <form> <input> <svg> <pre> <textarea> <select> <frameset>".split(),
    *b"</body> </html> <head> <title> &#0; &#xD800; \xff \xc3".split(),
    b"\x00",
    b"<img src=x>",
    b"<base href='//['>",
    b"<a href='http://[::1'>",
    b"<a href='/x/y-4250808215021297.htm'>",
    b"<p style='background:url('>",
    b"<div data-role=content>",
    b"<div class='asset-abstract detail-time'>",
    b'<script type=\'application/ld+json\'>[[{"@type":"NewsArticle","headline":["x"]}]]</script>',
    b"(20:05 19/05/2017)",
    b"HNP - ",
    *(label.encode() for label in ("Các bài mới đăng", "Từ khóa:", "²")),
]
URLS = [
    B1,
    "http://h/",
    "https://hanoi.gov.vn/tin-so-nganh/x-4250808215021297.htm",
    "http://127.0.0.1:8/a?_101_cur=3",
    "x",
    "",
    "http://[",
    "https://h/api/NewsZone/NewsZone",
    "https://vanban.hanoi.gov.vn/chi-tiet-van-ban/x-512",
]
PAGES = [shape(OWN) for shape in SHAPES.values()]
SECONDS_PER_MEGABYTE = 8
"""What no page may cost: several times what the slowest known one does, for a machine that is busy."""


def check(page: Page) -> None:
    assert all(url.startswith(("http://", "https://")) for url in (*page.links, *page.requisites))
    assert (page.article is not None) == (page.kind == "article")
    if page.article:
        assert all(block.text for block in page.article.blocks)
        assert all(sentence and "\n" not in sentence for sentence in page.article.problems)


def mutated(rng: random.Random) -> bytes:
    body = bytearray(rng.choice(PAGES))
    fate = rng.random()
    if fate < 0.15:
        body = bytearray(rng.randbytes(rng.randint(0, 3000)))
    elif fate < 0.3:
        body = bytearray(b"".join(rng.choice(PIECES) for _ in range(rng.randint(1, 400))))
    elif fate < 0.35:
        body = bytearray(rng.choice(PIECES) * rng.randint(1, 5000))
    for _ in range(rng.randint(0, 12)):
        place = rng.randint(0, len(body))
        match rng.randint(0, 2):
            case 0:
                body[place:place] = rng.choice(PIECES) * rng.choice((1, 1, 1, 2, 50))
            case 1:
                del body[place : place + rng.choice((1, 5, 100, 5000))]
            case _:
                start = rng.randint(0, len(body))
                body[place:place] = body[start : start + 2000]
    return bytes(body)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from(URLS), st.sampled_from([200, 403, 404]))
def test_any_page_is_read(seed: int, url: str, status: int) -> None:
    check(read_page(mutated(random.Random(seed)), url, status=status))


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=600), st.sampled_from(URLS))
def test_any_bytes_are_read(body: bytes, url: str) -> None:
    check(read_page(body, url))


@pytest.mark.soak
def test_twenty_thousand_pages_are_read_and_none_is_slow() -> None:
    rng = random.Random(20170519)
    for number in range(20_000):
        body, url = mutated(rng), rng.choice(URLS)
        before = time.process_time()
        check(read_page(body, url, status=rng.choice((200, 200, 403, 404))))
        spent = time.process_time() - before
        assert spent < 0.2 + len(body) / 1e6 * SECONDS_PER_MEGABYTE, (
            f"page {number}: {len(body)} bytes took {spent:.2f} s"
        )

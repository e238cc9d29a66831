"""Crawl a site whose pages lead on without end, in ways that no address gives away."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from comparing import lines_of
from crawling import Crawled, crawl

PROSE = "Sáng nay lãnh đạo phường và bà con bàn chuyện làm đường, trồng cây và giữ sạch ngõ xóm. "
ARTICLES = {f"/tin/hop-ban-viec-chung-lan-thu-{n}-4260810102111{n:03}.htm": n for n in range(1, 31)}
SPACES = {
    "/nguoi": 40,
    "/dem": 5,
    "/loc": 280,
    "/lap": 6,
    "/phien": 6,
    "/goi-y": 90,
    "/ho-so": 100,
    "/so": 4,
    "/doc": 8,
}
"""By the beginning of their paths, how many pages of each endless space may be asked for."""


def entries(first: int, end: int) -> str:
    return "".join(
        f"<div><h3><a href='{path}'>Họp bàn việc chung lần thứ {n}</a></h3><i>10/08/2026</i><p>{PROSE}</p></div>"
        for path, n in ARTICLES.items()
        if first <= n < end
    )


def page(target: str) -> str:
    """Write the page of a target: an article, a list in three pages, or one of a space without end."""
    parts = urlsplit(target)
    asked = dict(parse_qsl(parts.query))
    number = int(asked.get("page") or asked.get("tu") or (re.findall(r"\d+", parts.path) or [1])[-1])
    if parts.path in ARTICLES:
        n = ARTICLES[parts.path]
        return (
            f"<h1>Họp bàn việc chung lần thứ {n}</h1><div>10:21 10/08/2026</div><p>{PROSE * 3}</p><p>{PROSE * 2}</p>"
            f"<a href='/goi-y/{n}'>Có thể bạn quan tâm</a>"
        )
    if parts.path.startswith("/goi-y"):  # a new space beside every article
        return PROSE + "".join(f"<a href='/goi-y/{number * 4 + k + 100}'>Gợi ý</a> " for k in range(4))
    if parts.path.startswith("/so"):  # a row of pages that names the first one too, and is entered in its midst
        number = int((re.findall(r"trang-(\d+)", parts.path) or [1])[0])
        row = "".join(f"<a href='/so/trang-{k}.html'>{k}</a> " for k in (1, 2, 3) if k != number)
        return entries(number * 10 - 9, number * 10 + 1) + row
    if parts.path == "/doc":  # one article that every visit leads to under another address
        body = f"<h1>Nếp sống văn minh</h1><div>10:21 10/08/2026</div><p>{PROSE * 4}</p><h3>Tin liên quan</h3>"
        return body + "".join(f"<a href='/doc?tu={number * 2 + k}'>Nếp sống văn minh</a> " for k in range(2))
    if parts.path == "/danh-ba":
        return "".join(f"<a href='/ho-so/{k}'>Hồ sơ {k}</a> " for k in range(600))
    if parts.path.startswith("/ho-so"):
        return "Không tìm thấy hồ sơ."
    if parts.path.startswith("/nguoi"):  # people who know people
        return "".join(f"<a href='/nguoi/{number * 3 + k}'>Thành viên</a> " for k in range(3))
    if parts.path.startswith("/dem"):
        return f"<p><a href='/dem/{number + 1}'>Số {number + 1}</a></p>"
    if parts.path == "/loc":  # a search by facets
        facets = [(key, value) for key in "abcde" for value in "12345"]
        links = (f"<a href='/loc?{urlencode({**asked, key: value})}'>{key}{value}</a> " for key, value in facets)
        return "".join(links) + entries(1, 6)
    if parts.path == "/lap":  # a pager that repeats the last page behind it
        return (
            entries(min(number, 3) * 10 - 9, min(number, 3) * 10 + 1)
            + f"<a href='/lap?page={number + 1}'>Trang sau</a>"
        )
    if parts.path == "/phien":  # the same list under an address of its own each time
        return entries(1, 6) + f"<a href='/phien?sid={number * 7 + len(target) + 1}&page=1'>Trang sau</a>"
    return "".join(
        f"<p><a href='{path}'>{path[1:]}</a></p>"
        for path in (
            "/nguoi/1",
            "/dem/1",
            "/loc",
            "/lap",
            "/phien",
            "/danh-ba",
            "/so",
            "/so/trang-2.html",
            "/doc?tu=1",
            "/tep",
            "/hong",
        )
    )


class Answer(BaseHTTPRequestHandler):
    """Answer with a page and remember what was asked for."""

    asked: list[str]

    def do_GET(self) -> None:
        """Answer one request."""
        self.asked.append(self.path)
        body = f"<html><head><title>Cổng</title></head><body>{page(self.path)}</body></html>".encode()
        if self.path == "/hong":
            body = gzip.compress(body)[:-12]
        self.send_response({"/robots.txt": 404, "/tep": 302}.get(self.path, 200))
        if self.path == "/tep":
            self.send_header("Location", "file:///etc/passwd")
        if self.path == "/hong":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawled, list[str]]]:
    """Crawl the site once."""
    handler = type("Endless", (Answer,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        folder: Path = tmp_path_factory.mktemp("endless")
        yield crawl(folder, start=f"http://127.0.0.1:{server.server_port}/"), handler.asked
    finally:
        server.shutdown()
        server.server_close()


def test_the_crawl_ends_with_every_article(endless: tuple[Crawled, list[str]]) -> None:
    crawled, _ = endless
    assert crawled.manifest["outcome"] == "problems"  # one answer that breaks off
    assert crawled.manifest["urls"]["truncated"] == 1
    assert len(lines_of(crawled.collection)) == len(ARTICLES) + 1


@pytest.mark.parametrize(("path", "most"), SPACES.items())
def test_an_endless_space_is_left_soon(endless: tuple[Crawled, list[str]], path: str, most: int) -> None:
    _, asked = endless
    assert 0 < sum(target.startswith(path) for target in asked) <= most


def test_every_listing_is_walked_to_its_end(endless: tuple[Crawled, list[str]]) -> None:
    crawled, _ = endless
    assert [listing for listing in crawled.manifest["listings"] if not listing["complete"]] == []


@pytest.mark.parametrize(
    ("path", "state", "reason", "times"),
    [("/tep", "redirected", "to file:///etc/passwd", 1), ("/hong", "truncated", "decoding an entity: ", 2)],
)
def test_an_odd_answer_has_a_state_of_its_own(
    endless: tuple[Crawled, list[str]], path: str, state: str, reason: str, times: int
) -> None:
    crawled, asked = endless
    (log,) = crawled.collection.glob("crawls/*/urls.jsonl")
    (row,) = [row for line in log.read_text("utf-8").splitlines() if (row := json.loads(line))["url"].endswith(path)]
    assert row["state"] == state
    assert row["reason"].startswith(reason)
    assert asked.count(path) == times

"""Crawl the sample portal with every trap set and every fault on."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from comparing import differences, lines_of
from crawling import Crawled, crawl

from hnp_crawler.sample_portal import Faults, SamplePortal, Server, Traps, serve

FEW = 11
"""How many requests the dearest trap may take; of a chain of redirects, ``REDIRECT_MAX_TIMES``."""
TRAPS = {
    "calendar": ("/lich-cong-tac/",),
    "repeated segments": ("/chuyen-de/",),
    "logins": ("/c/portal/login", "/dang-nhap"),
    "searches": ("/tim-kiem", "/ket-qua-tim-kiem"),
    "print versions": ("/in-bai/",),
    "endless redirects": ("/chuyen-tiep/", "/vong-tron"),
}
"""The beginnings of the paths that only traps have."""


@pytest.fixture(scope="module")
def beset(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, Server]:
    """Crawl once, and keep the server's log."""
    with serve(SamplePortal(articles=120, traps=Traps.all_on(), faults=Faults.all_on())) as server:
        return crawl(tmp_path_factory.mktemp("beset"), start=server.url), server


def test_every_article_is_read_right(beset: tuple[Crawled, Server]) -> None:
    crawled, server = beset
    wrong = list(differences(lines_of(crawled.collection), server.portal.truth(server.url.rstrip("/"))))
    assert not wrong, f"{len(wrong)} differences, first: " + "\n".join(wrong[:10])


def test_every_picture_and_file_is_captured(beset: tuple[Crawled, Server]) -> None:
    crawled, _ = beset
    files = [file for line in lines_of(crawled.collection) for file in line["images"] + line["attachments"]]
    assert len(files) > 100
    assert [file["url"] for file in files if file["capture"] is None] == []


def test_no_trap_takes_more_than_a_few_requests(beset: tuple[Crawled, Server]) -> None:
    _, server = beset
    asked = Counter(
        name for seen in server.log for name, paths in TRAPS.items() if urlsplit(seen.target).path.startswith(paths)
    )
    assert max(asked.values(), default=0) <= FEW, asked
    paths = [urlsplit(seen.target).path for seen in server.log]
    assert sum(path.count("/vi") + path.count("/en") > 1 for path in paths) <= FEW
    assert all(paths.count(path) <= 2 for path in paths if "/bai-da-go-" in path)


def test_each_refusal_is_counted_under_its_reason(beset: tuple[Crawled, Server]) -> None:
    crawled, _ = beset
    reasons = {"another host", "calendar", "language link", "login", "print", "repeated segment", "search"}
    assert reasons <= crawled.manifest["refused"].keys()
    assert all(count > 0 for count in crawled.manifest["refused"].values())


def test_what_stood_in_for_a_page_is_named_and_kept(beset: tuple[Crawled, Server]) -> None:
    crawled, server = beset
    pages = crawled.manifest["pages"]
    assert pages["challenge"] > 0
    assert pages["soft 404"] > 0
    # The chain of redirects that never ends is the one URL that nothing became of.
    assert crawled.manifest["urls"]["failed"] == 1
    assert crawled.manifest["outcome"] == "problems"
    assert crawled.code == 1
    # Every answer is on record, whatever it was.
    assert crawled.manifest["records"] <= len(server.log)

"""Each fault and each trap can be seen from outside, and none is on unless told."""

from __future__ import annotations

import http.client
import re
import unicodedata
from collections import Counter
from dataclasses import fields

import pytest

from hnp_crawler.sample_portal import Faults, SamplePortal, Traps, serve
from hnp_crawler.sample_portal.faults import BLOCK_PAGE, CHALLENGE_PAGE, ERROR_PAGE

BASE = "http://127.0.0.1:8000"
HEADERS = {"host": "127.0.0.1:8000"}
QUIET = SamplePortal(articles=400)
TARGETS = [line["url"].removeprefix(BASE) for line in QUIET.truth()]


def answers(faults: Faults, attempt: int = 1):
    portal = SamplePortal(articles=400, faults=faults)
    return [
        (portal.respond("GET", target, HEADERS, attempt=attempt), QUIET.respond("GET", target, HEADERS))
        for target in TARGETS
    ]


def test_all_are_off_at_first() -> None:
    assert not any(getattr(Faults(), field.name) for field in fields(Faults) if field.name != "block_status")
    assert not any(getattr(Traps(), field.name) for field in fields(Traps))
    assert all(getattr(Traps.all_on(), field.name) for field in fields(Traps))
    assert Faults.all_on().block_after is None


def test_faults_leave_the_truth_alone() -> None:
    assert list(SamplePortal(faults=Faults.all_on()).truth()) == list(SamplePortal().truth())


def test_passing_faults_strike_once() -> None:
    passing = Faults(
        passing_errors=True,
        challenges=True,
        empty_answers=True,
        cut_bodies=True,
        refusals=True,
        slow=1,
        error_pages=True,
    )
    first = answers(passing)
    assert all(reply == quiet for reply, quiet in answers(passing, attempt=2))
    spoilt = [reply for reply, quiet in first if reply != quiet]
    assert 0.05 < len(spoilt) / len(first) < 0.4
    statuses = Counter(reply.status for reply in spoilt)
    assert statuses[429]
    assert statuses[503]
    bodies = {reply.body for reply in spoilt}
    assert {BLOCK_PAGE.encode(), CHALLENGE_PAGE.encode(), ERROR_PAGE.encode(), b""} <= bodies
    assert {reply.ending for reply in spoilt} == {"keep", "close", "reset"}
    assert any(reply.claim for reply in spoilt)
    assert any(reply.delay == 1 for reply in spoilt)
    assert any(reply.header("Retry-After") == "1" for reply in spoilt)


@pytest.mark.parametrize(
    ("fault", "is_seen"),
    [
        ("decomposed", lambda body, quiet: body == unicodedata.normalize("NFD", quiet) != quiet),
        ("broken_html", lambda body, quiet: "Quận Ba Đình</title>" in body and '<div class"after_main"><p><b>' in body),
        ("lost_ampersands", lambda body, quiet: body.replace("ldquo;", "“").replace("rdquo;", "”") == quiet),
        ("big_pages", lambda body, quiet: len(body) > len(quiet) + 15_000),
    ],
)
def test_lasting_faults_of_the_text(fault, is_seen) -> None:
    spoilt = [
        (reply.body.decode(), quiet.body.decode())
        for reply, quiet in answers(Faults(**{fault: True}), attempt=3)
        if reply.body != quiet.body
    ]
    assert spoilt
    assert all(is_seen(body, quiet) for body, quiet in spoilt)


def test_charset_lies() -> None:
    kinds = {reply.header("Content-Type") for reply, _ in answers(Faults(wrong_charset=True))}
    assert kinds == {
        f"text/html{rest}" for rest in ("; charset=UTF-8", "; charset=ISO-8859-1", "; charset=windows-1258", "")
    }


@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_a_caller_is_shut_out_for_good(status: int) -> None:
    with serve(SamplePortal(articles=5, faults=Faults().blocking(2, status))) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        seen = []
        for _ in range(4):
            connection.request("GET", "/")
            response = connection.getresponse()
            seen.append((response.status, b"Request Rejected" in response.read()))
        connection.close()
    assert seen == [(200, False)] * 2 + [(status, True)] * 2


def test_cut_and_refused_answers_on_the_wire() -> None:
    portal = SamplePortal(articles=400, faults=Faults(cut_bodies=True, refusals=True))
    failures = Counter[str]()
    with serve(portal) as server:
        for target in TARGETS:
            if portal.respond("GET", target, HEADERS).ending == "keep":
                continue
            for attempt in (1, 2):
                connection = http.client.HTTPConnection("127.0.0.1", server.port)
                try:
                    connection.request("GET", target)
                    assert connection.getresponse().read()
                    failures[f"{attempt} fine"] += 1
                except (http.client.HTTPException, ConnectionError) as error:
                    failures[f"{attempt} {type(error).__name__}"] += 1
                finally:
                    connection.close()
    assert failures["1 IncompleteRead"]
    assert failures["1 ConnectionResetError"]
    assert failures["1 fine"] == 0
    assert failures["2 fine"] == failures.total() / 2


TRAPPED = SamplePortal(traps=Traps.all_on())


def trapped(target: str):
    return TRAPPED.respond("GET", target, HEADERS)


def test_language_links_have_no_end() -> None:
    path = "/cong-nghe-thong-tin"
    for _ in range(4):
        body = trapped(path).body.decode()
        assert "asset-abstract" in body
        assert path == "/cong-nghe-thong-tin" or f'<link href="{BASE}{path}" rel="canonical" />' in body
        path = re.findall(r'<link href="([^"]+)" hreflang="vi" rel="alternate"', body)[0]
    assert path == "/cong-nghe-thong-tin/vi/vi/vi/vi"
    assert QUIET.respond("GET", path, HEADERS).status == 404


@pytest.mark.parametrize(
    ("start", "pattern"),
    [
        ("/lich-cong-tac/2026/12", r'href="([^"]+)">Tháng sau'),
        ("/ket-qua-tim-kiem?keywords=ha+noi&page=1", r'href="([^"]+)">Trang sau'),
        ("/dang-nhap?redirect=%2F", r'href="([^"]+)">Đăng nhập lại'),
    ],
)
def test_pages_that_lead_on_for_ever(start: str, pattern: str) -> None:
    visited, target = set(), start
    for _ in range(5):
        reply = trapped(target)
        while reply.status == 302:
            reply = trapped(reply.header("Location") or "")
        assert target not in visited
        visited.add(target)
        target = re.findall(pattern, reply.body.decode())[0].replace("&amp;", "&")
    assert QUIET.respond("GET", start, HEADERS).status == 404


def test_other_traps() -> None:
    assert trapped("/chuyen-de/tin-lien-quan/chuyen-de/tin-lien-quan/").status == 200
    listing = trapped("/tin-so-nganh/bai-da-go-1-4250101080001021.htm")
    empty = trapped("/tin-so-nganh/bai-da-go-2-4250101080002021.htm")
    assert (listing.status, empty.status) == (200, 200)
    assert b"news-item" in listing.body
    assert b"news-item" not in empty.body
    assert trapped("/vong-tron").header("Location") == "/vong-tron-2"
    assert trapped("/chuyen-tiep/41").header("Location") == "/chuyen-tiep/42"
    assert b"delta=75" in trapped("/cong-nghe-thong-tin").body
    assert trapped("/in-bai/1").status == 200
    assert b"file:///etc/hostname" in trapped("/").body


def test_twins_are_one_article_under_two_ids() -> None:
    twins = [line for line in TRAPPED.truth() if len(line["ids"]) == 2]
    assert twins
    for line in twins:
        pages = [trapped(url.removeprefix(BASE)) for url in line["urls"]]
        assert [page.status for page in pages] == [200, 200]
        assert len({re.findall(b'"headline": "[^"]*"', page.body)[0] for page in pages}) == 1

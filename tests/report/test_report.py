from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from crawling import Crawled
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.items import Article, Block, Capture, Interview, Related, Removal, Turn
from hnp_crawler.report import render_report
from hnp_crawler.report.markup import VOID, Markup, element, html, link
from hnp_crawler.report.page import NAVIGATION

HOSTILE = '</title></style></svg><script>document.title="ran"</script><img src=x onerror=alert(1)>"\'&\x00\ud800'

CAPTURE = Capture(
    file="HNP-1.warc.gz",
    offset=12,
    length=34,
    record_id="urn:uuid:1",
    target_uri="https://h/a",
    date="2026-01-02T00:00:00.000000Z",
    payload_digest="sha256:A",
)
MANIFEST: dict[str, Any] = {
    "schema": "crawl/1",
    "id": "20260102T000000Z",
    "started": "2026-01-02T00:00:00+00:00",
    "ended": "2026-01-02T00:10:00+00:00",
    "reason": "finished",
    "failure": None,
    "exit_code": 1,
    "outcome": "problems",
    "software": {"hnp_crawler": "0.1.0"},
    "hosts": ["h"],
    "arguments": {"start": "https://h/"},
    "settings": {"HNP_OPERATOR": "Library", "HNP_MAX_REQUESTS_PER_MINUTE": 120, "DOWNLOAD_DELAY": 1},
    "inherited": {"repairs": []},
    "urls": {"fetched": 2, "failed": 1},
    "status": {"200": 2, "503": 1},
    "bytes": 1234,
    "articles": {"new": 1, "changed": 0, "unchanged": 4},
    "coverage": {"title": 1.0},
    "layouts": {"c": {"read": 1, "found": {"title": 1}}},
    "completeness": 0.5,
    "listings": [
        {"listing": "https://h/tin", "pages": 1, "entries": 2, "complete": True, "reason": None, "missing": 1}
    ],
    "politeness": {"pauses": 2},
    "disagreements": [],
    "alarms": ["title was found in 0.0%"],
    "files": {"articles.jsonl": {"sha256": "ab", "size": 99}},
}


def url(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "url": f"https://h/{number}",
        "kind": "article",
        "state": "fetched",
        "reason": None,
        "settled": f"2026-01-02T00:0{number % 10}:00Z",
        "capture": {"length": 100 * number},
        **changed,
    }


def article(text: str = "Họp báo", **changed: Any) -> Article:
    return Article(
        id="hnp:vi:1",
        url="https://h/1",
        language="vi",
        title=text,
        published_raw=text,
        published_at="2025-12-31T20:05:00+07:00",
        published_precision="minute",
        published_source=text,
        section=text,
        agency=text,
        lead=text,
        body=(Block(kind="paragraph", text=text),),
        byline=text,
        authors=(text,),
        interview=Interview(
            is_interview=True,
            evidence="labels",
            reason="",
            turns=(
                Turn(role="interviewer", speaker=None, label="PV:", text=f"{text}?"),
                Turn(role="interviewee", speaker=text, label=None, text=f"{text}\n{text}", doubtful=True),
            ),
        ),
        images=(),
        attachments=(),
        related=Related(),
        layout="c",
        problems=(text,),
        crawl_id="c",
        reader="1",
        capture=CAPTURE,
        **changed,
    )


def removal(**changed: Any) -> Removal:
    facts = {
        "event": "removed",
        "id": "hnp:vi:9",
        "url": "https://h/9",
        "reason": "redirect",
        "target": "https://h/tin",
    }
    facts |= {"version": 1, "last_good": CAPTURE, "date": "2026-01-02T00:00:00+00:00", "crawl_id": "c", **changed}
    return Removal(**facts)


def rendered(**changed: Any) -> str:
    lines = [url(1), url(2), url(3, state="failed", reason="HTTP 503"), url(4, state="robots", reason="Forbidden")]
    return render_report({**MANIFEST, **changed}, lines, [article()], [removal()], [MANIFEST])


class Checker(HTMLParser):
    """Check that every element is closed in order, and gather tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), (tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_report_tells_what_was_captured_and_what_was_not() -> None:
    text = " ".join("".join(Checker(rendered()).text).split())
    for told in (
        "Crawl 20260102T000000Z problems",
        "title was found in 0.0%",
        "50.0%of listings captured",
        "redirect to https://h/tin; last good capture",
        "1 No usable answer: HTTP 503",
        "1 Forbidden by robots.txt: Forbidden",
        "0 of 1 listings were walked to their end",
        "PV",
        "offset 12, 34 bytes",
        "tail -c +13 archive/HNP-1.warc.gz | head -c 34 | gunzip",
        "2025-12",
        "pauses: 2",
    ):
        assert told in text


def test_the_parts_can_be_reached_and_nothing_is_loaded() -> None:
    checker = Checker(rendered())
    ids = {attributes["id"] for _, attributes in checker.tags if "id" in attributes}
    assert set(NAVIGATION) <= ids
    assert {"main", "trouble"} <= ids
    for tag, attributes in checker.tags:
        assert tag not in ("script", "img", "iframe", "form", "object", "base")
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        href = attributes.get("href") or ""
        assert href.startswith(("#", "https://h/", "../../archive/HNP-", "data:,")) or tag != "a"
    policy = next(a["content"] for tag, a in checker.tags if tag == "meta" and a.get("http-equiv"))
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; img-src data:; .*", policy or "")


def test_what_is_drawn_is_told_to_those_who_cannot_see_it() -> None:
    checker = Checker(rendered())
    for tag, attributes in checker.tags:
        assert tag != "svg" or attributes.get("aria-label") or attributes.get("aria-hidden") == "true"
    headings = [int(tag[1]) for tag, _ in checker.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def hostile() -> str:
    lines = [url(1, url=f"javascript:{HOSTILE}", state="failed", reason=HOSTILE, kind=HOSTILE, capture=None)]
    lines.append(url(2, url=f"https://[{HOSTILE}"))
    manifest = {
        **MANIFEST,
        "arguments": {HOSTILE: HOSTILE},
        "settings": {HOSTILE: HOSTILE, "HNP_OPERATOR": HOSTILE},
        "alarms": [HOSTILE],
        "hosts": [HOSTILE],
        "files": {HOSTILE: {"sha256": HOSTILE, "size": 1}},
        "listings": [{**MANIFEST["listings"][0], "listing": HOSTILE, "complete": False, "reason": HOSTILE}],
    }
    evil = replace(article(HOSTILE), url=f"javascript:{HOSTILE}", capture=replace(CAPTURE, file=f"../{HOSTILE}"))
    gone = removal(id=HOSTILE, url=f"data:text/html,{HOSTILE}", target=HOSTILE)
    return render_report(manifest, lines, [evil], [gone], [])


def test_no_value_becomes_markup() -> None:
    checker = Checker(hostile())
    assert {tag for tag, _ in checker.tags} <= {tag for tag, _ in Checker(rendered()).tags}
    for _, attributes in checker.tags:
        assert not any(name.startswith("on") for name in attributes)
        href = attributes.get("href") or "#"
        assert href.startswith(("#", "https://", "data:,")) or "/" not in href.removeprefix("../../archive/")
    hostile().encode("utf-8")


@given(st.text())
def test_any_text_is_shown_as_it_is(text: str) -> None:
    shown = "".join(Checker(element("p", text, title=text)).text)
    clean = "".join("\ufffd" if c != "\t" and c != "\n" and (c < " " or "\x7f" <= c <= "\x9f") else c for c in text)
    assert shown == clean.encode("utf-8", "replace").decode()
    assert html(Markup("<b>"), text).startswith("<b>")
    assert "<a" not in link(f"javascript:{text}")


def test_the_report_of_a_huge_crawl_is_bounded() -> None:
    def urls() -> Iterator[dict[str, Any]]:
        for number in range(30_000):
            host = f"https://host{number}.vn/{'x' * 900}"
            yield url(1, url=host, state="failed", reason=f"reason {number} {'y' * 400}")

    def articles() -> Iterator[Article]:
        for number in range(1000):
            turns = tuple(Turn(role="interviewee", speaker=None, label=None, text="z" * 9000) for _ in range(2))
            one = article(f"Bài {number}")
            assert one.interview
            yield replace(one, interview=replace(one.interview, turns=turns), published_at=f"{1000 + number}-01-01")

    manifest = {**MANIFEST, "listings": MANIFEST["listings"] * 5000}
    page = render_report(manifest, urls(), articles(), (removal() for _ in range(5000)), [])
    assert len(page) < 3_000_000
    assert "1,000 new" in page
    assert "and 4,800 more" in page


def test_a_crawl_that_met_nothing_has_a_report() -> None:
    empty = {name: type(value)() for name, value in MANIFEST.items() if isinstance(value, dict | list)}
    counts = {"inherited": {"repairs": []}, "articles": {"new": 0, "changed": 0, "unchanged": 0}}
    software = {"software": MANIFEST["software"], "completeness": None, "exit_code": 2}
    page = render_report({**MANIFEST, **empty, **counts, **software}, [], [], [])
    assert "Nothing that was met is missing." in Checker(page).text


def test_a_crawl_leaves_its_report(crawled: Crawled) -> None:
    page = (crawled.collection / "crawls" / crawled.manifest["id"] / "report.html").read_text("utf-8")
    checker = Checker(page)
    cited = {a["href"] for tag, a in checker.tags if tag == "a" and (a.get("href") or "").startswith("../../archive/")}
    assert cited
    for href in cited:
        assert (crawled.collection / "crawls" / "x" / (href or "")).resolve().parent == crawled.collection / "archive"


def chromium(tmp_path: Path, page: str, *flags: str) -> str:
    """Open a page in a real browser, from disk, and give the document that came of it."""
    browser = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(browser).exists():
        pytest.skip("no chromium")
    file = tmp_path / "report.html"
    file.write_text(page, "utf-8")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    words = [browser, *quiet, profile, *flags, file.as_uri()]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=120, env={**os.environ}).stdout


def test_a_browser_shows_it_and_runs_nothing(tmp_path: Path) -> None:
    document = chromium(tmp_path, hostile(), "--dump-dom")
    assert re.search(r"<title>Crawl 20260102T000000Z", document)
    assert "<script" not in document
    assert not any(name.startswith("on") for _, attributes in Checker(document).tags for name in attributes)


@pytest.mark.parametrize(("width", "flags"), [(1200, ()), (420, ("--force-dark-mode",))])
def test_it_is_drawn_in_wide_and_narrow_windows_light_and_dark(
    tmp_path: Path, width: int, flags: tuple[str, ...]
) -> None:
    picture = tmp_path / "report.png"
    chromium(tmp_path, rendered(), f"--screenshot={picture}", f"--window-size={width},1400", *flags)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert int.from_bytes(picture.read_bytes()[16:20], "big") == width


def test_manifests_of_the_sample_crawl_are_compared(crawled: Crawled) -> None:
    manifest = crawled.manifest
    page = render_report(manifest, [], [], [], [json.loads(json.dumps(manifest))])
    assert "as earlier crawls (1) let expect it" in page

"""The portal's answers: the same at any time, all reachable, and true to what it says about itself."""

from __future__ import annotations

import pickle
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from html import unescape
from urllib.parse import urlencode, urljoin

import pytest
from lxml import html

from hnp_crawler.items import Article, Block, Interview, Interviewee, Turn
from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.sample_portal.forms import FORMS

BASE = "http://127.0.0.1:8000"
HEADERS = {"host": "127.0.0.1:8000"}


@pytest.fixture(scope="module")
def portal() -> SamplePortal:
    return SamplePortal()


def page_of(portal: SamplePortal, url: str) -> str:
    reply = portal.respond("GET", url.removeprefix(BASE), HEADERS)
    assert reply.status == 200, url
    return reply.body.decode()


def squeezed(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return re.sub(r"\s+", " ", text).strip()


def test_the_same_seed_gives_the_same_portal(portal: SamplePortal) -> None:
    again = SamplePortal()
    assert list(portal.truth()) == list(again.truth())
    for line in portal.truth():
        target = line["url"].removeprefix(BASE)
        assert portal.respond("GET", target, HEADERS) == again.respond("GET", target, HEADERS)


def test_another_seed_gives_other_words(portal: SamplePortal) -> None:
    titles = {line["title"] for line in portal.truth()}
    others = {line["title"] for line in SamplePortal(seed=8).truth()}
    assert len(titles & others) < len(titles) / 2


def test_no_two_articles_have_the_same_text() -> None:
    bodies = [str(line["body"]) for line in SamplePortal(articles=1000).truth()]
    assert len(set(bodies)) == len(bodies)


def test_it_survives_the_way_to_another_process(portal: SamplePortal) -> None:
    assert list(pickle.loads(pickle.dumps(portal)).truth()) == list(portal.truth())


def test_truth_has_the_fields_of_the_contract(portal: SamplePortal) -> None:
    known = {field.name for field in fields(Article)} | {"ids", "urls", "generation", "section_path", "revision"}
    lines = list(portal.truth())
    assert {name for line in lines for name in line} <= known
    for line in lines:
        for block in line["body"]:
            Block(**block)
        if line["interview"]:
            interview = dict(line["interview"])
            interview["turns"] = [Turn(**turn) for turn in interview["turns"]]
            interview["interviewees"] = [Interviewee(**who) for who in interview["interviewees"]]
            assert Interview(**interview).is_interview


def test_ids_are_unique_and_all_generations_present() -> None:
    lines = list(SamplePortal(articles=5000).truth())
    assert len({line["id"] for line in lines}) == len(lines) == 5000
    assert {line["generation"] for line in lines} == {"b1", "b2", "c", "liferay", "vanban"}
    assert {line["language"] for line in lines} == {"vi", "en"}


def test_every_form_of_interview_is_published(portal: SamplePortal) -> None:
    reasons = {line["interview"]["reason"] for line in portal.truth() if line["interview"]}
    assert {form.name for form in FORMS} <= {re.split("[“”]", reason)[1] for reason in reasons}
    interviews = sum(line["interview"] is not None for line in portal.truth())
    assert 0.28 < interviews / portal.articles < 0.42


def test_every_block_turn_and_field_is_printed(portal: SamplePortal) -> None:
    for line in portal.truth():
        text = squeezed(html.fromstring(page_of(portal, line["url"])).text_content())
        expected = [line["title"], line["lead"], line["byline"], line["published_raw"], *line["tags"]]
        for block in line["body"]:
            expected += block["items"] or [cell for row in block["rows"] for cell in row] or [block["text"]]
        expected += [link["title"] for side in line["related"].values() for link in side]
        if line["interview"]:
            for turn in line["interview"]["turns"]:
                expected += [turn["label"], *turn["text"].split("\n")]
        for piece in filter(None, expected):
            assert squeezed(piece) in text, (line["url"], piece)


def test_pictures_and_files_are_named_on_the_page_and_answer(portal: SamplePortal) -> None:
    for line in portal.truth():
        source = unescape(page_of(portal, line["url"]))
        for thing in line["images"] + line["attachments"]:
            assert thing["url"].startswith("http://localhost:8000/")
            assert thing["url"] in source
            reply = portal.respond(
                "GET", thing["url"].removeprefix("http://localhost:8000"), {"host": "localhost:8000"}
            )
            assert reply.status == 200
            assert (reply.header("Content-Type") or "").startswith(("image/", "application/pdf"))


def test_all_urls_of_an_article_show_it(portal: SamplePortal) -> None:
    for line in portal.truth():
        for url in line["urls"]:
            assert squeezed(line["title"]) in squeezed(unescape(page_of(portal, url))), url


@pytest.mark.parametrize("articles", [120, 600])
def test_every_article_is_reached_by_links(articles: int) -> None:
    portal = SamplePortal(articles=articles)
    reached = {_in_order(url) for url in _crawl(portal)}
    unreached = [line["id"] for line in portal.truth() if not reached & {_in_order(url) for url in line["urls"]}]
    assert unreached == []


def _in_order(url: str) -> str:
    """Sort the parameters, whose order varies from link to link."""
    path, _, query = url.partition("?")
    return "?".join((path, *sorted(query.split("&"))))


def _crawl(portal: SamplePortal) -> Iterator[str]:
    """Follow every link, and page through every listing that is asked by a form."""
    seen, waiting = {f"{BASE}/"}, [f"{BASE}/"]
    while waiting:
        url = waiting.pop()
        reply = portal.respond("GET", url.removeprefix(BASE), HEADERS)
        yield url
        found = [reply.header("Location") or ""] if reply.status in {301, 302} else []
        if reply.status == 200 and (reply.header("Content-Type") or "").startswith("text/html"):
            source = reply.body.decode()
            found += re.findall(r'<a [^>]*href="([^"]+)"', source)
            fields_of_form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', source))
            for page in range(1000) if fields_of_form else ():
                form = urlencode({**fields_of_form, "PageIndex": page}).encode()
                fragment = portal.respond("POST", "/api/NewsZone/NewsZone", HEADERS, form).body.decode()
                if not fragment:
                    break
                found += re.findall(r'<a [^>]*href="([^"]+)"', fragment)
        for link in found:
            absolute = re.sub(";jsessionid=[^?]*", "", urljoin(url, unescape(link)).partition("#")[0])
            if absolute.startswith(BASE) and absolute not in seen:
                seen.add(absolute)
                waiting.append(absolute)


def test_the_listing_api_pages_from_zero_and_ends_with_nothing(portal: SamplePortal) -> None:
    landing = page_of(portal, f"{BASE}/tin-so-nganh")
    fields_of_form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', landing))

    def ids(page: int, size: int) -> list[str]:
        form = urlencode({**fields_of_form, "PageIndex": page, "PageSize": size}).encode()
        return re.findall(
            r'data-id="(\d+)"', portal.respond("POST", "/api/NewsZone/NewsZone", HEADERS, form).body.decode()
        )

    everything = ids(0, 50)
    assert len(everything) > 4
    assert ids(0, 3) + ids(1, 3) == everything[:6]
    assert ids(len(everything), 1) == []
    wrong = portal.respond("POST", "/api/NewsZone/NewsZone", HEADERS, b"Catname=nonsense")
    assert wrong.status == 400
    assert portal.respond("GET", "/api/NewsZone/NewsZone", HEADERS).status == 405


def test_redirects_and_missing_pages(portal: SamplePortal) -> None:
    line = next(line for line in portal.truth() if line["generation"] == "c")
    wrong_slug = re.sub(r"/[^/]*(-\d+\.htm)$", r"/ten-khac\1", line["url"])
    reply = portal.respond("GET", wrong_slug.removeprefix(BASE), HEADERS)
    assert (reply.status, BASE + (reply.header("Location") or "")) == (301, line["url"])
    for target in ("/khong-co", "/tin-so-nganh/bai-1234.htm", "/x/-/view_content/1-x", "/%2e%2e/etc", "/\u0000"):
        assert portal.respond("GET", target, HEADERS).status == 404
    assert portal.respond("DELETE", "/", HEADERS).status == 405


def test_robots_txt_has_a_delay_only_when_told() -> None:
    assert b"Crawl-delay" not in SamplePortal(articles=1).respond("GET", "/robots.txt", HEADERS).body
    slow = SamplePortal(articles=1, crawl_delay=0.5).respond("GET", "/robots.txt", HEADERS).body
    assert b"Disallow: /private/\n" in slow
    assert b"Crawl-delay: 0.5\n" in slow


def test_a_portal_without_articles_still_answers() -> None:
    empty = SamplePortal(articles=0)
    assert list(empty.truth()) == []
    for target in ("/", "/tin-so-nganh", "/tintuc_sukien", "/cong-nghe-thong-tin", "/hot-news", "/van-ban-chi-dao"):
        assert empty.respond("GET", target, HEADERS).status == 200

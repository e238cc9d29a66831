"""Read one page into one line: what the text decides, what the URL, and what an answer without text means."""

from __future__ import annotations

import pytest

from hnp_crawler.items import Article, Capture
from hnp_crawler.ledger import State
from hnp_crawler.portal.page import read_page
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin, finish
from hnp_crawler.spiders.hnp import stand_in

ENGLISH_SITE = "https://english.hanoi.gov.vn/news-events/-/hn/ZVOm7e3VDMRM/3/2851753/1/cho-phien-buoi.html"
VIETNAMESE = "Chợ phiên Bưởi họp đúng ngày như một trăm năm trước, và người bán kẻ mua vẫn chào nhau bằng câu hỏi thăm."


def article_of(html: str, url: str) -> Article:
    printed = read_page(html.encode(), url).article
    assert printed is not None
    capture = Capture(
        file="a.warc.gz",
        offset=0,
        length=1,
        record_id="urn:uuid:1",
        target_uri=url,
        date="2021-04-08T00:00:00.000000Z",
        payload_digest="sha256:0",
    )
    return finish(begin(printed, read_url(url), capture, "", {}))


@pytest.mark.parametrize(("text", "language"), [(VIETNAMESE, "vi"), ("Hà Nội: 12 km, 40 m, 5 ha, 2 xe, 3 ga.", "en")])
def test_the_text_tells_its_language_and_the_url_where_there_is_too_little_text(text: str, language: str) -> None:
    article = article_of(f"<h1>Bưởi (06:05 07/04/2021)</h1><p>{text}</p><p>{text[:12]}</p>", ENGLISH_SITE)
    assert article.language == language


def test_the_way_home_is_no_section() -> None:
    url = "https://sotttt.hanoi.gov.vn/web/sotttt-eng/home/-/view_content/3159627-market"
    menu = '<ul><li><a href="/web">Home</a></li><li><a href="/web/sotttt-eng/contact">Contact</a></li></ul>'
    text = "The market opens on the day it has opened on for a hundred years, and greets its guests. " * 2
    assert article_of(f"{menu}<h2>The market (06:05 07/04/2021)</h2><p>{text}</p>", url).section is None


@pytest.mark.parametrize(
    ("url", "state"), [(ENGLISH_SITE, State.FAILED), ("https://hanoi.gov.vn/api/NewsZone/NewsZone", State.FETCHED)]
)
def test_an_empty_answer_fails_an_article_and_ends_a_listing(url: str, state: State) -> None:
    outcome = stand_in(read_page(b"\r\n", url), url)
    assert outcome is not None
    assert outcome.state is state

"""Read the one real HNP interview through the templates of every generation: every field, to the word."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from hnp_crawler.items import Article, Capture
from hnp_crawler.portal.page import read_page
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin, finish
from hnp_crawler.sample_portal import Reserve, SamplePortal
from hnp_crawler.sample_portal.model import HANOI, Draft, Generation, Piece, Shot

SEED = Path(__file__).parent.parent.parent / "shared" / "portal" / "seed-article.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the real article is not at hand")

BASE = "http://127.0.0.1:8000"


def paragraphs() -> list[str]:
    """Give the article's own lines, from title to byline."""
    lines = [line.strip("\xa0 ") for line in SEED.read_text("utf-8").splitlines()]
    kept = [line for line in lines if line]
    return kept[: kept.index("Các bài mới đăng")]


def untagged(lead: str) -> str:
    return lead.removeprefix("HNP -").lstrip("\xa0 ")


def draft() -> Draft:
    title, lead, caption, *spoken, byline = paragraphs()
    return Draft(
        language="vi",
        title=title.removesuffix(" (20:05 19/05/2017)"),
        agency="HNP",
        lead=untagged(lead),
        pieces=(
            Piece("picture", shot=Shot(1, caption, caption)),
            Piece("caption", caption),
            *(Piece("paragraph", text) for text in spoken),
        ),
        byline=byline,
        authors=(byline,),
    )


def read_through(generation: Generation) -> Article:
    """Publish the article in one generation's templates, get its page, and read that as a crawl does."""
    published = datetime(2017, 5, 19, 20, 5, tzinfo=HANOI)
    portal = SamplePortal(articles=12, reserves=(Reserve(generation, draft(), published),))
    (truth,) = (one for one in portal.truth(BASE) if one["title"] == draft().title)
    url = truth["urls"][0]
    reply = portal.respond("GET", url.removeprefix(BASE), {"host": "127.0.0.1:8000"}, b"")
    page = read_page(reply.body, url, status=reply.status, content_type=reply.header("Content-Type"))
    assert page.article is not None
    capture = Capture(
        file="f",
        offset=0,
        length=1,
        record_id="urn:x",
        target_uri=url,
        date="2026-11-25T00:00:00.000000Z",
        payload_digest="",
    )
    return finish(begin(page.article, read_url(url), capture, "crawl", {}))


@pytest.mark.parametrize("generation", ["b1", "b2", "c", "liferay"])
def test_every_field_of_the_real_interview_is_right(generation: Generation) -> None:
    _, lead, caption, *spoken, _ = paragraphs()
    article = read_through(generation)
    assert (
        article.title
        == "Học tập và làm theo Bác phải gắn với nâng cao ý thức, trách nhiệm và chất lượng phục vụ nhân dân"
    )
    assert article.published_at == "2017-05-19T20:05:00+07:00"
    assert article.published_precision == "minute"
    assert article.agency == ("HNP" if generation == "b1" else article.agency)
    assert article.lead == untagged(lead)
    assert [(block.kind, block.text) for block in article.body] == [
        ("caption", caption),
        *(("paragraph", text) for text in spoken),
    ]
    assert [image.caption for image in article.images] == [caption]
    assert article.byline == "Trọng Toàn"
    assert article.authors == ("Trọng Toàn",)
    assert article.problems == ()

    interview = article.interview
    assert interview is not None
    (interviewee,) = interview.interviewees
    assert (interviewee.name, interviewee.honorific) == ("Lê Thị Thu Hằng", "Đồng chí")
    assert f"{interviewee.office} {interviewee.organization or ''}".strip() == (
        "Bí thư Đảng ủy Khối các cơ quan TP Hà Nội"
    )
    roles = [(turn.role, turn.label) for turn in interview.turns]
    asks, answers = ("interviewer", "PV:"), ("interviewee", "Đồng chí Lê Thị Thu Hằng:")
    assert roles == [asks, answers, asks, answers, asks, answers, asks]
    assert [turn.text for turn in interview.turns] == turns(spoken)
    assert {turn.speaker for turn in interview.turns if turn.role == "interviewee"} == {"Lê Thị Thu Hằng"}
    assert not [turn for turn in interview.turns if turn.doubtful]


def turns(spoken: list[str]) -> list[str]:
    """Join the paragraphs of each turn and take the labels off, by the labels of this one article alone."""
    joined: list[str] = []
    for text in spoken:
        label = next((label for label in ("PV:", "Đồng chí Lê Thị Thu Hằng:") if text.startswith(label)), None)
        if label:
            joined.append(text.removeprefix(label).strip())
        else:
            joined[-1] += "\n" + text
    return joined

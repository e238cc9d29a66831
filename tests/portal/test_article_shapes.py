"""Read one article in every shape of HTML: whatever the markup, the fields are the same."""

from __future__ import annotations

import unicodedata

import pytest
from own_pages import B1, OWN, SEED, SHAPES, Sheet, seed

from hnp_crawler.portal.page import read_page
from hnp_crawler.printed import PrintedArticle

SHEETS = {"own": lambda: OWN, "seed": seed}


def composed(text: str | None) -> str | None:
    return None if text is None else unicodedata.normalize("NFC", text)


@pytest.fixture(params=SHEETS)
def sheet(request: pytest.FixtureRequest) -> Sheet:
    if request.param == "seed" and not SEED.is_file():
        pytest.skip("the real interview is not at hand")
    return SHEETS[request.param]()


def read(sheet: Sheet, shape: str) -> PrintedArticle:
    page = read_page(SHAPES[shape](sheet), B1)
    assert page.kind == "article"
    assert page.article is not None
    return page.article


@pytest.mark.parametrize("shape", SHAPES)
def test_every_field_is_read(sheet: Sheet, shape: str) -> None:
    article = read(sheet, shape)
    assert composed(article.title) == sheet.title
    assert article.dates[0].text == sheet.stamp
    assert article.agency == sheet.agency
    assert composed(article.lead) == sheet.lead
    assert composed(article.byline) == sheet.byline
    assert article.language == "vi"
    assert article.section == "Tin tức sự kiện" or shape == "decomposed"
    assert not article.problems


@pytest.mark.parametrize("shape", SHAPES)
def test_the_body_is_whole_and_holds_nothing_else(sheet: Sheet, shape: str) -> None:
    blocks = read(sheet, shape).blocks
    assert [composed(block.text) for block in blocks] == [sheet.caption, *sheet.paragraphs]
    assert [block.kind for block in blocks] == ["caption", *("paragraph" for _ in sheet.paragraphs)]


@pytest.mark.parametrize("shape", SHAPES)
def test_neighbours_are_told_apart(sheet: Sheet, shape: str) -> None:
    article = read(sheet, shape)
    assert [(composed(link.text), link.date) for link in article.newer] == [
        ("Khởi công cầu đi bộ qua sông", "20/05/2017")
    ]
    assert [(composed(link.text), link.date) for link in article.older] == [
        ("Trồng thêm ba nghìn cây xanh", "18/05/2017")
    ]
    assert article.newer[0].url == "https://hanoi.gov.vn/tintuc_sukien/-/hn/ZVOm7e3VDMRM/3/2851754/5/bai-moi.html"


def test_the_caption_in_a_table_is_tied_to_its_picture() -> None:
    (picture,) = read(OWN, "pictured").images
    assert picture.url == "https://hanoi.gov.vn/image/image_gallery?img_id=7"
    assert picture.text == OWN.caption


def test_emphasis_is_kept() -> None:
    blocks = read(OWN, "spans").blocks
    assert blocks[1].emphasis == (OWN.paragraphs[0][9:20].strip(),)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_field_says_how_it_was_found(shape: str) -> None:
    found = dict(read(OWN, shape).found)
    assert found["title"] == "line with the stamp"
    assert found["dates"] == "title stamp"
    assert set(found) >= {"language", "agency", "lead", "blocks", "captions", "byline", "newer", "older"}

"""Read pages whatever their encoding, depth and damage."""

from __future__ import annotations

import pytest

from hnp_crawler.portal.outline.markup import read_outline
from hnp_crawler.portal.page import read_page

VIETNAMESE = "Đường phố Hà Nội rợp bóng cây, người người đổ ra hồ Gươm."


def lines(body: bytes, content_type: str | None = None) -> list[str]:
    outline = read_outline(body, content_type)
    return [] if outline is None else [line.text for line in outline.lines]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (VIETNAMESE.encode(), None),
        (VIETNAMESE.encode(), "text/html; charset=ISO-8859-1"),
        (b"<meta charset=windows-1252>" + VIETNAMESE.encode(), "text/html; charset=bogus"),
        (b"\xef\xbb\xbf" + VIETNAMESE.encode(), None),
        (VIETNAMESE.encode("utf-16"), None),
        (VIETNAMESE.encode("utf-16-be"), "text/html; charset=utf-16be"),
        (VIETNAMESE.encode() + b"\xe1\xba", None),
        (VIETNAMESE.encode().replace(b"ph", b"p\0h"), None),
    ],
)
def test_the_text_is_read_whatever_is_declared(body: bytes, content_type: str | None) -> None:
    (line,) = lines(body, content_type)
    assert line.rstrip("\ufffd") == VIETNAMESE


def test_the_vietnamese_single_byte_set_is_read() -> None:
    import unicodedata

    body = "Nươc nha\u0300".encode("windows-1258")
    assert unicodedata.normalize("NFC", lines(body)[0]) == "Nươc nhà"


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "font", "p><b"])
def test_text_in_the_depths_is_read(tag: str) -> None:
    body = f"<{tag}>".encode() * 10_000 + b"<p>in the depths</p>" + b"<p>after</p>"
    assert lines(body)[-2:] == ["in the depths", "after"]


def test_an_end_tag_that_closes_nothing_parts_paragraphs() -> None:
    assert lines(b"<div>one</p>two</p><p>three</p></div>") == ["one", "two", "three"]


def test_what_is_not_printed_is_not_read() -> None:
    body = (
        b"<script>a</script><style>b</style><p>seen<span style='display: none'>c</span></p><div hidden>d"
        b"</div><!-- e -->"
        b"<textarea>f</textarea><select><option>g</select><noscript>h</noscript><template>i</template>"
    )
    assert lines(body) == ["seen"]


def test_white_space_is_rendered_as_a_browser_does() -> None:
    body = "<p> a\n\t b\xa0 c </p><pre>d\ne</pre><h1>f<br>g</h1><p>h<br>i</p>".encode()
    assert lines(body) == ["a b\xa0 c", "d", "e", "f g", "h", "i"]


@pytest.mark.parametrize("space", ["\xa0", "&nbsp;", " &#160; "])
def test_lines_of_no_break_spaces_part_lines(space: str) -> None:
    assert lines(f"<p>một\n{space}\nhai</p>".encode()) == ["một", "hai"]


def test_what_stands_behind_the_end_is_read() -> None:
    page = read_page(b"<p>one</p></html><p>two <a href=/x>three</a></p><img src=y.png>", "http://h/")
    assert page.scene is not None
    assert [line.text for line in page.scene.outline.lines] == ["one", "two three"]
    assert (page.links, page.requisites) == (("http://h/x",), ("http://h/y.png",))


@pytest.mark.parametrize(
    "body",
    [
        b"<p>x</p>" * 100_000,
        b"<img src=a.jpg>" * 50_000,
        b"<a href=/x>yyyyyyyyyyyyyyyy</a>" * 30_000,
        b"<" * 500_000,
        b"x " * 1_000_000,
    ],
    ids=["paragraphs", "pictures", "links", "brackets", "words"],
)
def test_a_page_without_measure_is_read(body: bytes) -> None:
    page = read_page(body, "https://hanoi.gov.vn/tin-so-nganh/mot-bai-viet-4250808215021297.htm")
    assert page.kind in ("article", "soft 404", "other")


def test_a_page_that_is_cut_says_so() -> None:
    body = (
        b"<h1>Tieu de</h1><p>10:00 01/02/2026</p>"
        + b"<p>Mot cau van du dai de dung lam mot doan van cua bai.</p>" * 30_000
    )
    article = read_page(body, "https://hanoi.gov.vn/tin-so-nganh/mot-bai-viet-4250808215021297.htm").article
    assert article is not None
    assert any("larger than is read" in problem for problem in article.problems)

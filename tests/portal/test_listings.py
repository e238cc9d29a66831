"""Read listings in shapes of their own, and page through them."""

from __future__ import annotations

import pytest

from hnp_crawler.portal.listing import next_page, read_listing
from hnp_crawler.portal.listing.paging import PageRequest, page_number
from hnp_crawler.portal.page import read_page

SECTION = "https://hanoi.gov.vn/tin-so-nganh"
TITLES = (
    "Làng gốm mở cửa đón khách phương xa",
    "Chợ phiên họp lại sau mười năm vắng bóng",
    "Bến sông thêm một chuyến đò ngang",
    "Hàng cây cổ thụ được gắn biển tên",
)
SUMMARY = "Sáng nay, người dân đổ về từ sớm, ai cũng muốn được tận mắt xem {n}."


def address(n: int) -> str:
    return f"/tin-so-nganh/mot-bai-viet-42508082150210{n:02}.htm"


def plain(n: int) -> str:
    return (
        f"<div><h3><a href='{address(n)}'>{TITLES[n]}</a></h3><p>1{n}:30 0{n + 1}/02/2026</p>"
        f"<p>{SUMMARY.format(n=n)}</p></div>"
    )


def rows(n: int) -> str:
    return (
        f"<tr><td><a href='{address(n)}'><img src=a{n}.jpg></a></td><td><a href='{address(n)}'><b>{TITLES[n]}</b></a>"
        f" <i>(1{n}:30 0{n + 1}/02/2026)</i><br>{SUMMARY.format(n=n)}</td></tr>"
    )


def dated_before(n: int) -> str:
    return (
        f"<li><span>1{n}:30 0{n + 1}/02/2026</span><div><a href='{address(n)}'>{TITLES[n]}</a></div>"
        f"<div>{SUMMARY.format(n=n)}</div></li>"
    )


def relative(n: int) -> str:
    return (
        f"<article><a href='{address(n)}'>{TITLES[n]}</a>"
        f"<span title='1{n}:30, 0{n + 1}/02/2026'>{n + 2} giờ trước</span>"
        f"<div>{SUMMARY.format(n=n)} <a href='{address(n)}'>Xem tiếp</a></div></article>"
    )


SHAPES = {
    "plain": "<div>{}</div>",
    "rows": "<table>{}</table>",
    "dated_before": "<ul>{}</ul>",
    "relative": "<section>{}</section>",
}
ENTRIES = {"plain": plain, "rows": rows, "dated_before": dated_before, "relative": relative}
SIDE = "<div><h4>Tin nổi bật</h4>" + "".join(
    f"<p><a href='/tin-so-nganh/ben-le-42508082150219{n:02}.htm'>Bài viết bên lề trang số {n}</a></p>" for n in range(6)
) + "</div>"  # fmt: skip


def page(shape: str, more: str = "") -> bytes:
    entries = SHAPES[shape].format("".join(ENTRIES[shape](n) for n in range(4)))
    return (
        f"<html><title>Tin sở, ngành - Cổng</title><body>{SIDE}<div><h2>Tin sở, ngành</h2>{entries}{more}</div>{SIDE}"
    ).encode()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_entries_of_the_list_are_read_and_nothing_at_its_side(shape: str) -> None:
    read = read_page(page(shape), SECTION)
    assert read.kind == "listing"
    assert read.article is None
    assert read.listing is not None
    assert [entry.title for entry in read.listing.entries] == list(TITLES)
    assert [entry.url for entry in read.listing.entries] == ["https://hanoi.gov.vn" + address(n) for n in range(4)]
    dates = [entry.date.replace(",", "") for entry in read.listing.entries]
    assert dates == [f"1{n}:30 0{n + 1}/02/2026" for n in range(4)]
    assert all(entry.summary.startswith("Sáng nay") for entry in read.listing.entries)


@pytest.mark.parametrize("shape", ["plain", "dated_before"])
def test_the_section_is_the_heading(shape: str) -> None:
    assert read_listing(page(shape), SECTION).section == "Tin sở, ngành"


@pytest.mark.parametrize(
    ("pager", "following", "last"),
    [
        ("<a href='?page=1'>1</a> <b>2</b> <a href='?page=3'>3</a> <a href='?page=9'>Cuối »</a>", "?page=3", 9),
        ("<ul><li><a href='?page=1'>Trước</a><li><a href='?page=3'>Tiếp »</a></ul>", "?page=3", 2),
        ("<a rel=next href='/tin-so-nganh/trang-3.htm'>&gt;</a>", "/trang-3.htm", 2),
        ("<p>Hiển thị 11 - 20 of 57 kết quả</p><a href='?page=3'>next</a>", "?page=3", 6),
        ("<a href='?page=1'>1</a> <a href='?page=2'>2</a> <a href='javascript:;'>Next</a>", None, 2),
        ("<a href='/tin-so-nganh/khac-4250808215021999.htm'>Next</a>", None, 2),
    ],
)
def test_the_next_and_the_last_page_are_found(pager: str, following: str | None, last: int) -> None:
    listing = read_listing(page("plain", f"<div>{pager}</div>"), SECTION + "?page=2")
    assert listing.last_page == last
    if following is None:
        assert listing.next is None
    else:
        assert listing.next is not None
        assert listing.next.url.endswith(following)


@pytest.mark.parametrize(
    "tokens",
    [
        '<div id="z" data-catname="Q2F0" data-language-id="dmk=" data-site="NA==" data-page-size="12"></div>',
        '<input type="hidden" id="hdfCatname" value="Q2F0"><input type="hidden" name="LanguageId" value="dmk=">'
        '<input type="hidden" name="Site" value="NA=="><input type="hidden" name="PageSize" value="12">',
        "<script>$.post('/api/NewsZone/NewsZone', {PageIndex: i, PageSize: 12, Catname: 'Q2F0', "
        '"LanguageId": "dmk=", Site: \'NA==\'})</script>',
        "<script>var catname = 'Q2F0', languageId = 'dmk=', siteId = 'NA==', pageSize = 12; // NewsZone</script>",
    ],
)
def test_a_section_page_tells_the_form_of_its_listing(tokens: str) -> None:
    first = read_listing(page("plain", tokens), SECTION).next
    assert first == PageRequest(
        "https://hanoi.gov.vn/api/NewsZone/NewsZone",
        "POST",
        (("PageIndex", "0"), ("PageSize", "12"), ("Catname", "Q2F0"), ("LanguageId", "dmk="), ("Site", "NA==")),
    )


def test_the_listing_is_paged_until_an_answer_without_entries() -> None:
    request = PageRequest(
        "https://hanoi.gov.vn/api/NewsZone/NewsZone", "POST", (("PageIndex", "3"), ("Catname", "Q2F0"))
    )
    fragment = read_page("".join(relative(n) for n in range(4)).encode(), request.url)
    assert fragment.kind == "listing"
    assert fragment.listing is not None
    assert len(fragment.listing.entries) == 4
    following = next_page(request, fragment.listing)
    assert following is not None
    assert following.form == (("PageIndex", "4"), ("Catname", "Q2F0"))
    assert read_page(b"", request.url).kind == "empty"
    assert next_page(request, read_listing(b"", request.url)) is None


def test_a_page_without_a_form_has_no_first_page() -> None:
    assert read_listing(page("plain", "<script>// NewsZone is loaded elsewhere</script>"), SECTION).next is None


@pytest.mark.parametrize(
    "url", ["http://h/?page=²", "http://h/?cur=99999999", "http://[/?page=2", "http://h/?" + "a&" * 5000]
)
def test_no_number_is_read_from_what_is_none(url: str) -> None:
    assert page_number(url) is None

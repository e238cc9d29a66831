"""Read what only style sheets or the neighbourhood of a page make plain, in markup that no sample page has."""

from __future__ import annotations

import pytest
from test_article_decoys import PROSE, TEXT

from hnp_crawler.portal.page import Page, read_page

ARTICLE = "https://hanoi.gov.vn/tin-so-nganh/lang-gom-mo-cua-don-khach-thap-phuong-4250808215021297.htm"
TITLE = "Làng gốm mở cửa đón khách thập phương"
CRUMBS = '<div><a href="/">Trang chủ</a> / <a href="/tin-so-nganh.htm">Tin sở, ngành</a></div>'


def read(body: str, url: str = ARTICLE) -> Page:
    return read_page(f"<html><body><div>{body}</div></body></html>".encode(), url)


@pytest.mark.parametrize(
    "head",
    [
        f"<h1>{TITLE}</h1><div><span>08:15 08/08/2025</span><span>23 lượt xem</span></div>",
        f"<div><b>Tin sở, ngành</b> <i>|</i> <span>08:15 08/08/2025</span></div><h1>{TITLE}</h1>",
    ],
    ids=["a count that only styles keep from the date", "behind the section's name"],
)
def test_the_date_is_read_beside_a_count_and_behind_a_section(head: str) -> None:
    article = read(CRUMBS + head + TEXT).article
    assert article is not None
    assert [date.text for date in article.dates][:1] == ["08:15 08/08/2025"]
    assert article.lead == PROSE[0]


@pytest.mark.parametrize("clock", ["Trang chủ | 08:15 08/08/2025", "Hà Nội | 08:15 08/08/2025"])
def test_a_clock_behind_other_words_is_no_date(clock: str) -> None:
    article = read(f"{CRUMBS}<div>{clock}</div><h1>{TITLE}</h1>{TEXT}").article
    assert article is not None
    assert article.dates == ()


def test_a_date_in_pieces_stays_whole() -> None:
    article = read(f"<h1>{TITLE}</h1><p>0<b>8:15 08/08/2025</b></p>{TEXT}").article
    assert article is not None
    assert article.dates[0].text == "08:15 08/08/2025"


POPULAR = "<div>Đọc nhiều</div>" + "".join(
    f'<div><a href="/tin/cho-hoa-xuan-lan-{n}-425010110111214{n}.htm">Nô nức đi chợ hoa xuân lần thứ {n}</a>'
    "<p>Từ sáng sớm, hàng nghìn người đã có mặt ở chợ hoa để chọn cho mình một cành đào ưng ý nhất.</p></div>"
    for n in range(4)
)


def test_a_short_article_beside_much_read_ones_is_the_article_that_its_url_names() -> None:
    page = read(f"{CRUMBS}<h1>{TITLE}</h1><div>08:15 08/08/2025</div><p>{PROSE[0]}</p><p>{PROSE[1]}</p>{POPULAR}")
    assert page.kind == "article"
    assert page.article is not None
    assert page.article.older == ()


def test_bare_links_at_the_side_are_no_entries_of_a_list_of_the_same_elements() -> None:
    link = '<li><a href="/tintuc/-/hn/ZVOm7e3VDMRM/3/28517{0}/1/tin.html">Khánh thành công viên số {0}</a>{1}</li>'
    listed = "".join(link.format(n, f" - <i>0{n - 50}/03/2017</i>") for n in range(51, 55))
    beside = "".join(link.format(n, "") for n in range(71, 74))
    page = read(f"<div><ul>{listed}</ul></div><div><ul>{beside}</ul></div>", "https://hanoi.gov.vn/tintuc")
    assert page.listing is not None
    assert [entry.date for entry in page.listing.entries] == [f"0{n}/03/2017" for n in range(1, 5)]

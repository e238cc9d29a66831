"""Tell what a page is by what it holds, at whatever status and under whatever URL."""

from __future__ import annotations

import pytest

from hnp_crawler.portal.page import read_page

ARTICLE = "https://hanoi.gov.vn/tin-so-nganh/mot-bai-viet-4250808215021297.htm"
SECTION = "https://hanoi.gov.vn/tin-so-nganh"
BLOCKED = "<title>Request Rejected</title>The requested URL was rejected. Your support ID is: 126453718"
CHALLENGE = (
    "<title>Just a moment...</title><p>Checking your browser</p><script>setTimeout('location.reload()')</script>"
)
COOKIE = "<html><body><script>document.cookie='a=b;path=/';location.reload()</script></body></html>"
LISTING = "".join(
    f"<div><h3><a href='/tin-so-nganh/bai-viet-so-mot-42508082150210{n:02}.htm'>Bài viết dài hơn số {n}"
    f"</a></h3><p>10:00 01/02/2026</p>"
    f"<p>Đây là lời tóm tắt của bài viết số {n}, đủ dài để không ai nhầm với một nhãn.</p></div>"
    for n in range(5)
)
SINGLE = (
    LISTING.partition("</div>")[0] + "</div><h1>Liên kết</h1><p>Trụ sở: 79 Đinh Tiên Hoàng</p><p>Hôm nay trời nắng</p>"
)
TEXT = "<p>Một câu văn đủ dài để đứng làm đoạn văn của bài, có chủ ngữ, có vị ngữ.</p>" * 3


@pytest.mark.parametrize(
    ("body", "url", "status", "kind"),
    [
        ("", ARTICLE, 200, "empty"),
        (" \r\n\ufeff", ARTICLE, 200, "empty"),
        ("<html><body></body></html>", ARTICLE, 200, "soft 404"),
        ("<html><body></body></html>", SECTION, 200, "other"),
        (BLOCKED, ARTICLE, 200, "block page"),
        (BLOCKED, SECTION, 403, "block page"),
        ("<h1>Sorry</h1>", ARTICLE, 429, "block page"),
        ("<h1>Sorry</h1>", ARTICLE, 503, "block page"),
        ("<p>Truy cập của bạn đã bị từ chối.</p>", ARTICLE, 200, "block page"),
        (CHALLENGE, ARTICLE, 200, "challenge"),
        (CHALLENGE, ARTICLE, 503, "challenge"),
        (COOKIE, ARTICLE, 200, "challenge"),
        ("<h1>HTTP Status 500</h1><p>Exception report</p>", SECTION, 200, "soft 404"),
        ("<h1>Lỗi 404</h1>", SECTION, 200, "soft 404"),
        ("<p><a href=/ho-so/404>Hồ sơ 404</a> <a href=/ho-so/405>Hồ sơ 405</a></p>", SECTION, 200, "other"),
        ("<h1>404</h1><p>Trang bạn tìm không tồn tại.</p>", ARTICLE, 200, "soft 404"),
        ("<main><h1></h1><div data-role=content></div></main>", ARTICLE, 200, "soft 404"),
        (LISTING, ARTICLE, 200, "soft 404"),
        (LISTING, SECTION, 200, "listing"),
        (SINGLE, SECTION, 200, "listing"),
        (SINGLE.replace("<p>Đây", "<p>HNP - Đây"), SECTION, 200, "listing"),
        (f"<h1>Một bài viết</h1><p>10:00 01/02/2026</p>{TEXT}", SECTION, 200, "article"),
        (f"<h1>Một bài viết</h1>{TEXT}", ARTICLE, 200, "article"),
        ("<h1>Not found</h1>", ARTICLE, 404, "other"),
        (f"<h1>Chuyện 404: trang web không tồn tại</h1><p>10:00 01/02/2026</p>{TEXT}", ARTICLE, 200, "article"),
        (f"<h1>Access denied: chuyện của tường lửa</h1><p>10:00 01/02/2026</p>{TEXT * 6}", ARTICLE, 200, "article"),
    ],
)
def test_the_kind_follows_from_the_content(body: str, url: str, status: int, kind: str) -> None:
    page = read_page(body.encode(), url, status=status)
    assert page.kind == kind
    assert (page.article is not None) == (kind == "article")


def test_a_notice_beside_an_empty_template_is_no_article() -> None:
    url = "https://hanoi.gov.vn/tin-so-nganh/khai-mac-tuan-le-nong-san-an-toan-4250808215021297.htm"
    notice = "Mời các tổ chức, cá nhân đăng ký góp ý dự thảo Quy chế quản lý hệ thống thông tin trước ngày 30/11."
    page = read_page(f"<div id=bai></div><div><h3>Thông báo</h3><p>{notice}</p></div>".encode(), url)
    assert page.kind == "soft 404"


def test_a_listing_under_an_articles_url_keeps_its_entries() -> None:
    listing = read_page(LISTING.encode(), ARTICLE).listing
    assert listing is not None
    assert len(listing.entries) == 5


def test_links_are_absolute_once_each_and_never_a_forms() -> None:
    page = read_page(
        b"<base href='/a/'><link rel=alternate href='/vi'><link rel=stylesheet href=s.css><a href='b#x'>1"
        b"</a><a href=b>2</a>"
        b"<a href='javascript:x()'>3</a><a href='mailto:a@b.vn'>4</a><a href='//c.vn/d e'>5</a><map><area href=f></map>"
        b"<form action=/search><a href='#top'>6</a></form><a href='http://[::1'>7</a><a>8</a>",
        SECTION,
    )
    assert page.links == (
        "https://hanoi.gov.vn/vi",
        "https://hanoi.gov.vn/a/b",
        "https://c.vn/d%20e",
        "https://hanoi.gov.vn/a/f",
    )


def test_links_are_bounded() -> None:
    page = read_page(
        b"".join(b"<a href=/%d>x</a>" % n for n in range(5000)) + b"<a href=/" + b"x" * 5000 + b">y</a>", SECTION
    )
    assert len(page.links) == 2000

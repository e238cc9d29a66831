"""Read articles on pages that are full of other titles, other dates and other text."""

from __future__ import annotations

import pytest

from hnp_crawler.portal.page import read_page
from hnp_crawler.printed import PrintedArticle

C = "https://hanoi.gov.vn/tin-so-nganh/ky-niem-40-nam-lang-gom-mo-cua-don-khach-4250808215021297.htm"
B2M = (
    "https://english.hanoi.gov.vn/mobile2?p_p_id=Cms_WAR_Cmsportlet_INSTANCE_aB3dE6gH9jK2&p_p_id=aB3dE6gH9jK2"
    "&_Cms_WAR_Cmsportlet_INSTANCE_aB3dE6gH9jK2_articleId=36690"
    "&_Cms_WAR_Cmsportlet_INSTANCE_aB3dE6gH9jK2_command=detailsMobile&pageIndex=1"
)
TITLE = "Kỷ niệm 40 năm, làng gốm mở cửa đón khách (20/04/2017)"
TEXT = (
    "<p>Làng gốm bên sông mở cửa từ sáng sớm, người người đổ về xem các nghệ nhân trổ tài trên bàn xoay.</p>"
    "<p>Lễ khai mạc ngày 19/04/2017 thu hút hàng nghìn người, nhiều gia đình mang cả trẻ nhỏ theo cùng.</p>"
    "<p>Từ nay đến cuối tuần, khách đến làng được tự tay nặn một chiếc bình và mang về nhà.</p>"
)


def read(body: str, url: str = C, head: str = "") -> PrintedArticle:
    page = read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url)
    assert page.kind == "article"
    assert page.article is not None
    return page.article


def texts(article: PrintedArticle) -> list[str]:
    return [article.lead or "", *(block.text for block in article.blocks)]


PROSE = [text for text in TEXT.replace("</p>", "").split("<p>") if text]


@pytest.mark.parametrize(
    "stamp",
    [
        "15:28 28/08/2026",
        "Thứ sáu, 1/7/2016 | 12:00 GMT+7",
        "Chủ nhật, 31/12/2017 | 19:57:31",
        "13 Tháng Mười Một 2015 12:00 SA",
        "22/12/2015 | 10:52 AM",
        "22-06-2017 10:14:55",
        "00:40, 22/01/2023",
        "24/10/2021",
        "8:26 PM, Mon March 17, 2025",
    ],
)
def test_the_date_beside_the_title_is_taken(stamp: str) -> None:
    article = read(f"<h1>Hà Nội hôm nay</h1><div><p>{TITLE}</p><p>Ngày đăng: {stamp}</p></div><div>{TEXT}</div>")
    assert article.title == TITLE
    assert article.dates[0].text == stamp.removesuffix(" GMT+7") or article.dates[0].text == stamp
    assert texts(article) == PROSE


@pytest.mark.parametrize(
    "clock",
    [
        "<div>Thứ Hai, 25/11/2024 | 09:10:11</div>",
        "<header><span>25/11/2024 09:10</span></header>",
        "<p>Hôm nay: 25/11/2024</p>",
        "<table><tr><td>09:10 25/11/2024</td><td><a href=/>Trang chủ</a></td></tr></table>",
    ],
)
def test_a_page_clock_is_no_date(clock: str) -> None:
    article = read(f"{clock}<div><h2>{TITLE}</h2><div>{TEXT}</div></div>")
    assert article.title == TITLE
    assert article.dates == ()
    assert any(problem.startswith("date of ") for problem in article.problems)


def test_with_a_page_clock_the_stamp_beside_the_title_counts() -> None:
    article = read(f"<div>Thứ Hai, 25/11/2024 | 09:10:11</div><h2>{TITLE} (05:04 21/04/2017)</h2><div>{TEXT}</div>")
    assert (article.title, article.dates[0].text, article.dates[0].source) == (TITLE, "05:04 21/04/2017", "title stamp")
    assert len(article.dates) == 1


def test_a_date_in_the_title_is_no_stamp_where_another_stands_beside_it() -> None:
    article = read(f"<h2>{TITLE}</h2><p>16:00 21/04/2017</p><div>{TEXT}</div>")
    assert (article.title, article.dates[0].text) == (TITLE, "16:00 21/04/2017")


def test_an_empty_stamp_is_a_problem_and_no_part_of_the_title() -> None:
    article = read(f"<h2>Làng gốm mở cửa đón khách ()</h2><div>{TEXT}</div>")
    assert article.title == "Làng gốm mở cửa đón khách"
    assert any("'()'" in problem for problem in article.problems)


def test_the_mobile_page_stamps_without_a_time() -> None:
    english = "".join(
        f"<div>Visitors came early on day {n} to see the potters at work beside the river.</div>" for n in range(3)
    )
    article = read(
        f"<b>News &amp; Events</b><br><b>News &amp; Events</b><br>"
        f"<span>Pottery village opens (20/04/2017)</span>{english}",
        B2M,
    )
    assert (article.title, article.dates[0].text, article.section) == (
        "Pottery village opens",
        "20/04/2017",
        "News & Events",
    )
    assert (article.language, article.layout) == ("en", "b2")


def test_raw_message_keys_close_the_article() -> None:
    tail = (
        "<div>cac_bai_moi_dang</div><div><a href='/a/b/-/hn/aaaaaaaaaaaa/3/2851754/5/x.html'>Bài mới hơn"
        " của làng</a></div>"
        "<div>xem_bai_viet_theo_ngay_thang</div><div>discussion.input.capcha</div>"
        "<p>Mời bạn gõ lại dãy chữ ở trên đây.</p>"
    )
    article = read(f"<div>Làng gốm (05:04 21/04/2017)</div>{TEXT}{tail}")
    assert texts(article) == PROSE
    assert [link.text for link in article.newer] == ["Bài mới hơn của làng"]


def test_a_box_of_related_articles_within_the_text_is_left_out() -> None:
    first, second, third = (f"<p>{text}</p>" for text in PROSE)
    box = (
        "<div><b>Tin liên quan</b><ul>"
        "<li><a href='/tin-so-nganh/mot-bai-khac-cua-lang-4250808215021001.htm'>Một bài khác của làng"
        "</a></li><li><a href='/tin-so-nganh/them-mot-bai-nua-4250808215021002.htm'>Thêm một bài nữa về"
        " làng</a></li></ul></div>"
    )
    article = read(f"<h1>{TITLE}</h1><p>16:00 21/04/2017</p><div>{first}{second}{box}{third}</div>")
    assert texts(article) == PROSE
    assert len(article.older) == 2


def test_a_table_is_rows_and_a_list_is_items() -> None:
    table = "<table><tr><th>Năm<th>Số lò<tr><td>2016<td>41<tr><td>2017<td>58</table>"
    article = read(
        f"<h1>{TITLE}</h1><p>16:00 21/04/2017</p><div>{TEXT}{table}<ul><li>Lò bầu<li>Lò hộp</ul>"
        f"<p>Hết chuyện làng.</p></div>"
    )
    kinds = [block.kind for block in article.blocks]
    assert kinds == ["paragraph", "paragraph", "table", "list", "paragraph"]
    assert article.blocks[2].rows == (("Năm", "Số lò"), ("2016", "41"), ("2017", "58"))
    assert article.blocks[3].items == ("Lò bầu", "Lò hộp")


def test_a_digest_is_one_article() -> None:
    stories = "".join(
        f"<p><b>Quận số {n}</b></p><p>- Hôm qua, phường ở quận số {n} đã trồng thêm hàng cây dọc theo bờ sông.</p>"
        for n in range(4)
    )
    article = read(
        f"<p>Tin quận, huyện (05:04 21/04/2017)</p><p>HNP – Tin vắn từ các quận, huyện trong ngày hôm qua.</p>{stories}"
    )
    assert article.agency == "HNP"
    assert len(article.blocks) == 8


def test_a_caption_in_another_language_is_a_caption() -> None:
    article = read(
        "<h1>Pottery village opens its doors</h1><p>8:26 PM, Mon March 17, 2025</p>"
        "<p>HNP - Visitors came early to see the potters"
        " at work.</p><p><img src=a.jpg></p><p>Nghệ nhân bên bàn xoay</p>"
        "<p>The village will stay open to visitors until the end of this week, said its head.</p>"
    )
    assert [block.kind for block in article.blocks] == ["caption", "paragraph"]
    assert [(image.url, image.text) for image in article.images] == [
        ("https://hanoi.gov.vn/tin-so-nganh/a.jpg", "Nghệ nhân bên bàn xoay")
    ]


def test_swallowed_furniture_is_given_up() -> None:
    footer = (
        "<p>Bản quyền thuộc về Cổng Giao tiếp điện tử Hà Nội</p><p>Địa chỉ: 79 Đinh Tiên Hoàng, Hoàn Kiếm, Hà Nội</p>"
        "<p>Giấy phép số 13/GP-TTĐT ngày 29/01/2010</p>"
    )
    article = read(f"<div><h1>{TITLE}</h1><p>16:00 21/04/2017</p><div><font>{TEXT}<p>{footer}")
    assert texts(article) == PROSE


def test_files_after_the_text_are_attachments_and_no_paragraphs() -> None:
    article = read(
        f"<h1>{TITLE}</h1><p>16:00 21/04/2017</p><div>{TEXT}<p>"
        f"<a href='/documents/1/2/ke%20hoach.pdf'>Kế hoạch</a></p></div>"
    )
    assert texts(article) == PROSE
    assert [(file.url, file.text) for file in article.attachments] == [
        ("https://hanoi.gov.vn/documents/1/2/ke%20hoach.pdf", "Kế hoạch")
    ]


def test_tags_views_and_comments_are_read_where_they_are_printed() -> None:
    article = read(
        f"<h1>{TITLE}</h1><p>16:00 21/04/2017 | Lượt xem: 1.234</p><div>{TEXT}</div><p>Từ khóa: làng gốm, du lịch</p>"
        "<h4>Bình luận</h4><div><b>Hoa Mai</b> <i>10:00 22/04/2017</i>"
        "<p>Cháu tôi rất thích chiếc bình tự nặn.</p></div>"
    )
    assert article.tags == ("làng gốm", "du lịch")
    assert article.views == "1.234"
    assert [(c.author, c.text, c.date) for c in article.comments] == [
        ("Hoa Mai", "Cháu tôi rất thích chiếc bình tự nặn.", "10:00 22/04/2017")
    ]


def test_both_sources_of_a_date_are_given_the_printed_one_first() -> None:
    stated = '{"@type":"NewsArticle","headline":"x","datePublished":"2017-04-22T01:00:00+07:00"}'
    head = f'<script type="application/ld+json">{stated}</script>'
    article = read(f"<h1>{TITLE}</h1><p>16:00 21/04/2017</p><div>{TEXT}</div>", head=head)
    assert [date.text for date in article.dates] == ["16:00 21/04/2017", "2017-04-22T01:00:00+07:00"]


def test_a_relative_date_comes_after_the_exact_one() -> None:
    article = read(f"<h1>{TITLE}</h1><p><span title='15:28, 28/08/2026'>8 giờ trước</span></p><div>{TEXT}</div>")
    assert [date.text for date in article.dates] == ["15:28, 28/08/2026", "8 giờ trước"]


def test_a_lost_ampersand_stays_as_it_is_printed() -> None:
    assert (
        read("<h1>Hội thảo ldquo;An toànrdquo;</h1><p>16:00 21/04/2017</p>" + TEXT).title
        == "Hội thảo ldquo;An toànrdquo;"
    )


def test_a_mark_before_the_title_is_no_section() -> None:
    assert read(f"<p>»</p><h2>{TITLE} (16:00 21/04/2017)</h2>{TEXT}").section is None


def test_on_the_home_page_the_box_that_the_menu_names_is_the_section() -> None:
    menu = '<p><a href="/">Trang chủ</a> <a href="/lang-nghe">Làng nghề</a> <a href="/du-lich">Du lịch</a></p>'
    assert (
        read(f"{menu}<div>»</div><div>Làng nghề</div><h2>{TITLE} (16:00 21/04/2017)</h2>{TEXT}").section == "Làng nghề"
    )

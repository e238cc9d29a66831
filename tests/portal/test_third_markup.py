"""Read pages in the manner of themes that neither the sample nor the second markup has: newspapers, page builders."""

from __future__ import annotations

import pytest
from test_article_decoys import PROSE, TEXT, texts
from test_second_markup import ARTICLE, TITLE, read

from hnp_crawler.printed import PrintedArticle

SECTION = "https://hanoi.gov.vn/tin-so-nganh"
STAMP = "<div>08:15 08/08/2025</div>"
HEAD = f"<h1>{TITLE}</h1>{STAMP}"
PARAGRAPHS = [f"<p>{text}</p>" for text in PROSE]


def article_in(body: str, url: str = ARTICLE) -> PrintedArticle:
    article = read(body, url).article
    assert article is not None
    return article


def link(number: int, name: str = "Nô nức đi chợ hoa xuân lần thứ") -> str:
    return f'<a href="/tin/cho-hoa-xuan-lan-{number}-425010110111214{number}.htm">{name} {number}</a>'


# --- the title and what stands beside it ----------------------------------------------------------------------------


def test_the_title_for_small_screens_hides_neither_date_nor_lead() -> None:
    article = article_in(
        f"<div>{TITLE}</div><div>10:21:33 Thứ Ba, 24 tháng 11, 2026 Hà Nội 24°C có mưa rào nhẹ</div>"
        f'<div><div><a href="/">Trang chủ</a></div><div>Thứ Sáu, 08/08/2025, 08:15</div><div>{TITLE}</div>{TEXT}</div>'
    )
    assert [date.text for date in article.dates] == ["Thứ Sáu, 08/08/2025, 08:15"]
    assert texts(article) == PROSE


def test_the_title_may_be_a_link_to_its_own_page() -> None:
    url = "https://hanoi.gov.vn/tin/-/hn/ZVOm7e3VDMRM/3/2851753/1/lang-gom-mo-cua-don-khach-thap-phuong-ca-tuan.html"
    title = f"{TITLE} suốt cả tuần lễ đầu tháng"
    listed = "".join(f"<p>{link(n)} (0{n}/08/2025)</p>" for n in range(1, 4))
    page = f"{listed}<div><a href='{url}'>{title}</a> (08:15 08/08/2025)</div>{TEXT}<h4>Tin khác</h4>{listed}"
    article = article_in(page, url.replace("/tin/", "/vi/tin/"))
    assert (article.title, article.dates[0].text, article.lead) == (title, "08:15 08/08/2025", PROSE[0])


@pytest.mark.parametrize("beside", ["· 3 min read", "| 4 phút đọc"])
def test_a_time_of_reading_beside_the_date_is_no_lead(beside: str) -> None:
    article = article_in(f"<h1>{TITLE}</h1><p>08:15 08/08/2025 {beside}</p>{TEXT}")
    assert article.lead == PROSE[0]
    assert article.dates[0].text == "08:15 08/08/2025"


def test_count_and_buttons_may_touch_the_date() -> None:
    row = "<span>08:15 08/08/2025</span><span>3407 lượt xem</span><a>Chia sẻ</a><a>Nghe đọc bài</a>"
    article = article_in(f"<h1>{TITLE}</h1><div>{row}</div>{TEXT}")
    assert (article.dates[0].text, article.views) == ("08:15 08/08/2025", "3407")


@pytest.mark.parametrize(("beside", "byline"), [("Nguyễn Thu Hằng", "Nguyễn Thu Hằng"), ("Hà Nội", None)])
def test_the_author_may_stand_beside_the_date(beside: str, byline: str | None) -> None:
    line = f'<span>{beside}</span><time>08:15 08/08/2025</time><a href="https://news.example/">Theo dõi</a>'
    assert article_in(f"<h1>{TITLE}</h1><div>{line}</div>{TEXT}").byline == byline


def test_the_author_may_be_called_so() -> None:
    assert article_in(f"{HEAD}{TEXT}<div><p><b>Tác giả bài viết: </b>Trọng Toàn</p></div>").byline == (
        "Tác giả bài viết: Trọng Toàn"
    )


def test_a_date_in_the_last_crumb_parts_no_section() -> None:
    crumbs = '<p><a href="/">Trang chủ</a> › <a href="/diem-tin">Chỉ đạo - Điều hành</a> › Điểm tin ngày 08/08</p>'
    url = "https://hanoi.gov.vn/diem-tin/diem-tin-ngay-0808-4250808215021297.htm"
    assert article_in(f"{crumbs}<h2>Điểm tin ngày 08/08</h2>{STAMP}{TEXT}", url).section == "Chỉ đạo - Điều hành"


@pytest.mark.parametrize(("name", "section"), [("breadcrumb", "Làng nghề, phố nghề"), ("menu", None)])
def test_crumbs_may_stand_one_below_another(name: str, section: str | None) -> None:
    items = '<li><a href="/">Trang nhất</a></li><li><a href="/lang-nghe">Làng nghề, phố nghề</a></li>'
    assert article_in(f'<ul class="{name}">{items}</ul><div>{HEAD}{TEXT}</div>').section == section


def test_the_title_in_the_text_is_no_other_title() -> None:
    article = article_in(
        f"<div>{TITLE}</div>{STAMP}<div>{PARAGRAPHS[0]}<p>{TITLE}</p>{PARAGRAPHS[1]}{PARAGRAPHS[2]}</div>"
    )
    assert article.lead == PROSE[0]


def test_the_heading_of_a_document_is_its_title_rather_than_the_name_of_its_date() -> None:
    heading = "Quyết định số 11/QĐ-UBND về việc phê duyệt chỉ giới đường đỏ tuyến đường số 11"
    names = ("Số ký hiệu", "Loại văn bản", "Cơ quan ban hành", "Lĩnh vực", "Người ký", "Chức vụ", "Ngày ban hành")
    values = ("11/QĐ-UBND", "Quyết định", "UBND Thành phố", "Quy hoạch", "Lê Văn Sáu", "Phó Chủ tịch", "12/08/2026")
    rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in zip(names, values, strict=True))
    page = f"<title>Quyết định 11/QĐ-UBND</title><h1>{heading}</h1><table>{rows}</table><p>{PROSE[0]}</p>"
    article = article_in(page, "https://vanban.hanoi.gov.vn/chi-tiet-van-ban/quyet-dinh-11-qd-ubnd-4111")
    assert (article.title, [date.text for date in article.dates]) == (heading, ["12/08/2026"])


# --- what stands within the text and is none of it -------------------------------------------------------------------


@pytest.mark.parametrize(
    "box",
    [
        f"<div>{link(1)}<div><p>Từ sáng sớm, hàng nghìn người đã có mặt để chọn cho mình một cành đào.</p></div></div>",
        f"<ul><li>{link(1)}</li><li>{link(2)}</li></ul>",
        "<div><b>Đăng ký nhận bản tin</b><p>Nhận tin quan trọng mỗi sáng.</p><form><input> Gửi</form></div>",
        "<div><a>Facebook</a><a>Chia sẻ Zalo</a></div>",
        "<div><span>Thích 0</span><span>Chia sẻ</span></div>",
        "<div>Đánh giá bài viết: <a>★</a><a>★</a> (4.5/5 trong 12 lượt)</div>",
        "<div>Quảng cáo</div>",
        "<div><a>In bài viết</a><a>Quay lại</a></div>",
        "<p>Tổng số điểm của bài viết là: 5 trong 1 đánh giá</p>",
        "<div>👍 12 ❤ 3</div>",
        f"<p>Đọc thêm: {link(1)}</p>",
    ],
)
def test_a_box_within_the_text_that_leads_away_is_left_out(box: str) -> None:
    assert texts(article_in(HEAD + PARAGRAPHS[0] + PARAGRAPHS[1] + box + PARAGRAPHS[2])) == PROSE


@pytest.mark.parametrize("control", ['<input type="hidden" value="7">', "<form><input></form>"])
def test_a_paragraph_behind_a_control_without_a_word_stays(control: str) -> None:
    assert texts(article_in(HEAD + PARAGRAPHS[0] + PARAGRAPHS[1] + control + PARAGRAPHS[2])) == PROSE
    short = "Khách đến ngày một đông hơn."
    body = f"{HEAD}{PARAGRAPHS[0]}<div>{control}</div><p>{short}</p>{PARAGRAPHS[1]}{PARAGRAPHS[2]}"
    assert texts(article_in(body)) == [PROSE[0], short, *PROSE[1:]]


@pytest.mark.parametrize("element", ["main", "article"])
def test_a_short_text_does_not_leave_the_element_of_its_title(element: str) -> None:
    notice = f"<div><h2>Video</h2><p>{' '.join(PROSE[1:])}</p></div>"
    page = f"<{element}>{HEAD}{PARAGRAPHS[0]}{PARAGRAPHS[0]}{PARAGRAPHS[0]}</{element}>{notice}"
    assert texts(article_in(page)) == [PROSE[0]] * 3


def test_a_digest_of_linked_stories_stays() -> None:
    stories = "".join(f"<div><h3>{link(n)}</h3>{TEXT}</div>" for n in range(1, 4))
    assert texts(article_in(f"{HEAD}<div>{stories}</div>")).count(PROSE[2]) == 3


def test_numbers_in_a_table_are_no_buttons() -> None:
    rows = "".join(f"<tr><td>Phường {n}</td><td>{n}08</td><td>94,{n}</td></tr>" for n in range(1, 4))
    blocks = article_in(f"{HEAD}{PARAGRAPHS[0]}{PARAGRAPHS[1]}<table>{rows}</table>{PARAGRAPHS[2]}").blocks
    assert [block.rows[0] for block in blocks if block.kind == "table"] == [("Phường 1", "108", "94,1")]


def test_a_caption_may_end_with_a_credit_in_brackets() -> None:
    caption = "Học sinh tham quan gian trưng bày (ảnh: BTC)"
    picture = f'<div align="center"><img src="/a.jpg"></div><div align="center">{caption}</div>'
    article = article_in(HEAD + PARAGRAPHS[0] + PARAGRAPHS[1] + picture + PARAGRAPHS[2])
    assert [picture.text for picture in article.images] == [caption]


# --- what stands after the text --------------------------------------------------------------------------------------


def test_files_with_their_sizes_are_attachments_alone() -> None:
    files = '<h4>Tài liệu kèm theo</h4><ul><li><a href="/a.pdf">Kế hoạch 12</a> <i>PDF, 1.2 MB</i></li></ul>'
    article = article_in(f"<div>{HEAD}{TEXT}{files}</div>")
    assert [file.text for file in article.attachments] == ["Kế hoạch 12"]
    assert texts(article) == PROSE


def test_files_may_stand_in_a_box_at_the_side() -> None:
    box = '<aside><h4>Tài liệu đính kèm</h4><ul><li><a href="/a.pdf">Kế hoạch 12</a> (1,4 MB)</li></ul></aside>'
    assert [file.text for file in article_in(f"<main>{HEAD}{TEXT}{box}</main>").attachments] == ["Kế hoạch 12"]


def test_the_articles_before_and_after_may_be_named_in_their_links() -> None:
    steps = f"<nav>{link(1, 'Bài trước Đua thuyền lần thứ')}{link(2, 'Bài tiếp theo: Hội làng lần thứ')}</nav>"
    article = article_in(f"{HEAD}{TEXT}{steps}")
    assert [link.text for link in article.older] == ["Đua thuyền lần thứ 1"]
    assert [link.text for link in article.newer] == ["Hội làng lần thứ 2"]


def test_two_lists_of_related_articles_are_one() -> None:
    related = f"<h3>Tin liên quan</h3><p>{link(1)}</p><h3>Tin cùng chuyên mục</h3><p>{link(2)}</p>"
    assert [link.text[-1] for link in article_in(HEAD + TEXT + related).older] == ["1", "2"]


def test_related_articles_may_be_cards_with_summaries() -> None:
    cards = "".join(f"<article><h4>{link(n)}</h4><p>Từ sáng sớm đã đông.</p></article>" for n in range(1, 4))
    assert len(article_in(f"{HEAD}{TEXT}<h4>Tin cùng chuyên mục</h4><div>{cards}</div>").older) == 3


def test_pictures_of_related_articles_are_none_of_the_text() -> None:
    cards = "".join(f'<div><img src="/t{n}.jpg"><div>{link(n)}<p>08/08/2025</p></div></div>' for n in range(1, 4))
    article = article_in(f'<div>{HEAD}{TEXT}<p><img src="/a.jpg"></p><h5>Related news</h5><div>{cards}</div></div>')
    assert [picture.url for picture in article.images] == ["https://hanoi.gov.vn/a.jpg"]


def test_the_count_of_views_may_stand_before_the_keywords() -> None:
    after = "<div>Lượt xem: 5.397</div><div>Từ khóa: làng nghề</div><div>Các tin khác</div>"
    assert article_in(f"<div>{HEAD}{TEXT}{after}</div>").views == "5.397"


def test_links_that_are_marked_as_keywords_need_no_label() -> None:
    tags = '<p><a rel="category tag" href="/c">Tin</a> <a rel="tag" href="/1">làng nghề</a></p>'
    assert article_in(HEAD + TEXT + tags).tags == ("làng nghề",)


def test_half_of_the_day_may_touch_what_follows() -> None:
    head = f"<h1>{TITLE}</h1><div><span>08/08/2025 | 08:15 PM</span><span>Lượt xem: 12</span></div>"
    article = article_in(head + TEXT)
    assert (article.dates[0].text, article.views) == ("08/08/2025 | 08:15 PM", "12")


def test_a_keyword_is_written_without_its_mark() -> None:
    tags = '<ul><li>Từ khóa</li><li><a href="/tag/1">#làng nghề</a></li><li><a href="/tag/2">#du lịch</a></li></ul>'
    assert article_in(HEAD + TEXT + tags).tags == ("làng nghề", "du lịch")


def test_keywords_may_stand_in_the_line_after_their_label() -> None:
    assert article_in(f"{HEAD}{TEXT}<dl><dt>Từ khóa:</dt><dd>làng nghề; du lịch</dd></dl>").tags == (
        "làng nghề",
        "du lịch",
    )


def test_a_letter_in_place_of_a_portrait_is_no_author_of_a_comment() -> None:
    comment = "<div>T</div><div><b>Trần Văn Hoạch</b></div><p>Rất mong làng nghề đón thêm nhiều khách.</p>"
    (said,) = article_in(f"{HEAD}{TEXT}<h4>Bình luận (1)</h4>{comment}").comments
    assert (said.author, said.text) == ("Trần Văn Hoạch", "Rất mong làng nghề đón thêm nhiều khách.")

"""Read pages in the manner of saved ones: newspapers and authorities that share the portal's makers."""

from __future__ import annotations

import pytest
from test_article_decoys import PROSE, TEXT, texts
from test_second_markup import TITLE
from test_third_lists import entries_of
from test_third_markup import HEAD, PARAGRAPHS, STAMP, article_in, link

from hnp_crawler.portal.article.dateline import read_dateline
from hnp_crawler.portal.outline import Line

FILE = '<a href="/documents/10180/ke-hoach.pdf">Kế hoạch số 12</a>'
BODY = "".join(PARAGRAPHS)


# --- what stands between title and lead -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("beneath", "date", "byline"),
    [
        ("<p>Lê Dương - 08/08/2025 08:15</p>", "08/08/2025 08:15", "Lê Dương"),
        ("<div><a href='/tac-gia/le-duong'>Lê Dương</a> - 08/08/2025 08:15</div>", "08/08/2025 08:15", None),
        (
            "<p><b>By Ngoc Lam</b> 8:15 AM, Fri August 8, 2025</p>",
            "8:15 AM, Fri August 8, 2025",
            "By Ngoc Lam",
        ),
        ("<div><img src='/a.png'></div><div>Lê Dương</div><div>08:15 08/08/2025</div>", "08:15 08/08/2025", "Lê Dương"),
        ("<p>Lê Dương 08/08/2025 | 08:15 1250 lượt xem</p>", "08/08/2025 | 08:15", "Lê Dương"),
        ("<div>5 phút trước</div><div>Ngày 8/8/2025</div>", "8/8/2025", None),
        ("<p>Ngày xuất bản: Thứ Sáu, 08:15 ngày 08/08/2025</p>", "Thứ Sáu, 08:15 ngày 08/08/2025", None),
        ("<p>08/08/2025 08:15 (GMT+07:00)</p>", "08/08/2025 08:15 (GMT+07:00)", None),
    ],
)
def test_author_and_date_are_no_lead(beneath: str, date: str, byline: str | None) -> None:
    article = article_in(f"<article><h1>{TITLE}</h1>{beneath}{BODY}</article>")
    assert (article.dates[0].text, article.byline, article.lead) == (date, byline, PROSE[0])


def test_a_place_before_a_date_makes_no_author() -> None:
    assert read_dateline(Line("Hà Nội, 08/08/2025 10:21", 0)) is None


def test_the_author_may_follow_a_title_that_a_date_precedes() -> None:
    above, beneath = "<div>08:15 08/08/2025</div>", "<div><b>Tin, ảnh: Lê Dương</b></div>"
    article = article_in(f"<main>{above}<h1>{TITLE}</h1>{beneath}{BODY}</main>")
    assert (article.byline, article.lead) == ("Tin, ảnh: Lê Dương", PROSE[0])


def test_a_bar_that_repeats_the_title_is_no_lead() -> None:
    bar = f"<div><span>{TITLE}</span><a>Chia sẻ</a></div>"
    assert article_in(f"<h1>{TITLE}</h1>{bar}{STAMP}{BODY}").lead == PROSE[0]


@pytest.mark.parametrize("button", ["<a href='#cm'>Bình luận</a>", "<button>Bình luận</button>", "<b>Bình luận</b>"])
def test_a_button_above_the_text_does_not_close_it(button: str) -> None:
    long = " ".join(PROSE)
    article = article_in(f"{HEAD}<h2>{PROSE[0]}</h2><ul><li>{button}</li></ul><p>{long}</p>{BODY}<p>Bình luận</p>")
    assert texts(article)[1:] == [long, *PROSE]


# --- what stands among the paragraphs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "box",
    [
        f"<div><div><b>Tham khảo thêm</b></div><div>{link(1)}</div><div>{link(2)}</div></div>",
        f"<div><span>Tham khảo thêm</span>{link(1)}</div>",
        f"<table><tr><td>Đừng bỏ lỡ</td></tr><tr><td>{link(1)}</td></tr></table>",
        f"<div>&gt;&gt; {link(1)}</div>",
        f"<div>{link(1).replace('>', '><img src=/a.jpg>', 1)}</div>",
        "<div><a href='/chu-de'>Về chủ đề</a> <a href='/'>Về trang chủ</a></div>",
        "<div><p>Mục lục</p><ol><li><a href='#1'>Khai hội</a></li><li><a href='#2'>Vãn hội</a></li></ol></div>",
    ],
    ids=["label and links", "label beside a link", "words that are no label", "arrow", "picture", "bar", "contents"],
)
def test_a_box_that_leads_away_is_no_text(box: str) -> None:
    article = article_in(f"{HEAD}<div>{PARAGRAPHS[0]}{PARAGRAPHS[1]}{box}{PARAGRAPHS[2]}</div>")
    assert texts(article) == PROSE


def test_the_copy_for_small_screens_is_read_once() -> None:
    copy = f"<h2>{TITLE}</h2><p>{PROSE[0]}</p><img src='/anh.jpg'><p>{PROSE[1]}</p><p>{PROSE[2]}</p>"
    page = f"<div>{copy.replace('</h2>', ' (08:15 08/08/2025)</h2>')}</div>"
    article = article_in(f"{page}{page}<p>Tệp đính kèm:</p><p>{FILE}</p>")
    assert texts(article) == PROSE
    assert (len(article.images), len(article.attachments)) == (1, 1)


def test_a_heading_after_a_figure_with_a_place_for_its_caption_is_none() -> None:
    figure = "<figure><img src='/anh.jpg'><figcaption><p></p></figcaption></figure>"
    heading = "<p><b>Hồ sơ cần chuẩn bị</b></p>"
    article = article_in(f"{HEAD}{PARAGRAPHS[0]}{PARAGRAPHS[1]}{figure}{heading}{PARAGRAPHS[2]}")
    assert [block.kind for block in article.blocks] == ["paragraph"] * 3


def test_a_numbered_heading_after_a_picture_is_no_caption() -> None:
    heading = "<p><img src='/a.jpg'></p><p><b>2. Phố cổ</b></p>"
    article = article_in(f"{HEAD}{PARAGRAPHS[0]}{PARAGRAPHS[1]}{heading}{PARAGRAPHS[2]}")
    assert [block.kind for block in article.blocks] == ["paragraph"] * 3


def test_text_within_an_unclosed_aside_is_read() -> None:
    assert texts(article_in(f"{HEAD}<aside><div>Tìm kiếm</div><div>{BODY}</div>")) == PROSE


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dress",
    [
        "<div><a href='/in-bai/1'><img src='/in.gif'></a></div>",
        "<div><img src='/in.gif'> <a href='/in-bai/1'>In trang</a></div>",
        "<div><a href='#'><img src='/f.svg'></a><span>Chia sẻ</span></div>",
        "<div><img src='/chan-dung.jpg'><b>Lê Dương</b></div>",
    ],
)
def test_icons_and_portraits_are_no_pictures_of_the_article(dress: str) -> None:
    own = "<p><a href='/anh-lon.jpg'><img src='/anh.jpg'></a></p>"
    article = article_in(f"<article><h1>{TITLE}</h1>{dress}{STAMP}{PARAGRAPHS[0]}{own}{BODY}</article>")
    assert [picture.url.rpartition("/")[2] for picture in article.images] == ["anh.jpg"]


# --- what stands after the text ---------------------------------------------------------------------------------------


def card(number: int) -> str:
    return f"<div><h3>{link(number)}</h3><p>Chợ hoa xuân mở cửa sớm hơn mọi năm để người dân kịp sắm Tết.</p></div>"


@pytest.mark.parametrize(
    "label",
    ["", "<div>TIN CÙNG LĨNH VỰC</div>", "<p>Trung bình (0 Số phiếu)</p><h2>Tài sản liên quan:</h2>"],
    ids=["no label", "label of unknown words", "rating and label of another system"],
)
def test_cards_beneath_the_text_are_related_articles(label: str) -> None:
    cards = "".join(card(number) for number in range(1, 4))
    article = article_in(
        f"<article>{HEAD}<div>{BODY}<p><i>Lê Dương</i></p>{label}{cards}</div><p>Từ khóa</p></article>"
    )
    assert texts(article) == PROSE
    assert article.byline == "Lê Dương"
    assert len(article.older) == 3


def test_the_author_may_be_set_as_a_heading() -> None:
    article = article_in(f"{HEAD}<div>{BODY}<h5>Lê Dương</h5></div>")
    assert (article.byline, texts(article)) == ("Lê Dương", PROSE)


@pytest.mark.parametrize(
    "files",
    [
        f"<p>Attachment: {FILE}</p><p>Attachment: {FILE.replace('ke-hoach', 'phu-luc')}</p>",
        "<table><tr><th>STT</th><th>Tên tệp</th></tr>"
        f"<tr><td>1</td><td>{FILE}</td></tr><tr><td>2</td><td>{FILE.replace('ke-hoach', 'phu-luc')}</td></tr></table>",
    ],
    ids=["labelled each", "table"],
)
def test_documents_in_lines_and_tables_are_attachments(files: str) -> None:
    article = article_in(f"{HEAD}<div>{BODY}<p align=right><b>Lê Dương</b></p></div>{files}")
    assert (len(article.attachments), article.byline, texts(article)) == (2, "Lê Dương", PROSE)


@pytest.mark.parametrize(
    "tags",
    [
        "<div><a href='/tag/1'>#chợ hoa</a> <a href='/tag/2'>#làng nghề</a></div>",
        "<p>#chợ hoa #làng nghề</p>",
        "<p><b>Từ khóa</b> <a href='/tag/1'>chợ hoa</a> <a href='/tag/2'>làng nghề</a></p>",
    ],
)
def test_keywords_need_no_colon(tags: str) -> None:
    assert article_in(f"<article>{HEAD}<div>{TEXT}</div>{tags}</article>").tags == ("chợ hoa", "làng nghề")


# --- listings ---------------------------------------------------------------------------------------------------------


def test_the_first_entry_of_bare_links_may_have_a_summary() -> None:
    first = f"<div>{link(1)}<br>Chợ hoa xuân mở cửa sớm hơn mọi năm để người dân kịp sắm Tết.</div>"
    rest = "".join(f"<li>{link(number)}</li>" for number in range(2, 10))
    assert len(entries_of(f"<h2>Tin sở ngành</h2>{first}<ul>{rest}</ul>")) == 9


def test_a_date_beside_a_link_to_read_on_is_read() -> None:
    cards = "".join(
        f"<div><div>{link(n)}</div><p>0{n}/08/2025 {link(n, 'Chi tiết').replace(f' {n}</a>', '</a>')}</p></div>"
        for n in range(1, 4)
    )
    assert [date for _, date in entries_of(cards)] == ["01/08/2025", "02/08/2025", "03/08/2025"]


def test_the_printed_date_goes_before_one_that_names_the_month_first() -> None:
    rows = "".join(
        f"<div><h3>{link(n)}</h3><span title='3/{n}/2026 3:34:00 PM'>0{n}/03/2026 15:34</span></div>"
        for n in range(1, 4)
    )
    assert [date for _, date in entries_of(rows)] == ["01/03/2026 15:34", "02/03/2026 15:34", "03/03/2026 15:34"]

"""Read small pages, each with one habit that a fourth set of templates had."""

from __future__ import annotations

from hnp_crawler.portal.page import read_page
from hnp_crawler.printed import PrintedArticle

SECTION = "http://hanoi.gov.vn/tin-so-nganh/"
URL = SECTION + "lap-to-cong-tac-ve-nuoc-sach-4260126010311189.htm"
OTHER = SECTION + "ba-vi-khai-truong-cho-phien-4260125010311188.htm"
TITLE = "Lập tổ công tác về nước sạch"
LEAD = (
    "Sáng nay lãnh đạo quận và đại diện các phường bàn việc cấp nước sạch cho bà con vùng bãi ven sông trước mùa mưa."
)
PROSE = "Các phường rà soát từng ngõ, lập danh sách và công khai kết quả trước khi báo cáo về quận trong tháng tới."
STAMP = "<time>17/03/2026 08:26</time>"


def read(body: str, title: str = f"<h1>{TITLE}</h1>{STAMP}<p><b>{LEAD}</b></p>") -> PrintedArticle:
    html = f"<title>Cổng thông tin</title><div>{title}<div>{body}</div></div>"
    article = read_page(html.encode(), URL, content_type="text/html; charset=utf-8").article
    assert article is not None
    return article


def test_a_date_within_the_text_of_a_related_link_is_its_date() -> None:
    article = read(
        f"<p>{PROSE}</p><p>{PROSE}</p><p>Tin khác</p><ul>"
        f"<li><a href='{OTHER}'>Ba Vì khai trương chợ phiên (31/08/2019)</a></li></ul>"
    )
    assert [(link.text, link.date) for link in article.older] == [("Ba Vì khai trương chợ phiên", "31/08/2019")]


def test_a_link_that_is_labelled_as_another_article_is_no_paragraph() -> None:
    article = read(
        f"<p>{PROSE}</p><div><a href='{OTHER}'>Xem thêm: Ba Vì khai trương chợ phiên</a></div><p>{PROSE}</p>"
    )
    assert [block.text for block in article.blocks] == [PROSE, PROSE]


def test_the_line_of_an_attachment_is_no_paragraph() -> None:
    file = "<p>Tệp đính kèm: <a href='/documents/1/ke%20hoach.pdf'>Kế hoạch số 14</a></p>"
    article = read(f"<p>{PROSE}</p><p>{PROSE}</p><p align=right><b>Trọng Toàn</b></p>{file}")
    assert [block.text for block in article.blocks] == [PROSE, PROSE]
    assert [link.text for link in article.attachments] == ["Kế hoạch số 14"]
    assert article.byline == "Trọng Toàn"


def test_a_hash_is_no_part_of_a_keyword() -> None:
    article = read(
        f"<p>{PROSE}</p><p>{PROSE}</p><p><b>Tags:</b> <a href='/tag/a'>#nước sạch</a> <a href='/tag/b'>#Ba Vì</a></p>"
    )
    assert article.tags == ("nước sạch", "Ba Vì")


def test_the_icon_beside_a_file_is_no_picture() -> None:
    file = "<div><img src='/static/pdf.gif'> <a href='/documents/1/ke%20hoach.pdf'>Kế hoạch</a> (245 KB)</div>"
    article = read(f"<p>{PROSE}</p><div><img src='/anh/1.jpg'></div><p>{PROSE}</p>{file}")
    assert [picture.url for picture in article.images] == ["http://hanoi.gov.vn/anh/1.jpg"]


def test_a_related_headline_is_no_section() -> None:
    prefix = (
        "http://hanoi.gov.vn/news-events?p_p_id=Cms_WAR_Cmsportlet_INSTANCE_x&_Cms_WAR_Cmsportlet_INSTANCE_x_articleId="
    )
    other = f"<p>Other news</p><ul><li><a href='{prefix}29339'>Ba Vi opens a country fair</a></li></ul>"
    html = f"<h3>Clean water for Ba Vi (08:26 17/03/2019)</h3><p>HNP - {LEAD}</p><p>{PROSE}</p>{other}"
    article = read_page(html.encode(), f"{prefix}29342").article
    assert article is not None
    assert article.section is None
    assert [link.text for link in article.older] == ["Ba Vi opens a country fair"]


def test_an_album_is_no_list() -> None:
    captions = ["Quang cảnh hội nghị tại Ba Vì", "Đồng chí Lê Văn Sơn phát biểu", "Bà con dự lễ phát động"]
    album = "".join(
        f"<li><a href='/anh/{text[:2]}.jpg'><img src='/anh/{text[:2]}.jpg'></a><p>{text}</p></li>" for text in captions
    )
    article = read(f"<p>{PROSE}</p><ul class=album>{album}</ul><p>{PROSE}</p>")
    assert [picture.text for picture in article.images] == captions
    assert [(block.kind, block.text) for block in article.blocks if block.kind == "caption"] == [
        ("caption", text) for text in captions
    ]


def test_the_title_is_not_the_own_headline_in_a_box_of_newest_articles() -> None:
    box = "".join(
        f"<tr><td><a href='{url}'>{text}</a> <font>({day})</font></td></tr>"
        for url, text, day in ((OTHER, "Ba Vì khai trương chợ phiên", "20/06/2017"), (URL, TITLE, "08:26 17/03/2026"))
    )
    side = f"<table><tr><td>TIN MỚI NHẤT</td></tr>{box}<tr><td>Đang online: 218</td></tr></table>"
    for stamp, count in ((" <span>(08:26 17/03/2026)</span>", 1), ("", 0)):
        text = f"<p><b>HNP - {LEAD}</b></p><p>{PROSE}</p><p>{PROSE}</p>"
        own = f"<table><tr><td>{TITLE}{stamp}</td></tr><tr><td>{text}</td></tr></table>"
        article = read("", title=f"<table><tr><td>{side}</td><td>{own}</td></tr></table>")
        assert article.title == TITLE
        assert len(article.dates) == count
        assert [block.text for block in article.blocks] == [PROSE, PROSE]


def test_the_place_of_a_table_does_not_centre_its_text() -> None:
    picture = "<p align=center><img src='/anh/1.jpg'></p>"
    for around in ("<table align=center><tr><td>", "<table><tr><td align=center>"):
        text = (
            f"<p>{PROSE}</p>{picture}<p style='text-align: justify'>{PROSE} Nơi nào chậm sẽ bị phê bình.</p>"
            + f"<p>{PROSE}</p>" * 3
        )
        article = read(f"{around}{text}</td></tr></table>")
        assert {block.kind for block in article.blocks} == {"paragraph"}
        assert article.images[0].text == ""


def test_the_caption_of_the_first_picture_is_no_lead() -> None:
    picture = "<div><img src='/anh/1.jpg'><div class=ghi-chu>Đồng chí Lê Văn Sơn phát biểu chỉ đạo hội nghị</div></div>"
    article = read(f"{picture}<p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p>", title=f"<h1>{TITLE}</h1>{STAMP}")
    assert article.lead is None
    assert article.images[0].text == "Đồng chí Lê Văn Sơn phát biểu chỉ đạo hội nghị"

"""Print the Vietnamese legacy portal, whose markup nobody kept: only the order of its parts is certain."""

from __future__ import annotations

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import NBSP, attribute, legacy_stamp, slug, typed
from hnp_crawler.sample_portal.model import Draft, Place, Section
from hnp_crawler.sample_portal.sections import SECTIONS
from hnp_crawler.sample_portal.templates.legacy import body, clock, instance, session

PAGE_SIZE = 8
LOCALES = ("vi", "en", "sr_RS_latin")
_DASHES = ("HNP - ", "HNP – ", f"HNP -{NBSP}")


def address(place: Place, draft: Draft, *, locale: str = "", noise: str = "") -> str:
    """Make the URL of an article; ``noise`` is what the session and the counter hang on."""
    prefix = f"/{locale}" if locale else ""
    counter = len(noise) % 9 + 1
    end = session(noise, place.number) if noise else ""
    section = place.section
    return (
        f"{prefix}/{section.path}/-/hn/{instance(section.path)}/{section.number}/{place.article_id}/{counter}"
        f"/{slug(draft.title)}.html{end}"
    )


def listing_address(section: Section, page: int) -> str:
    """Make the URL of a page of a listing; pages count from 1."""
    if page == 1:
        return f"/{section.path}"
    portlet = f"Cms_WAR_Cmsportlet_INSTANCE_{instance(section.path)}"
    return f"/{section.path}?p_p_id={portlet}&p_p_lifecycle=0&p_p_state=normal&_{portlet}_cur={page}"


def _link(desk: Desk, place: Place, noise: str, *, dated: bool) -> str:
    draft = desk.draft(place)
    date = f" ({place.published:%d/%m/%Y})" if dated and place.published else ""
    url = attribute(address(place, draft, noise=noise))
    return f'<li><a href="{url}">{typed(draft.title, draft.typing)}</a>{date}</li>'


def _shell(desk: Desk, title: str, current: Section, main: str, languages: str) -> str:
    menu = "".join(
        f'<li><a href="/{section.path}">{typed(section.title, "plain")}</a></li>' for section in SECTIONS["b1"]
    )
    view = desk.view
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html dir="ltr" lang="vi-VN">
<head><title>{typed(title, "plain")} - Cổng Giao tiếp điện tử Hà Nội</title>
<meta content="text/html; charset=UTF-8" http-equiv="content-type" />
<link href="{view.media}/css/legacy.css?t=1621993441000" rel="stylesheet" type="text/css" />
<script src="{view.media}/js/portal.js" type="text/javascript"></script>
<link href="/favicon.ico" rel="Shortcut Icon" /></head>
<body class="blue">
<div id="banner"><a href="/">Trang chủ</a> <span class="dongho">{clock(view)}</span> {languages}</div>
<ul id="navigation">{menu}</ul>
<div id="wrapper"><h1 class="ten-chuyen-muc"><span>{typed(current.title, "plain")}</span></h1>
{main}
</div>
<div id="footer"><p>Cổng Giao tiếp điện tử Thành phố Hà Nội</p><p>Cơ quan chủ quản: UBND Thành phố Hà Nội</p>
<p>Giấy phép số 13/GP-TTĐT ngày 29/01/2010 - Điện thoại: 024.3825.3536</p></div>
</body></html>"""


def article(desk: Desk, place: Place) -> str:
    """Print an article page: title with stamp, lead, caption, body, author, neighbours, comment form."""
    draft = desk.draft(place)
    newer, older = desk.plan.neighbours(place)
    stamp = f" ({legacy_stamp(place.published)})" if place.published else ""
    tag = _DASHES[place.number % 3] if draft.agency else ""
    tag = tag.replace("HNP", draft.agency or "")
    lead = typed(f"{tag}{draft.lead}", draft.typing) if draft.lead else ""
    text = body(desk, place, draft, place.number % 3)
    byline = typed(draft.byline, draft.typing) if draft.byline else ""
    title = typed(draft.title, draft.typing)
    if place.number % 2:
        head = f'<div class="chitiet"><div class="tieude"><b>{title}</b>{stamp}</div>\n<div class="tomtat">{lead}</div>'
        end = f'<div style="text-align:right"><b>{byline}</b></div></div>' if byline else "</div>"
    else:
        head = (
            f'<table width="100%"><tr><td class="cms_title">{title}<span class="gray">{stamp}</span></td></tr>'
            f'<tr><td class="cms_content"><p><b>{lead}</b></p>'
        )
        end = (f'<p align="right"><strong>{byline}</strong></p>' if byline else "") + "</td></tr></table>"
    noise = f"{place.article_id}"
    languages = " ".join(f'<a href="{attribute(address(place, draft, locale=each))}">{each}</a>' for each in LOCALES)
    fresh = "".join(_link(desk, other, noise, dated=False) for other in newer)
    past = "".join(_link(desk, other, noise + "x", dated=True) for other in older)
    main = f"""{head}
<p>&nbsp;</p>
{text}
<p>&nbsp;</p>
{end}
<div class="baivietkhac"><div><b>Các bài mới đăng</b></div><ul>{fresh}</ul>
<div><b>Các bài đã đăng :</b></div><ul>{past}</ul></div>
<div class="xemtheongay"><form action="/{place.section.path}" method="get">Bài viết Xem
<select name="ngay"><option>1</option><option>2</option></select><select name="thang"><option>1</option></select>
</form></div>
<div class="binhluan"><h3>Viết bình luận</h3><form action="/{place.section.path}" method="post"><table>
<tr><td>Họ tên:(*)</td><td><input name="ten" /></td></tr><tr><td>Số điện thoại:</td><td><input name="dt" /></td></tr>
<tr><td>Tiêu đề:(*)</td><td><input name="td" /></td></tr><tr><td>Nội dung:(*)</td><td><textarea name="nd">
</textarea></td></tr>
<tr><td>Mã xác nhận:</td><td><img alt="captcha" src="/captcha?id={place.article_id}" />
<a href="#">Lấy lại mã bảo mật</a></td></tr>
</table></form></div>"""
    return _shell(desk, draft.title, place.section, main, languages)


def listing(desk: Desk, section: Section, page: int) -> str:
    """Print one page of a section's listing, with its pager; pages count from 1."""
    entries = []
    for place in desk.page(section, page - 1, PAGE_SIZE):
        draft = desk.draft(place)
        url = attribute(address(place, draft, noise=f"{section.path}{page}"))
        stamp = f"({legacy_stamp(place.published)})" if place.published else ""
        lead = typed(draft.lead or "", draft.typing)
        entries.append(
            f'<div class="tin"><a class="tieude_tin" href="{url}">{typed(draft.title, draft.typing)}</a> '
            f'<span class="ngaydang">{stamp}</span><p>{lead}</p></div>'
        )
    last = desk.pages(section, PAGE_SIZE)
    pager = " ".join(
        f"<b>{number}</b>"
        if number == page
        else f'<a href="{attribute(listing_address(section, number))}">{number}</a>'
        for number in _near(page, last)
    )
    if page < last:
        pager += f' <a href="{attribute(listing_address(section, page + 1))}">Tiếp &gt;&gt;</a>'
    main = f'<div class="danhsachtin">{"".join(entries)}</div><div class="phantrang">Trang: {pager}</div>'
    return _shell(desk, section.title, section, main, "")


def _near(page: int, last: int) -> list[int]:
    return sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})

"""Print the English legacy portal with its long URLs, its mobile pages, and pages with raw message keys."""

from __future__ import annotations

from urllib.parse import quote

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import NBSP, attribute, legacy_stamp, slug, typed
from hnp_crawler.sample_portal.model import Draft, Place, Section
from hnp_crawler.sample_portal.sections import SECTIONS
from hnp_crawler.sample_portal.templates.legacy import body, instance, session

PAGE_SIZE = 4
_LABELS = {
    "latest": "Latest news",
    "other": "Other news",
    "view": "view Search",
    "comment": "Write your comment",
    "captcha": "Capcha:",
}
_RAW_LABELS = {
    "latest": "cac_bai_moi_dang",
    "other": "cac_bai_da_dang",
    "view": "xem_bai_viet_theo_ngay_thang",
    "comment": "discussion.write.comment",
    "captcha": "discussion.input.capcha",
}


def is_mobile(section: Section) -> bool:
    """Tell whether a section is the one for telephones."""
    return section.path == "mobile2"


def is_raw(place: Place) -> bool:
    """Tell whether a page shows message keys in place of labels."""
    return place.number % 5 == 3


def address(place: Place, draft: Draft, *, page: str = "", noise: str = "", titled: bool = True) -> str:
    """Make the URL of an article, with ``p_p_id`` twice as the portal writes it."""
    section = place.section
    path = page or section.path
    one = f"Cms_WAR_Cmsportlet_INSTANCE_{instance(path)}"
    other = f"Cms_WAR_Cmsportlet_INSTANCE_{instance(path + '/detail')}"
    view = quote("/html/cms/portlet/frontend/view.jsp", safe="")
    head = (
        f"p_p_id={one}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-1&p_p_col_pos=1&p_p_col_count=2"
        f"&_{one}_jspPage={view}&p_p_id={other}"
    )
    article = [f"_{one}_categoryId={section.number}", f"_{one}_articleId={place.article_id}"]
    if titled:
        article.append(f"_{one}_title={slug(draft.title)}")
    else:
        article += [f"_{one}_counter=3", f"_{one}_counterNew=6", f"_{one}_nextOrLast=yes"]
    article.append(f"_{one}_counterOld=12")
    article.append(f"_{one}_command=" + ("detailsMobile&pageIndex=1" if is_mobile(section) else "details"))
    if noise and len(noise) % 2:
        article.reverse()
    end = session(noise, place.number) if noise else ""
    return f"/{path}{end}?{head}&{'&'.join(article)}"


def listing_address(section: Section, page: int) -> str:
    """Make the URL of a page of a listing; pages count from 1."""
    if page == 1:
        return f"/{section.path}"
    portlet = f"Cms_WAR_Cmsportlet_INSTANCE_{instance(section.path)}"
    return f"/{section.path}?p_p_id={portlet}&p_p_lifecycle=0&_{portlet}_cur={page}"


def _shell(desk: Desk, title: str, main: str) -> str:
    menu = "".join(
        f'<td><a href="/{section.path}">{typed(section.title, "plain")}</a></td>' for section in SECTIONS["b2"]
    )
    return f"""<html><head><title>{typed(title, "plain")} - HANOI PORTAL</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<link rel="stylesheet" href="{desk.view.media}/css/legacy.css"></head>
<body><table class="menu"><tr><td><a href="/ct_trangchu">Home</a></td>{menu}</tr></table>
<p class="today">Today: {desk.view.now:%d/%m/%Y}</p>
{main}
<div class="info"><b>Ha Noi Info</b> Weather: Ha Noi 31 C, Hai Phong 30 C, Da Nang 33 C, Ho Chi Minh 34 C</div>
<div class="foot">Hanoi Portal - Licence No. 13/GP-TTDT dated 29/01/2010</div></body></html>"""


def article(desk: Desk, place: Place) -> str:
    """Print an article page, for desktops or telephones as the section has it."""
    draft = desk.draft(place)
    tag = f"{draft.agency} - " if draft.agency else ""
    lead = typed(f"{tag}{draft.lead}", draft.typing) if draft.lead else ""
    text = body(desk, place, draft, (place.number + 1) % 3)
    byline = typed(draft.byline, draft.typing) if draft.byline else ""
    title = typed(draft.title, draft.typing)
    if is_mobile(place.section):
        stamp = f"({place.published:%d/%m/%Y})" if place.published else ""
        name = typed(place.section.title, "plain")
        main = (
            f'<div class="m-cat">{name}</div><div class="m-cat2">{name}</div><div class="m-title">{title} {stamp}</div>'
            f'<div class="m-lead">{lead}</div><br>{text}<br>{NBSP}<br><i>{byline}</i>'
        )
        return _shell(desk, draft.title, main + _neighbours(desk, place, _LABELS))
    labels = _RAW_LABELS if is_raw(place) else _LABELS
    stamp = f"({legacy_stamp(place.published)})" if place.published else ""
    section = typed(place.section.title, "plain")
    main = f"""<div class="portlet-topper"><span class="portlet-title">{section}</span></div>
<div class="news"><p class="news-title"><b>{title} {stamp}</b></p>
<p><em>{lead}</em></p>
{text}
<p>&nbsp;</p><p><b>{byline}</b></p></div>{_neighbours(desk, place, labels)}
<div>{labels["view"]}<form><input name="d"><input name="m"><input name="y"></form></div>
<div><b>{labels["comment"]}</b><form method="post" action="/{place.section.path}">Name:(*) <input name="n"> Content:(*)
<textarea name="c">
</textarea> {labels["captcha"]} <img src="/captcha?id={place.article_id}"> Lấy lại mã bảo mật</form></div>"""
    return _shell(desk, draft.title, main)


def _neighbours(desk: Desk, place: Place, labels: dict[str, str]) -> str:
    newer, older = desk.plan.neighbours(place)
    groups = []
    for label, places in ((labels["latest"], newer), (labels["other"], older)):
        links = []
        for other in places:
            draft = desk.draft(other)
            url = attribute(address(other, draft, noise=place.article_id, titled=False))
            links.append(f'<li><a href="{url}">{typed(draft.title, draft.typing)}</a></li>')
        groups.append(f"<div><b>{label}</b><ul>{''.join(links)}</ul></div>")
    return "\n".join(groups) + '<div align="right">Next &gt;&gt;</div>'


def listing(desk: Desk, section: Section, page: int) -> str:
    """Print one page of a section's listing; pages count from 1."""
    entries = []
    for place in desk.page(section, page - 1, PAGE_SIZE):
        draft = desk.draft(place)
        url = attribute(address(place, draft, noise=f"{section.path}{page}"))
        date = f"({place.published:%d/%m/%Y})" if place.published else ""
        entries.append(
            f'<tr><td><a href="{url}"><b>{typed(draft.title, draft.typing)}</b></a> {date}<br>'
            f"{typed(draft.lead or '', draft.typing)}</td></tr>"
        )
    pager = ""
    if page < desk.pages(section, PAGE_SIZE):
        pager = f'<a href="{attribute(listing_address(section, page + 1))}">Next &gt;&gt;</a>'
    if page > 1:
        pager = f'<a href="{attribute(listing_address(section, page - 1))}">&lt;&lt; Back</a> ' + pager
    name = typed(section.title, "plain")
    main = f'<h2>{name}</h2><table class="list">{"".join(entries)}</table><div class="pager">{pager}</div>'
    return _shell(desk, section.title, main)


def front(desk: Desk) -> str:
    """Print the English start page: one article of each section, under the start page's own address."""
    links = []
    for section in SECTIONS["b2"][:3]:
        for place in desk.plan.listings[section.path][:1]:
            draft = desk.draft(place)
            url = attribute(address(place, draft, page="ct_trangchu", noise="front"))
            links.append(f'<p><a href="{url}">{typed(draft.title, draft.typing)}</a></p>')
    return _shell(desk, "Home", f"<h2>Hanoi Portal</h2>{''.join(links)}")

"""Set the traps that real portals have grown: links without an end, many names for one page, pages about nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import parse_qs, quote

from hnp_crawler.sample_portal.addresses import address
from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.model import Place
from hnp_crawler.sample_portal.reply import Reply
from hnp_crawler.sample_portal.sections import BY_PATH
from hnp_crawler.sample_portal.templates import current_listing, liferay

_HTML: Final = (("Content-Type", "text/html; charset=UTF-8"),)
_LANGUAGE = re.compile(r"^(/([^/]+)(?:/-/view_content/[^/]+)?)((?:/(?:vi|en))+)$")
_NESTED = re.compile(r"^(?:/chuyen-de/tin-lien-quan)+/$")
_CALENDAR = re.compile(r"^/lich-cong-tac/(\d{4})/(\d{1,2})$")
_HOP = re.compile(r"^/chuyen-tiep/(\d{1,9})$")
_GONE = re.compile(r"^/[^/]+/bai-da-go-(\d)-\d+\.htm$")
_EMPTY: Final = """<main><h1 class="detail-title"></h1><div class="detail-time"></div>
<div class="detail-content afcbc-body" data-role="content"></div></main>"""
_PRINT = re.compile(r"^/in-bai/(\d+)$")


@dataclass(frozen=True, slots=True)
class Traps:
    """Switch each trap on or off."""

    language_links: bool = False
    """``<link rel="alternate">`` appends ``/vi`` and ``/en`` for ever; each answers 200 with the listing."""
    calendar: bool = False
    """A calendar whose next month always exists."""
    page_sizes: bool = False
    """The sister portal's listings link to themselves in other page sizes."""
    twins: bool = False
    """Some articles stand under two ids."""
    repeated_segments: bool = False
    """A relative link that makes the path longer at each step."""
    soft_404: bool = False
    """Dead links answer 200, with a listing or an empty template as body."""
    login_chain: bool = False
    """Login pages that link to login pages, each with the last one's address in its own."""
    search_links: bool = False
    """Search results without an end, captchas, print versions of every article."""
    redirects: bool = False
    """Redirects that go in a circle, and redirects that never end."""
    odd_links: bool = False
    """Links of other schemes, and to addresses that nobody but the machine itself should use."""

    @classmethod
    def all_on(cls) -> Traps:
        """Set every trap."""
        return cls(**dict.fromkeys((field.name for field in fields(cls)), True))


def trap_page(traps: Traps, desk: Desk, path: str, query: str) -> Reply | None:
    """Answer for a URL that only a trap leads to, or ``None``."""
    if traps.language_links and (found := _LANGUAGE.match(path)) and found[2] in BY_PATH:
        section = BY_PATH[found[2]]
        if section.generation == "liferay":
            html = liferay.listing(desk, section, 1, liferay.PAGE_SIZE)
            canonical = f'<link href="{desk.view.base}/{section.path}" rel="canonical" />'
            html = html.replace(canonical, f'<link href="{desk.view.base}{path}" rel="canonical" />')
            return _page(_with_alternates(html, path))
    if traps.calendar and (found := _CALENDAR.match(path)):
        return _page(_calendar(int(found[1]), int(found[2])))
    if traps.repeated_segments and _NESTED.match(path):
        return _page(_plain("Chuyên đề", '<a href="chuyen-de/tin-lien-quan/">Tin liên quan</a>'))
    if traps.soft_404 and (found := _GONE.match(path)):
        is_listing = int(found[1]) % 2
        return _page(
            current_listing.landing(desk, BY_PATH["tin-so-nganh"]) if is_listing else _plain("Tin tức", _EMPTY)
        )
    if traps.login_chain and path in {"/c/portal/login", "/dang-nhap"}:
        return _login(path, query)
    if traps.search_links and path in {"/tim-kiem", "/ket-qua-tim-kiem"}:
        return _page(_search(path, query))
    if traps.search_links and (found := _PRINT.match(path)):
        return _printed(desk, found[1])
    if traps.redirects:
        return _redirect(path)
    return None


def with_trap_links(traps: Traps, html: str, path: str, place: Place | None) -> str:
    """Add to a page the links that lead into the traps."""
    links = list(_links(traps, path, place))
    if links:
        box = '<div class="tien-ich">' + " ".join(links) + "</div>"
        html = f"{box}</body>".join(html.rsplit("</body>", 1))
    is_sister = place.generation == "liferay" if place else path.strip("/") in BY_PATH and "asset-publisher" in html
    return _with_alternates(html, path) if traps.language_links and is_sister else html


def _links(traps: Traps, path: str, place: Place | None) -> Iterator[str]:
    number = place.number if place else 0
    if traps.calendar:
        yield '<a href="/lich-cong-tac/2026/9">Lịch công tác</a>'
    if traps.repeated_segments:
        yield '<a href="/chuyen-de/tin-lien-quan/">Chuyên đề</a>'
    if traps.soft_404:
        yield f'<a href="/tin-so-nganh/bai-da-go-{number % 10}-425010108000{number % 7}021.htm">Tin đã gỡ</a>'
    if traps.login_chain:
        yield f'<a href="/c/portal/login?p_l_id=10602&amp;redirect={quote(path, safe="")}">Đăng nhập</a>'
    if traps.search_links:
        yield '<a href="/tim-kiem?q=hn">Tìm kiếm</a> <a href="/ket-qua-tim-kiem?keywords=ha+noi&amp;page=1">Kết quả</a>'
        if place:
            yield f'<a href="/in-bai/{place.number}">In bài viết</a>'
    if traps.redirects:
        yield '<a href="/chuyen-tiep/1">Chuyển tiếp</a> <a href="/vong-tron">Vòng tròn</a>'
    if traps.odd_links:
        yield '<a href="javascript:history.back()">Quay lại</a> <a href="mailto:vanthu@example.invalid">Thư</a>'
        yield '<a href="ftp://127.0.0.1/tailieu.htm">FTP</a> <a href="file:///etc/hostname">Tệp</a> <a href="http://[">Lỗi</a>'
        yield '<a href="http://127.0.0.2:9/tin-so-nganh/noi-bo-4250101080000021.htm">Nội bộ</a>'


def _with_alternates(html: str, path: str) -> str:
    links = "".join(f'<link href="{path}/{code}" hreflang="{code}" rel="alternate" /> ' for code in ("en", "vi"))
    return html.replace("</head>", links + "</head>", 1)


def _page(html: str) -> Reply:
    return Reply(200, _HTML, html.encode())


def _plain(title: str, content: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{content}</body></html>"
    )


def _calendar(year: int, month: int) -> str:
    months = year * 12 + month - 1
    (before_year, before), (after_year, after) = divmod(months - 1, 12), divmod(months + 1, 12)
    days = "".join(f'<td><a href="/lich-cong-tac/{year}/{month}?ngay={day}">{day}</a></td>' for day in range(1, 29))
    content = (
        f"<table><tr>{days}</tr></table>"
        f'<a href="/lich-cong-tac/{before_year}/{before + 1}">Tháng trước</a> '
        f'<a href="/lich-cong-tac/{after_year}/{after + 1}">Tháng sau</a>'
    )
    return _plain(f"Lịch công tác tháng {month}/{year}", content)


def _login(path: str, query: str) -> Reply:
    if path == "/c/portal/login":
        return Reply(302, (("Location", f"/dang-nhap?{query}"),))
    onward = quote(f"/dang-nhap?{query}", safe="")
    form = (
        '<form method="post" action="/dang-nhap"><input name="login"><input name="password" type="password"></form>'
        f'<a href="/c/portal/login?p_l_id=10602&amp;redirect={onward}">Đăng nhập lại</a>'
    )
    return _page(_plain("Đăng nhập", form))


def _search(path: str, query: str) -> str:
    page = parse_qs(query).get("page", ["1"])[0]
    number = int(page) if page.isdigit() and len(page) < 9 else 1
    content = f'<p>Tìm thấy 1.204 kết quả</p><a href="{path}?keywords=ha+noi&amp;page={number + 1}">Trang sau</a>'
    return _plain("Kết quả tìm kiếm", content)


def _printed(desk: Desk, number: str) -> Reply:
    place = next((place for place in desk.plan.places if str(place.number) == number), None)
    if place is None:
        return Reply(404, _HTML)
    draft = desk.draft(place)
    text = "".join(f"<p>{piece.text}</p>" for piece in draft.pieces if piece.text)
    onward = f'<p><a href="{address(place, draft).replace("&", "&amp;")}">Xem bài gốc</a></p>'
    return _page(_plain(draft.title, text + onward))


def _redirect(path: str) -> Reply | None:
    if path == "/vong-tron":
        return Reply(302, (("Location", "/vong-tron-2"),))
    if path == "/vong-tron-2":
        return Reply(302, (("Location", "/vong-tron"),))
    found = _HOP.match(path)
    return Reply(302, (("Location", f"/chuyen-tiep/{int(found[1]) + 1}"),)) if found else None

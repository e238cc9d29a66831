"""Read listings and pages that are no articles in the manner of newspapers and page builders."""

from __future__ import annotations

import pytest
from test_article_decoys import PROSE
from test_third_markup import SECTION, link, read


def test_a_section_whose_first_entry_has_a_lead_is_a_listing() -> None:
    popular = "".join(
        f"<li>{link(n)} <span>(10:0{n} 07/08/2025)</span><p>{PROSE[0][:60]}</p></li>" for n in range(1, 5)
    )
    entries = "".join(f"<tr><td>{n}</td><td>{link(n)}</td><td>07/08/2025</td></tr>" for n in range(6, 9))
    page = read(
        f"<h1>Cổng Giao tiếp điện tử Hà Nội</h1><p>10:21 24/11/2026</p><h2>Đọc nhiều nhất</h2><ol>{popular}</ol>"
        f"<h2>Tin sở, ngành</h2><h2>{link(5)}</h2><p>(10:05 07/08/2025)</p>"
        f"<p>{' '.join(PROSE)}</p><table>{entries}</table>",
        SECTION,
    )
    assert page.kind == "listing"


def entries_of(body: str, url: str = SECTION) -> list[tuple[str, str]]:
    listing = read(body, url).listing
    assert listing is not None
    return [(entry.title, entry.date) for entry in listing.entries]


DATED = "".join(f"<div>{link(n, 'Họp bàn việc chung lần thứ')} <i>0{n}/08/2025</i></div>" for n in range(1, 4))
OWN = [(f"Họp bàn việc chung lần thứ {n}", f"0{n}/08/2025") for n in range(1, 4)]


@pytest.mark.parametrize(
    "beside",
    [
        f"<div><b>TIN ĐỌC NHIỀU</b>{''.join(f'<div>{link(n)} <i>0{n}/07/2025</i></div>' for n in range(4, 8))}</div>",
        f"<marquee>{' * '.join(f'{link(n)} (08:00 0{n}/07/2025)' for n in range(4, 8))}</marquee>",
    ],
    ids=["much read", "ticker"],
)
def test_dated_links_beside_the_list_are_no_entries(beside: str) -> None:
    assert entries_of(f"{beside}<h1>Chỉ đạo</h1><div>{DATED}</div>") == OWN
    assert entries_of(f"<h1>Chỉ đạo</h1><div>{DATED}</div>{beside}") == OWN


def test_a_list_may_be_called_as_a_box_of_what_is_popular_where_its_url_says_so() -> None:
    url = "https://english.hanoi.gov.vn/hot-news"
    assert entries_of(f"<div><h2>Hot news</h2>{DATED}</div><div><h2>Agenda</h2>{link(8)}</div>", url) == OWN


def test_a_date_in_a_heading_is_of_the_entries_after_it() -> None:
    days = "".join(f"<h3>Ngày 0{n}/08/2025</h3><p>{link(n)}</p>" for n in range(1, 4))
    assert [date for _, date in entries_of(days)] == [f"0{n}/08/2025" for n in range(1, 4)]


@pytest.mark.parametrize("larger", [1, 3])
def test_the_first_entry_may_be_set_larger_than_the_others(larger: int) -> None:
    first = f"<section><h2>{link(9)}</h2><p>09/08/2025</p><p>{PROSE[0]}</p></section>"
    rows = "".join(f"<tr><td>{n}</td><td>{link(n)}</td><td>0{n}/08/2025</td></tr>" for n in range(1, larger + 1))
    assert len(entries_of(f"{first}<table>{rows}</table>")) == larger + 1


@pytest.mark.parametrize("line", [f"({{}}) {PROSE[0]}", "Giáo dục - {}"])
def test_the_date_of_an_entry_may_open_its_summary_or_close_a_line(line: str) -> None:
    entries = "".join(f"<dt>{link(n)}</dt><dd>{line.format(f'0{n}/08/2025')}</dd>" for n in range(1, 4))
    assert [date for _, date in entries_of(f"<dl>{entries}</dl>")] == [f"0{n}/08/2025" for n in range(1, 4)]


def test_a_box_of_dated_links_without_a_label_is_not_built_as_the_list_is() -> None:
    beside = "".join(f"<div>{link(n)}<i>0{n}/07/2025</i></div>" for n in range(4, 9))
    own = "".join(f"<div>{link(n)}<i>0{n}/08/2025</i><p>{PROSE[0]}</p></div>" for n in range(1, 4))
    assert [date for _, date in entries_of(f"<div>{beside}</div><div>{own}</div>")] == [
        f"0{n}/08/2025" for n in range(1, 4)
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("Older posts", "Xem thêm", "[2]", "Page 2", "Tiếp theo »"),
        *('<img src="/next.gif" alt="Trang sau">', '<i class="icon"></i>'),
    ],
)
def test_the_next_page_has_many_names(name: str) -> None:
    pager = f'<a href="/tin-so-nganh/page/2" aria-label="Next">{name}</a>'
    listing = read(DATED + (pager if "icon" in name else pager.replace(' aria-label="Next"', "")), SECTION).listing
    assert listing is not None
    assert listing.next is not None
    assert listing.next.url == f"{SECTION}/page/2"


def test_an_error_page_in_english_is_no_article() -> None:
    page = read(
        "<h1>Ha Noi Portal</h1><p>10:21 AM, Tue November 24, 2026</p><h1>Oops!</h1>"
        "<p>The page you are looking for does not exist or has been moved.</p>"
    )
    assert page.kind == "soft 404"


def test_the_arrows_of_a_calendar_lead_to_no_next_page() -> None:
    arrows = '<a href="?thang=10&nam=2026">&lt;</a> Tháng 11 <a href="?thang=12&nam=2026">&gt;</a>'
    entries = "".join(f"<li>{link(n)} 07/08/2025</li>" for n in range(1, 5))
    listing = read(f"<ul>{entries}</ul><div>{arrows}</div>", SECTION).listing
    assert listing is not None
    assert listing.next is None

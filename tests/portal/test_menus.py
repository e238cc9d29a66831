"""Read the menus that pages repeat: they come to the same wherever they stand and whatever was read before."""

from __future__ import annotations

import pytest

from hnp_crawler.portal.outline import Outline, menus
from hnp_crawler.portal.outline.markup import read_outline

ENTRIES = "".join(
    f"<li class=entry><a href=/muc/{n}>Mục {n}</a><img src=/{n}.png> <b>mới</b><ul><li>một<li>hai<li>ba</ul></li>"
    for n in range(5)
)
MENU = f"<ul class=menu>{ENTRIES}</ul>"
PAGES = {
    "first": f"<body>{MENU}<p>Bài</p>",
    "after lines": f"<body><h1>Tin</h1><div><p>Một</p>{MENU}</div><p>Bài</p>",
    "in a region": f"<body><nav>{MENU}</nav>",
    "aligned": f"<body><p>Bài</p><div align=right>{MENU}</div>",
    "twice": f"<body>{MENU}<img src=a.png>{MENU}rest",
    "in a link": f"<body><a href=/x>{MENU}</a>",
    "emphasized": f"<body><b>{MENU}</b>",
    "after a control": f"<body><input>{MENU}",
    "after a stamp": f"<body><span title='20:05 19/05/2017'></span>{MENU}",
}
LEAVING = {
    "a control": "<footer><p>a<p>b<p>c<input></footer><p>next",
    "a stamp": "<footer><p>a<p>b<p>c</p><time datetime=2027-01-01></time></footer><p>next",
    "a hit": "<footer><p>a<p class=time>b<p>c</footer><p>next",
}


def outline_of(body: str, wanted: frozenset[str] = frozenset()) -> tuple[object, ...]:
    outline = read_outline(body.encode(), "text/html; charset=utf-8", wanted)
    assert isinstance(outline, Outline)
    return outline.lines, outline.boxes, outline.pictures, outline.hits


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_a_menu_is_read_as_if_for_the_first_time(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menus, "_known", {})
    alone = outline_of(page)
    for other in PAGES.values():
        menus._known.clear()
        outline_of(other)
        assert outline_of(page) == alone


@pytest.mark.parametrize("page", LEAVING.values(), ids=LEAVING.keys())
def test_what_a_menu_leaves_behind_is_read_again(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menus, "_known", {})
    wanted = frozenset((".time",))
    first = outline_of(page, wanted)
    assert outline_of(page, wanted) == first
    outline_of(page)
    assert outline_of(page, wanted) == first


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menus, "_known", {})
    for number in range(menus.MAX_MENUS + 10):
        outline_of(f"<ul><li>{number}<li>b<li>c</ul>")
    outline_of("<ul>" + "<li>x" * menus.MAX_SIZE + "</ul>")
    outline_of("<ul><li>b<li>c<li>" + "x" * menus.MAX_MARKUP + "</ul>")
    assert 0 < len(menus._known) <= menus.MAX_MENUS
    assert all(
        len(key[0]) <= menus.MAX_MARKUP and len(menu.lines) <= menus.MAX_SIZE for key, menu in menus._known.items()
    )


def test_menus_within_menus_cost_no_more_than_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[int] = []
    serialize = menus.etree.tostring

    def counted(*arguments: object, **options: object) -> str:
        markup: str = serialize(*arguments, **options)
        looked_up.append(len(markup))
        return markup

    monkeypatch.setattr(menus.etree, "tostring", counted)
    body = "<ul><li>a<li>b<li>" * 500 + "x" * 100_000
    outline_of(body)
    assert 0 < sum(looked_up) < menus.MAX_LOOKED_UP + 2 * len(body)

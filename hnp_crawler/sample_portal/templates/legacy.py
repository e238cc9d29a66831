"""Share what both languages of the legacy portal have in common: portlet ids, sessions, bodies, page shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import NBSP, View, attribute, emphasized, typed
from hnp_crawler.sample_portal.model import Draft, Piece, Place, Shot
from hnp_crawler.sample_portal.plan import draw

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_NODES = (".undefined", ".app2", ".node1")
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def letters(count: int, *key: object) -> str:
    """Draw letters and digits that depend on the key only."""
    return "".join(_LETTERS[draw(11, *key, index) % len(_LETTERS)] for index in range(count))


def instance(path: str) -> str:
    """Name the portlet instance that serves a page: 12 letters and digits."""
    return letters(12, "instance", path)


def session(*key: object) -> str:
    """Make the session part of a URL, e.g. ``;jsessionid=IwLM8wuGKFQbUAbxqMibNHML.undefined``."""
    return f";jsessionid={letters(24, 'session', *key)}{_NODES[draw(11, 'node', *key) % 3]}"


def picture_url(shot: Shot) -> str:
    """Address a picture of the legacy gallery; ``t`` is noise."""
    return f"/image/image_gallery?img_id={shot.number}&t=1495{shot.number % 1_000_000:06d}000"


def file_url(place: Place, name: str) -> str:
    """Address a file of the legacy document library."""
    return f"/documents/10179/{place.number % 900 + 100}/{quote(name)}"


def clock(view: View) -> str:
    """Print the page clock: today's date, in no relation to the article."""
    return f"{_WEEKDAYS[view.now.weekday()]}, {view.now:%d/%m/%Y | %H:%M:%S}"


def body(desk: Desk, place: Place, draft: Draft, style: int) -> str:
    """Print the body in one of three ways: paragraphs, boxes, or bare lines, parted by lines of one NBSP."""
    chunks = list(_chunks(desk, place, draft))
    if style == 0:
        gap = "\n<p>&nbsp;</p>\n"
        return gap.join(chunk if chunk.startswith(("<table", "<ul", "<h4")) else f"<p>{chunk}</p>" for chunk in chunks)
    if style == 1:
        gap = f"\n<div>{NBSP}</div>\n"
        return gap.join(f'<div style="text-align: justify;">{chunk}</div>' for chunk in chunks)
    return f"<br />\n{NBSP}<br />\n".join(chunks)


def _chunks(desk: Desk, place: Place, draft: Draft) -> Iterator[str]:
    spell: Callable[[str], str] = lambda text: typed(text, draft.typing)  # noqa: E731
    for piece in draft.pieces:
        yield _chunk(desk, piece, draft, spell)
    for file in draft.files:
        yield f'<a href="{desk.view.media}{file_url(place, file.name)}">{spell(file.title)}</a>'


def _chunk(desk: Desk, piece: Piece, draft: Draft, spell: Callable[[str], str]) -> str:
    match piece.kind:
        case "picture":
            assert piece.shot is not None
            src = attribute(desk.view.media + picture_url(piece.shot))
            return f'<img alt="{attribute(piece.shot.alt)}" border="0" src="{src}" />'
        case "heading":
            return f"<h4>{spell(piece.text)}</h4>"
        case "list":
            return "<ul>" + "".join(f"<li>{spell(item)}</li>" for item in piece.items) + "</ul>"
        case "table":
            return table(piece, spell)
    return emphasized(piece.text, piece.bold, draft.typing, "b" if len(piece.text) % 2 else "strong")


def table(piece: Piece, spell: Callable[[str], str]) -> str:
    """Print a table whose first row is no different from the others."""
    rows = ("<tr>" + "".join(f"<td>{spell(cell)}</td>" for cell in row) + "</tr>" for row in piece.rows)
    return '<table border="1" cellpadding="2"><tbody>' + "".join(rows) + "</tbody></table>"

"""Set one article in HTML of many shapes, none of them the sample portal's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

B1 = "https://hanoi.gov.vn/vi/tintuc_sukien/-/hn/ZVOm7e3VDMRM/3/2851753/5/x.html;jsessionid=IwLM8wuGKFQbUAbx.app2"
SEED = Path(__file__).parents[3] / "shared" / "portal" / "seed-article.txt"


@dataclass(frozen=True)
class Sheet:
    """Hold the parts of an article in the order in which the legacy portal prints them."""

    title: str
    stamp: str
    agency: str
    lead: str
    caption: str
    paragraphs: tuple[str, ...]
    byline: str

    @property
    def lines(self) -> list[str]:
        """All that stands after the title."""
        return [f"{self.agency} - {self.lead}", self.caption, *self.paragraphs, self.byline]


OWN = Sheet(
    title="Chợ phiên Bưởi (1925-2025): một trăm năm bên dòng Tô Lịch (tái bản)",
    stamp="06:05 07/04/2021",
    agency="HNP",
    lead="“Giữ được chợ là giữ được nếp nhà”, bà chủ nhiệm hợp tác xã nói khi chúng tôi đến thăm chợ vào"
    " phiên đầu tháng.",
    caption="Một góc chợ Bưởi buổi sớm",
    paragraphs=(
        "PV: Thưa bà, vì sao chợ vẫn họp đúng ngày như xưa?",
        "Bà Đoàn Thị Mây: Vì người bán quen ngày, người mua cũng quen ngày. Chiều 6/4, ban quản lý còn"
        " họp đến tối để xếp lại"
        " chỗ ngồi cho các hàng cây giống.",
        "- Hàng cây giống ở phía đông;",
        "- Hàng nông cụ ở phía tây.",
        "Người đi chợ đã nghe nhiều về các bài đã đăng : chợ không chỉ để mua bán.",
        "PV: Xin cảm ơn bà!",
    ),
    byline="Hạnh Nguyên",
)


def seed() -> Sheet:
    """Read the one real interview of the legacy portal from the text of its page."""
    text = SEED.read_text("utf-8")
    lines = [
        line for line in (line.strip(" \xa0") for line in text[: text.index("Các bài mới đăng")].split("\n")) if line
    ]
    title, _, stamp = lines[0].removesuffix(")").rpartition(" (")
    return Sheet(title, stamp, "HNP", lines[1].removeprefix("HNP - "), lines[2], tuple(lines[3:-1]), lines[-1])


HEAD = """<div class="zq1"><a href="/">Trang chủ</a> <a href="/tintuc_sukien">Tin tức sự kiện</a>
<span>Thứ Hai, 25/11/2024 | 09:10:11</span></div><h1>Cổng Giao tiếp điện tử Hà Nội</h1>"""
TAIL = """<div class="zq9"><div>Các bài mới đăng</div><ul>
<li><a href="/tintuc_sukien/-/hn/ZVOm7e3VDMRM/3/2851754/5/bai-moi.html">Khởi công cầu đi bộ qua sông</a>
(20/05/2017)</li></ul>
<div>Các bài đã đăng :</div><ul>
<li><a href="/tintuc_sukien/-/hn/ZVOm7e3VDMRM/3/2851700/5/bai-cu.html">Trồng thêm ba nghìn cây xanh</a>
(18/05/2017)</li></ul>
<p>Bài viết Xem</p><p>Viết bình luận</p><form><p>Họ tên:(*) <input></p><p>Số điện thoại: <input></p>
<p>Tiêu đề:(*)<input></p>Nội dung:(*) <textarea></textarea><br>Mã xác nhận: <input> Lấy lại mã bảo mật</form></div>
<div><p>Ghi rõ nguồn khi phát hành lại thông tin từ nguồn này.
Mọi thư từ xin gửi về văn phòng, chúng tôi sẽ trả lời.</p></div>"""


def _page(body: str, head: str = HEAD, tail: str = TAIL) -> bytes:
    return (
        "<html lang=en><head><title>Cổng thông tin điện tử Quận Ba Đình</title></head>"
        f"<body><div><div>{head}<div>{body}</div>{tail}</div></div></body></html>"
    ).encode()


def _lines(sheet: Sheet) -> list[str]:
    return [escape(line) for line in sheet.lines]


def _titled(sheet: Sheet, tag: str = "div") -> str:
    return f"<{tag}>{escape(sheet.title)} ({sheet.stamp})</{tag}>"


def paragraphs(sheet: Sheet) -> bytes:
    return _page(_titled(sheet, "h2") + "".join(f"<p>{line}</p>\n" for line in _lines(sheet)))


def nbsp_paragraphs(sheet: Sheet) -> bytes:
    return _page(
        _titled(sheet) + "<div>" + "<p>&nbsp;</p>".join(f"<p>{line} </p>" for line in _lines(sheet)) + "</div>"
    )


def breaks(sheet: Sheet) -> bytes:
    return _page(_titled(sheet) + "<div>" + "<br />\n&nbsp;<br />\n".join(_lines(sheet)) + "</div>")


def one_box(sheet: Sheet) -> bytes:
    return _page(f"<span>{escape(sheet.title)} ({sheet.stamp})</span><br><br>" + "<br>".join(_lines(sheet)))


def nbsp_lines(sheet: Sheet) -> bytes:
    return _page(_titled(sheet) + "<div>\n" + "\n\xa0\n".join(_lines(sheet)) + "\n</div>")


def spans(sheet: Sheet) -> bytes:
    split = [f"<font face=Arial>{line[:9]}</font><b>{line[9:20]}</b><span>{line[20:]}</span>" for line in sheet.lines]
    return _page(
        f"<div><span>{escape(sheet.title)}</span>\n<span>({sheet.stamp})</span></div>"
        + "".join(f"<div><span style='font-size:9pt'>{line}</span></div>" for line in split)
    )


def rows(sheet: Sheet) -> bytes:
    cells = "</td></tr><tr><td>".join([f"{escape(sheet.title)} ({sheet.stamp})", *_lines(sheet)])
    return _page(f"<table><tr><td>{cells}</td></tr></table>")


def columns(sheet: Sheet) -> bytes:
    """Set the article in the middle one of three columns; the left one has prose of its own, before the title."""
    left = "<h3>Tin nổi bật</h3>" + "".join(
        f"<p><a href='/tintuc_sukien/-/hn/ZVOm7e3VDMRM/3/285160{n}/5/tin-{n}.html'>Đường phố thêm hoa,"
        f" thêm cây xanh {n}</a></p>"
        f"<p>Sáng 1/4, quận đã khánh thành vườn hoa thứ {n}, người dân quanh vùng ai cũng vui mừng phấn khởi.</p>"
        for n in range(3)
    )
    inner = f"<table><tr><td>{escape(sheet.title)} ({sheet.stamp})</td></tr><tr><td>" + "".join(
        f"<div>{line}</div>" for line in _lines(sheet)
    )
    right = (
        "<h1>Thăm dò ý kiến</h1><p>Bạn thấy giao diện mới của trang tin điện tử này như thế nào, có dễ đọc không?</p>"
    )
    return _page(
        f"<table><tr><td>{left}</td><td>{inner}</td></tr></table></td><td>{right}</td></tr></table>", tail=TAIL
    )


def unclosed(sheet: Sheet) -> bytes:
    return _page(
        '<div class"after"><font><h3>'
        + f"{escape(sheet.title)} ({sheet.stamp})</h3><div><p>"
        + "<p>".join(_lines(sheet))
    )


def apart(sheet: Sheet) -> bytes:
    """Set title and lead outside the box of the body, and the author after it, each in a box of its own."""
    first, *rest = _lines(sheet)
    return _page(
        f"<section>{_titled(sheet, 'h4')}</section><section><strong>{first}</strong></section><hr>"
        + "<section><article>"
        + "".join(f"<p>{line}</p>" for line in rest[:-1])
        + "</article></section>"
        f"<section align=right><i>{rest[-1]}</i></section>"
    )


def pictured(sheet: Sheet) -> bytes:
    """Set the caption in a table below its picture."""
    first, caption, *rest = _lines(sheet)
    picture = '<img src="/image/image_gallery?img_id=7">'
    table = f"<table align=center><tr><td>{picture}</td></tr><tr><td><em>{caption}</em></td></tr></table>"
    return _page(_titled(sheet) + f"<p>{first}</p>{table}" + "".join(f"<p>{line}</p>" for line in rest))


def decomposed(sheet: Sheet) -> bytes:
    import unicodedata

    return unicodedata.normalize("NFD", paragraphs(sheet).decode()).encode()


SHAPES: dict[str, Callable[[Sheet], bytes]] = {
    shape.__name__: shape
    for shape in (
        *(paragraphs, nbsp_paragraphs, breaks, one_box, nbsp_lines, spans),
        *(rows, columns, unclosed, apart, pictured, decomposed),
    )
}

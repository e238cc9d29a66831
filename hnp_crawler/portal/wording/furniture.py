"""Know the words by which the portal's own furniture gives itself away, in every language and letter case.

A label counts only when it is the whole line: an article may well mention ``các bài đã đăng``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from hnp_crawler.portal.wording.memory import remembered

Part = Literal[
    "newer", "older", "archive", "comment form", "comments", "tags", "attachments", "more", "popular", "tools", "end"
]
"""What a label opens. ``newer`` … ``comment form``: the article is over. ``more``, ``popular`` (which has nothing to do
with the article) and ``tools`` may stand within it."""

_LABELS: dict[Part, str] = {
    "newer": """
        Các bài mới đăng | Bài mới đăng | Các tin mới đăng | Tin mới đăng | Các tin mới hơn | Tin mới hơn |
        Bài mới hơn | Các bài mới hơn | Latest news | Newer news | Newer articles | Newer posts | Các tin
        mới
    """,
    "older": """
        Các bài đã đăng | Bài đã đăng | Các tin đã đăng | Tin đã đăng | Các tin đã đưa | Tin đã đưa | Các
        tin cũ hơn | Tin cũ hơn | Bài cũ hơn | Các bài cũ hơn | Other news | Older news | Older articles |
        Tin khác | Các tin khác | Tin tức khác | Bài viết khác | Các bài khác | Các bài viết khác | Other
        articles | Tin cùng chuyên mục | Cùng chuyên mục | Bài cùng chuyên mục | Tin bài khác | Các tin bài
        khác | Tin cùng mục | Văn bản khác | Văn bản liên quan | Các tin đã đưa ngày | Các tin cùng chuyên mục
    """,
    "archive": """
        Bài viết Xem | view Search | Xem bài viết theo ngày tháng | Xem theo ngày | Xem theo ngày tháng |
        Archive | Next >> | << Previous | << Prev | Next | xem_bai_viet_theo_ngay_thang
    """,
    "comment form": """
        Viết bình luận | Write your comment | Gửi bình luận | Gửi ý kiến | Ý kiến của bạn | Viết ý kiến |
        Leave a comment | Post a comment | Bình luận của bạn | Capcha | Captcha | Mã xác nhận | Lấy lại mã
        bảo mật
    """,
    "comments": """
        Bình luận | Ý kiến bạn đọc | Ý kiến | Comments | Bạn đọc bình luận | Các bình luận | Reader comments
        | Readers' comments | Phản hồi của bạn đọc | Ý kiến phản hồi
    """,
    "tags": """
        Tags | Tag | Thẻ | Từ khóa | Từ khoá | Keywords | Keyword | Chủ đề | Nhãn | Topics
    """,
    "attachments": """
        Tệp đính kèm | Tập tin đính kèm | File đính kèm | Files đính kèm | Các file đính kèm | Tài liệu đính
        kèm | Đính kèm | Attachments | Attachment | Attached files | Attached file | Văn bản đính kèm | Tải
        về | Download | Downloads | Tải văn bản | Tệp tin đính kèm | Tải tệp đính kèm | Tài liệu kèm theo |
        Văn bản kèm theo | Tệp kèm theo | File kèm theo | Không có tệp đính kèm | Không có file đính kèm
    """,
    "more": """
        Tin liên quan | Tin tức liên quan | Bài liên quan | Tin bài liên quan | Bài viết liên quan | Các tin liên
        quan | Liên quan | Xem thêm | Đọc thêm | Tham khảo thêm | Mời xem thêm | Tài sản liên quan | Related assets |
        Related news | Related articles | Related | Read more | See also | Có thể bạn quan
        tâm | Bạn có thể quan tâm
    """,
    "popular": """
        Tin nổi bật | Đọc nhiều | Tin đọc nhiều | Đọc nhiều nhất | Xem nhiều |
        Tin xem nhiều | Xem nhiều nhất | Most read | Most viewed | Most popular | Tin mới | Tin mới nhất |
        Tin tiêu điểm | Tiêu điểm | Hot news | Featured news | Trending | Popular | Most viewed news | Tin nóng |
        Latest | Breaking news | Recent posts | Bài viết mới | Bài viết mới nhất | Bài đọc nhiều | Tin xem nhiều nhất
    """,
    "tools": """
        In bài viết | In bài | In trang | Bản in | Print | Send email | Gửi email | Chia sẻ | Share |
        Facebook | Twitter | Zalo | Lưu bài | Cỡ chữ | A- A A+ | A- | A+ | A | Nghe bài viết | Nghe đọc bài
        | Nghe audio | Theo dõi | Google News | Copy link | Sao chép liên kết | Tweet | Like | Thích | Quay
        lại | Trở về | Về đầu trang | Back | Back to top | Top | Print Send email | Send by email | Gửi cho
        bạn bè | Đánh giá | Xếp hạng | Bookmark | Tải ảnh | Xem ảnh | Email | Lên đầu trang | Đọc bài viết |
        Giọng nữ | Giọng nam | Skip to content | Tương phản | Quảng cáo | Advertisement | Mục lục |
        Contents | Click để đánh giá bài viết
    """,
    "end": """
        Ha Noi Info | Hanoi Info | Liên kết website | Liên kết web | Thăm dò ý kiến | Thông tin thời tiết |
        Thời tiết | Weather | Bản đồ hành chính | Thống kê truy cập | Số lượt truy cập | Đang truy cập |
        Online | Copyright | Sitemap | Sơ đồ cổng
    """,
}
"""Labels as printed, parted by ``|``."""
MAX_LABEL = 60
"""Characters of a line that may be a label."""
HOME = frozenset(("trang chủ", "trang nhất", "trang chính", "home", "trang chu", "homepage"))
"""Names of the way back to the home page, folded."""
_MARKS = re.compile("[\u0300-\u036f]")
_DECORATION = " \xa0\t:.;*•·»«›‹>|-–—…[]()▼►▶+\ufeff\u200b"


@remembered
def fold(text: str) -> str:
    r"""Fold a short text for comparison: composed, lower case, without spacing and decoration at the edges.

    >>> fold("Các bài đã đăng\xa0:")
    'các bài đã đăng'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\xa0", " ")
    text = text.casefold()
    if "  " in text or not text.isprintable():  # no white space but the space is printable
        text = " ".join(text.split())
    return text.strip(_DECORATION)


def without_marks(text: str) -> str:
    """Write Vietnamese in plain letters, as slugs and message keys do.

    >>> without_marks("các bài đã đăng")
    'cac bai da dang'
    """
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("ð", "d"))
    return _MARKS.sub("", plain)


_PARTS: dict[str, Part] = {fold(label): part for part, labels in _LABELS.items() for label in labels.split("|")}
_KEYS: dict[str, Part] = {without_marks(label): part for label, part in _PARTS.items()}
"""For raw message keys: they spell the label without diacritics (``xem_bai_viet_theo_ngay_thang``)."""
_OPENER = re.compile(
    r"\W{0,3}("
    + "|".join(re.escape(key) for key, part in _PARTS.items() if part in ("tags", "attachments"))
    + r")\s?:",
    re.I,
)
_MAX_OPENER = 3 + max(map(len, _PARTS)) + 2
"""Characters within which the colon of an opening label stands."""
_RAW_KEY = re.compile(
    r"[a-z]{1,30}(?:_[a-z]{1,30}){2,12}|(?:discussion|label|input|article|portlet|cms|view|title)(?:\.[a-z_-]{1,30}){1,6}"
)
_BUTTON_LABELS = """
    chia sẻ; share; thích; like; lưu; tweet; facebook; twitter; zalo; linkedin; pinterest; telegram; messenger;
    whatsapp; viber; google; email; e-mail; print; in bài; bản in; copy link; a-; a+; đánh giá; rating;
    xếp hạng; tổng số điểm; trung bình; average; cỡ chữ; xem cỡ chữ; font size; a; quay lại; trở về; về đầu trang;
    lên đầu trang; gửi email; gửi bài; lưu bài
"""
_BUTTON_NAMES = tuple(name.strip() for name in _BUTTON_LABELS.split(";"))
_BUTTON_STARTS = tuple(name for name in _BUTTON_NAMES if len(name) > 1)
_BUTTON = (
    rf"(?:{'|'.join(map(re.escape, _BUTTON_NAMES))})(?:\s(?:(?:của\s)?bài\sviết(?:\slà)?|viết|(?:qua|lên|on|this)\b))?"
)
_TALLY = r"\d[\d.,/]*(?!\d)(?:\s(?:trong|lượt|votes?|điểm|(?:số\s)?phiếu(?:\sbầu)?|đánh\sgiá)\b)*"
_BUTTONS = re.compile(rf"(?:{_TALLY}[\W_]*)?{_BUTTON}(?:[\W_]*(?:{_BUTTON}|{_TALLY}))+[\W_]*")
"""A row of buttons with their counts, or a rating, as one line."""
_COUNTED = re.compile(r"^(.{4,40}?)\s?\(?\d{1,5}\)?$")
_IMPRINT = re.compile(
    r"\W{0,3}(?:địa chỉ|trụ sở|điện thoại|đường dây nóng|email|fax|giấy phép|cơ quan chủ quản|chịu trách nhiệm"
    r"|tổng biên tập|bản quyền|®|©|copyright|ghi rõ nguồn|add:|address:|hotline|tel:|phone:|licen[sc]e"
    r"|all rights reserved|trưởng ban biên tập|phát triển bởi|powered by|ban biên tập|contact:|liên hệ:)",
    re.I,
)


_POPULAR = re.compile(r"(?:(?:các|những)\s)?(?:tin|bài|news)?\s?(?:đọc nhiều|xem nhiều|nổi bật|mới|nóng|most\s)", re.I)
_RELATED = re.compile(r"(?:(?:các|những|một số)\s)?(?:tin|bài|news|articles|stories|related|other|more)\b", re.I)
_WORDS = re.compile(r"[^.:;,!?\d]{6,45}:?")


@remembered
def list_of(text: str) -> Part | None:
    """Tell which list of articles a line may head by its wording, though it is no label that is known.

    >>> list_of("TIN CÙNG LĨNH VỰC"), list_of("Các bài cùng chủ đề:"), list_of("Đọc nhiều trong tuần")
    ('more', 'more', 'popular')
    >>> list_of("Tin, ảnh: Lan Anh"), list_of("Văn bản chỉ đạo")
    (None, None)
    """
    part: Part | None = "popular" if _POPULAR.match(text) else "more" if _RELATED.match(text) else None
    return part if part and _WORDS.fullmatch(text) else None


@remembered
def part_of(text: str) -> Part | None:
    """Tell which part of the page a line opens, if it is one of the portal's labels.

    >>> part_of("Các bài đã đăng :"), part_of("Bình luận (3)"), part_of("Next >>"), part_of("discussion.input.capcha")
    ('older', 'comments', 'archive', 'comment form')
    >>> part_of("cac_bai_moi_dang")
    'newer'
    >>> part_of("FacebookChia sẻ Zalo"), part_of("Thích 0Chia sẻ"), part_of("Đánh giá: ★★ (4.5/5 trong 12 lượt)")
    ('tools', 'tools', 'tools')
    >>> part_of("Những tin cũ hơn"), part_of("Tổng số điểm của bài viết là: 5 trong 1 đánh giá")
    ('older', 'tools')
    >>> part_of("Các bài đã đăng cho thấy"), part_of("94,8"), part_of("A:")
    (None, None, None)
    """
    if len(text) > MAX_LABEL:
        return None
    folded = fold(text)
    part = None if text.endswith("(*)") or text == "A:" else _PARTS.get(folded)  # "A:" answers a "Q:"
    if part or not folded:
        return part
    if folded.startswith("những ") and (part := _PARTS.get(f"các {folded[6:]}")):
        return part
    if (folded.startswith(_BUTTON_STARTS) or folded[0].isdecimal()) and _BUTTONS.fullmatch(folded):
        return "tools"
    if not folded[0].isalnum() and not any(map(str.isalpha, folded)):
        return "tools"  # reactions, arrows
    if folded.isascii() and _RAW_KEY.fullmatch(folded):
        return _KEYS.get(folded.replace("_", " ").replace(".", " "), "comment form")
    if folded[-1].isdecimal() and (counted := _COUNTED.match(folded)):
        return _PARTS.get(counted.group(1).strip(_DECORATION))
    if text.endswith(("(*)", "( * )")) or folded.startswith(
        ("lấy lại mã bảo mật", "capcha:", "captcha:", "mã xác nhận:")
    ):
        return "comment form"
    return None


def opened_part(text: str) -> Part | None:
    """Tell which part a line opens that goes on after its label, as in ``Tags: Hà Nội, hội nghị``.

    >>> opened_part("Từ khóa: Hà Nội")
    'tags'
    """
    if ":" not in text[:_MAX_OPENER]:
        return None
    found = _OPENER.match(text if text.isascii() else unicodedata.normalize("NFC", text[: 2 * _MAX_OPENER]))
    return _PARTS[found.group(1).casefold()] if found else None


def is_imprint(text: str) -> bool:
    """Tell whether a line is of the kind that closes every page: address, licence, copyright.

    >>> is_imprint("Địa chỉ: Số 185 Giảng Võ, Quận Đống Đa")
    True
    """
    return _IMPRINT.match(text) is not None

"""Recognize pages that stand in for the page asked for: of a firewall, of a challenge, of an error.

Such pages are short and say what they are, at whatever status: 200, 403, 429 and 503 were all seen.
"""

from __future__ import annotations

import re
from typing import Literal

Refusal = Literal["block page", "challenge"]
REFUSING = frozenset((403, 429, 503))
"""Statuses by which a server refuses; with any of them a page is no article, whatever it says."""
MAX_TEXT = 2500
"""Characters of text beyond which a page with status 200 stands in for nothing."""
MAX_PROSE = 600
MAX_LINES = 40

_CHALLENGE = re.compile(
    r"just a moment|checking your browser|enable javascript and cookies|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|cf-chl|_cf_chl|challenge-platform|ddos[- ]protection|are you a robot|g-recaptcha|h-?captcha|please wait while"
    r"|xác (?:minh|nhận) (?:rằng )?bạn (?:là người|không phải (?:là )?(?:robot|người máy))|đang kiểm tra trình duyệt"
    r"|bật javascript",
    re.I,
)
_COOKIE = re.compile(r"document\.cookie\s{0,3}=")
_RELOAD = re.compile(r"location\.(?:reload|href|replace)")
_BLOCK = re.compile(
    r"access (?:is |has been )?(?:denied|blocked|forbidden|restricted)|you have been blocked|blocked by|forbidden"
    r"|(?:request|requested url) (?:has been |was |is )?(?:blocked|rejected|denied)|too many requests|rate limit"
    r"|web application firewall|\bwaf\b|(?:support|incident|event|block|ray|attack) id|your ip|unusual traffic"
    r"|service (?:temporarily )?unavailable|truy cập (?:của bạn )?(?:đã )?bị (?:từ chối|chặn|hạn chế|khóa)|bị chặn"
    r"|từ chối truy cập|địa chỉ ip của bạn|quá nhiều (?:yêu cầu|truy cập|lượt)|tạm thời (?:bị )?(?:khóa|chặn)",
    re.I,
)
_NOT_FOUND = (
    "not found",
    "page you requested",
    "page no longer",
    "không tìm thấy",
    "không tồn tại",
    "đã bị xóa",
    "đã bị xoá",
    "đã bị gỡ",
    "không có dữ liệu",
    "không có bài viết",
    "không có nội dung",
    "không có tin",
    "nội dung đang cập nhật",
    "nội dung này đang cập nhật",
    "nội dung đang được cập nhật",
    "nội dung này đang được cập nhật",
    "lỗi hệ thống",
    "internal server error",
    "an error occurred",
    "an error has occurred",
    "có lỗi xảy ra",
    "error 500",
    "http status",
    "exception report",
    "temporarily unavailable",
)
"""In lower case: the search for each of them is many times faster than one for any of them by a pattern."""
_GONE = re.compile(
    r"\A404\b|\b(?:error|lỗi|mã|code)\W{0,3}404\b|\b404\W{1,3}(?:error|lỗi|page|trang)\b"
    r"|(?:page|article|content|document) [^.]{0,40}(?:(?:does not|doesn[’']t|no longer) exists?"
    r"|(?:could|can)(?:not| not|n[’']t) be found|(?:has|have) been (?:moved|removed|deleted))"
)
_MAY_BE_GONE = ("404", "exist", "be found", " been ")


def find_refusal(text: str, beginning: bytes, prose: int, lines: int, status: int) -> Refusal | None:
    """Tell whether a page refuses what was asked for.

    ``text`` is what it prints, with its title, ``beginning`` its first bytes, ``prose`` and ``lines`` how much
    text it holds.

    >>> find_refusal("Request Rejected. Your support ID is: 1", b"", 30, 3, 200)
    'block page'
    """
    is_refused = status in REFUSING
    if not is_refused and (len(text) > MAX_TEXT or prose > MAX_PROSE or lines > MAX_LINES):
        return None
    source = beginning.decode("utf-8", "replace")
    if _CHALLENGE.search(source) or (_COOKIE.search(source) and _RELOAD.search(source)):
        return "challenge"
    return "block page" if is_refused or _BLOCK.search(text) else None


def says_not_found(text: str) -> bool:
    """Tell whether a page that holds little else says that there is nothing, or that something went wrong.

    The number alone says nothing: it counts hectares and households too.

    >>> says_not_found("Trang bạn tìm không tồn tại"), says_not_found("Lỗi 404"), says_not_found("Còn 404 hộ")
    (True, True, False)
    """
    text = text.lower()
    if any(phrase in text for phrase in _NOT_FOUND):
        return True
    return any(part in text for part in _MAY_BE_GONE) and _GONE.search(text) is not None

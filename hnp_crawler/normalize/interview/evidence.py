"""Weigh how much a piece of text sounds like a question, an answer, or something that stands beside the turns.

The weights are general knowledge about Vietnamese (and a little English) interviews, in arbitrary units where 3 is
"alone nearly enough". They know nothing of an article's habits; those are learnt per article in ``habits``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hnp_crawler.normalize.name_words import UPPER

WINDOW = 360
"""Characters at each end of a long text that are read; what lies between changes nothing."""

_SECOND = (
    r"(?:ông|bà|anh|chị|cô|chú|bác|cụ|bạn|em|thầy|ngài|quý vị|đồng chí|đ/c|chủ tịch|phó chủ tịch|bí thư|phó bí thư|bộ trưởng|thứ trưởng"
    r"|thủ tướng|phó thủ tướng|tổng bí thư|đại sứ|giám đốc|phó giám đốc|tổng giám đốc|viện trưởng|cục trưởng|vụ trưởng|chánh|trưởng"
    r"|hiệu trưởng|đại biểu|gs|pgs|ts|bs|ths|giáo sư|phó giáo sư|tiến sĩ|tiến sỹ|thạc sĩ|luật sư|bác sĩ|nhà văn|nhà thơ|nhạc sĩ|ca sĩ"
    r"|nghệ sĩ|họa sĩ|đạo diễn|kiến trúc sư|chuyên gia|huấn luyện viên|hlv|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá"
    r"|thượng tá|trung tá|thiếu tá|tướng|hòa thượng|thượng tọa|nsnd|nsưt|linh mục|doanh nhân)"
)
_PRONOUN = r"(?:ông|bà|anh|chị|cô|chú|bác|cụ|bạn|em|thầy|ngài|đồng chí)"
_THUA = re.compile(rf"thưa {_SECOND}\b")
_XIN = re.compile(
    rf"xin(?: được)?(?: hỏi| mời| phép hỏi| đề nghị)?(?: quý)? {_SECOND}\b|(?:mong|đề nghị) {_PRONOUN} |xin(?: được)? hỏi |cho (?:tôi|chúng tôi|phép) (?:được )?hỏi"
    rf"|^ {_SECOND} (?:có thể|hãy|vui lòng) |xin cho biết|xin (?:vui lòng )?(?:cho|chia sẻ|nói|kể|giải thích|giới thiệu|đánh giá)"
)
_THEO = re.compile(rf"theo (?:quan điểm |đánh giá |góc nhìn |ý kiến |nhận định )?(?:của )?{_SECOND}(?= |[,?.])")
_YOUR = re.compile(
    rf"(?:của|với|về phía|cá nhân|bản thân|được biết|nghe nói|các|cùng|đối với|hỏi|cho|mà|điều gì|khiến|giúp|để) {_SECOND}\b(?=[ ,.?…!])"
)
_YOU_ASKED = re.compile(
    rf"[\s,“\"](?:{_PRONOUN}|{_SECOND}(?= (?:có thể|nghĩ|đánh giá|nhìn nhận|suy nghĩ|có suy|có nhận|có đánh|có lời|có kỳ|có đề))) (?:có thể|có|nghĩ|đánh giá|nhận định|nhận xét|nhìn nhận|suy nghĩ|chia sẻ|lý giải|giải thích|nói|cho rằng"
    r"|cho biết|bình luận|mong|kỳ vọng|đề xuất|kiến nghị|khuyên|nhắn|cảm thấy|thấy|muốn|sẽ|đã|từng|lo|làm|hy vọng|quan niệm|phản ứng|tâm đắc|là|gặp|định|dự|đang|còn|cần|được|hài lòng)\b"
)
_QUESTION_END = re.compile(
    r"(?:thế nào|ra sao|là gì|gì|hay không|hay chưa|không ạ|vì sao|tại sao|bao giờ|khi nào|ở đâu|bao nhiêu|nghĩ sao|như nào|được không"
    r"|cho biết (?:về |rõ |thêm ).{0,80}|chia sẻ (?:về |thêm |đôi điều ).{0,80})[\s.!…:]*$"
)
_OPEN_QUESTION = re.compile(r" (?:gì|nào|sao|đâu|bao nhiêu|bao giờ|vì sao|tại sao|có thể)[ ,.?]")
_ASKING = re.compile(
    r"ra sao|thế nào|như nào|vì sao|tại sao|phải chăng|liệu |là gì|những gì|gì |gì\?|đâu là|bao giờ|khi nào|hay không|không\?|chưa\?|nghĩ sao"
)
_ENGLISH_ASK = re.compile(
    r"\b(?:could you|can you|would you|do you|did you|have you|are you|were you|will you|your|what|how|why|when|which|please)\b"
)
_FIRST = re.compile(r"[\s“\"'(](?:tôi|mình|chúng ta|i|we|my|our|i'm|i’m|we're)[\s,.;:!?]")
_WE = re.compile(r"[\s“\"'(]chúng tôi[\s,.;:!?]")
_OPENER = re.compile(
    r"(?:vâng|dạ|đúng|không|có chứ|ồ|à|theo tôi|tôi |chúng tôi |cá nhân tôi|với tôi|có thể nói|thực ra|thật ra|thực tế|trước hết"
    r"|trước tiên|phải nói|rõ ràng|quả thật|quả thực|nói thật|nói chung|như tôi|như các bạn|cảm ơn|cám ơn|hiện nay|hiện|đó là|đây là|cái (?:đó|này)|việc này"
    r"|điều này|vấn đề này|yes\b|no\b|well\b|indeed\b|thank you|i |we |in my|of course|absolutely)"
)
_THANKS = re.compile(
    r"(?:(?:vâng|dạ|một lần nữa|thay mặt \w+(?: \w+){0,4}|pv|trân trọng|xin|rất|chân thành|trước khi dừng lời|và)[,\s]*){0,4}(?:xin |rất )?(?:được )?(?:trân trọng |chân thành )?(?:cảm ơn|cám ơn|thank you)\b"
)
_THANKED = re.compile(
    rf"(?:cảm ơn|cám ơn)(?: (?:những|sự|cuộc|về|các|quý|toàn thể|hai|ba|rất nhiều|nhiều))*(?: chia sẻ(?: của)?)? (?:{_SECOND}|[\w.]+(?: \w+){{0,5}}\s*[!.])"
)
_READERS = re.compile(
    r"(?:cảm ơn|cám ơn)(?: quý| các)* (?:báo|phóng viên|pv|độc giả|bạn đọc|khán giả|nhà báo|câu hỏi|tòa soạn)"
)

_CAPTION_SIGN = re.compile(
    r"\(?ảnh(?: minh h[oọ]a| tư liệu| chụp|:| -| của| nvcc|\))|ảnh minh h|\(ảnh|nguồn ảnh|\bnguồn:|video:|clip:|photo:|đồ họa|\(nguồn|\bảnh: "
)
_BYLINE_SIGN = re.compile(
    r"\((?:thực hiện|ghi|lược ghi|tổng hợp|th)\)|^(?:thực hiện|bài và ảnh|bài, ảnh|bài|nguồn|theo|tin, ảnh|nhóm pv|tác giả|người thực hiện)\s*[:\s]\s*|(?:thực hiện|ghi)\.?$|/vov|^by "
)
_FURNITURE = re.compile(
    r"^(?:các bài (?:mới|đã) đăng|bài viết xem|viết bình luận|tin (?:liên quan|khác|cùng)|xem thêm|đọc thêm|bài (?:liên quan|đọc)|tags?\b|từ khóa|bình luận"
    r"|họ tên|họ và tên|số điện thoại|tiêu đề:|nội dung:|mã xác nhận|chia sẻ:|in bài|gửi bài|latest news|other news|related|write your comment|>>|»|box:|\[.*\]$|mời (?:quý vị|bạn|độc giả|các bạn)|video đang)"
)
_INTRODUCES = re.compile(
    r"phỏng vấn|(?:cuộc|buổi) (?:trao đổi|trò chuyện|nói chuyện|gặp gỡ|đối thoại)|(?:trao đổi|trò chuyện|chia sẻ|đối thoại|gặp gỡ|tâm sự) (?:nhanh |ngắn |thẳng thắn |riêng |cởi mở )?(?:với|cùng) "
    r"|trả lời (?:báo|phóng viên|pv|câu hỏi)|giới thiệu (?:nội dung|toàn văn|cùng|với|tới|đến|cuộc|bài)|(?:phóng viên|pv) .{0,60}(?:đã|có|trao đổi|ghi)|dưới đây là|sau đây là|lts:|interview|talked? (?:to|with)|spoke (?:to|with)|khi trả lời"
)
_THIRD = re.compile(
    rf"[\s“\"](?:ông|bà|anh|chị|cô|đồng chí|hlv) (?:[{UPPER}]\w*\s?){{1,4}} ?(?:cho biết|nói|chia sẻ|khẳng định|nhấn mạnh|cho rằng|trả lời|phát biểu|trao đổi|nhận định|tại|trong|bên|cùng|và|\()"
)
_REPORTS = re.compile(
    r"[^:]{4,110}\b(?:nói|khẳng định|cho biết|băn khoăn|trả lời|giải thích|hỏi|đáp|lý giải|nhấn mạnh|chia sẻ|cho hay|cho rằng|bày tỏ|thắc mắc|chất vấn"
    r"|nêu|kể|phát biểu|tuyên bố|trấn an|bộc bạch|tâm sự|đề nghị|kiến nghị|nói thêm|cho biết thêm|thừa nhận)(?: \w+){0,2}\s?:"
)
_PROPER_SHAPE = re.compile(r"[.!?…:;,\"”’')]\s*$")
_ONE_SENTENCE = re.compile(r"[^.!?…]*(?:\([^()]*\))?[.!?…)]*")
_REFERRING = re.compile(
    r"^(?:tuy nhiên|bên cạnh|trong (?:đó|khi|bối cảnh|thời gian)|đặc biệt|ngoài ra|thứ (?:nhất|hai|ba|tư|năm)|do (?:đó|vậy)|vì (?:vậy|thế)|nhưng|và|còn|mặt khác|hơn nữa|đồng thời|cụ thể"
    r"|ví dụ|như vậy|từ đó|qua đó|trước hết|trước tiên|cùng với|theo đó|chính vì|bởi|để|khi|nếu|với|về|tóm lại|chẳng hạn|nói|có thể|kết quả là)\b"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold what one piece of text says about itself."""

    question: float
    answer: float
    beside: float
    """Caption, subhead, side box line."""
    outside: float
    """Lead or introduction when positive before the turns; byline or page furniture after them."""
    introduces: bool
    thanks: bool
    addressed: bool
    """Whether somebody is addressed as one whom the speaker asks or thanks."""
    asks: bool
    """Whether it ends like a question."""
    first_person: bool
    reports: bool
    """Whether it reports what somebody said, as news does."""


def is_thanks(text: str) -> bool:
    """Tell whether a text is an interviewer's closing thanks.

    >>> [is_thanks(t) for t in ("Xin trân trọng cảm ơn ông!", "Vâng, xin cám ơn đồng chí./.", "Rất cảm ơn bà về cuộc trao đổi.")]
    [True, True, True]
    >>> [is_thanks(t) for t in ("Tôi xin cảm ơn.", "Cảm ơn câu hỏi của bạn.", "Xin cảm ơn quý báo!")]
    [False, False, False]
    """
    return _is_thanks(text.casefold(), text)


def _is_thanks(folded: str, text: str) -> bool:
    if len(text) > 220 or ("ảm ơn" not in folded and "ám ơn" not in folded and "thank you" not in folded):
        return False
    if not _THANKS.match(folded) or _READERS.search(folded) or "?" in text:
        return False
    return bool(_THANKED.search(folded)) or "thank you" in folded or len(text) < 30


def weigh(text: str, *, typography: bool = False) -> Evidence:
    """Weigh one piece of text, label and mark already removed; ``typography`` says that it is set off in bold or italics.

    >>> weigh("Thưa ông, vì sao thành phố chọn cách này?").question > 5
    True
    >>> weigh("Tôi cho rằng đó là việc phải làm ngay, không thể chậm hơn được nữa.").answer > 1
    True
    >>> weigh("Ông Trần Văn Hà tại buổi họp báo. Ảnh: Minh Tâm").beside > 3
    True
    """
    size = len(text)
    shown = text if size <= 2 * WINDOW else f"{text[:WINDOW]} … {text[-WINDOW:]}"
    folded = f" {shown.casefold()}"
    bare = folded[1:]
    end = shown.rstrip(" \t\"'”’)./!")
    ends_asking = end.endswith("?") or shown.rstrip(" \"”'’").endswith("?")
    marked = ends_asking or "?" in shown[-130:]
    thanks = _is_thanks(bare, text)

    thua = bool(_THUA.search(folded))
    xin = bool(_XIN.search(folded))
    theo = bool(_THEO.search(folded)) and not _named_after(shown)
    opens_with_you = _begins_with_you(shown)
    you = (marked and (opens_with_you or bool(_YOU_ASKED.search(folded)))) or (
        opens_with_you and size < 200 and bool(_OPEN_QUESTION.search(folded))
    )
    your = (marked or size < 200) and bool(_YOUR.search(folded))
    first = folded.count(" tôi") - folded.count("chúng tôi")
    first_person = first > 0 or bool(_FIRST.search(folded))
    english = marked and size < 400 and bool(_ENGLISH_ASK.search(folded))

    question = 0.0
    if ends_asking:
        question += 3.0
    elif marked:
        question += 0.6
    question += 3.0 * thua + 3.0 * xin + 1.5 * theo + (1.5 if ends_asking or opens_with_you else 0.5) * you + 1.0 * your + 1.5 * english
    if not marked and size < 400 and _QUESTION_END.search(bare):
        question += 1.5
    if ends_asking and _ASKING.search(bare[-200:]):
        question += 0.7
    if typography:
        question += 1.5
    if first_person:
        question -= 1.5
    elif "chúng ta" in folded and not (thua or xin):
        question -= 1.0
    if size > 450:
        question -= min(4.0, (size - 450) / 150)
    addressed = thua or xin or theo or you or your
    if not marked and not xin:
        question -= 1.5 if addressed else 4.0

    answer = 0.6
    if first_person:
        answer += 1.5
    if _WE.search(folded) or "chúng ta" in folded:
        answer += 0.7
    if _OPENER.match(bare):
        answer += 0.8
    if size > 200:
        answer += 0.5
    if size > 450:
        answer += 0.5
    if ends_asking:
        answer -= 1.2
    closed = bool(_PROPER_SHAPE.search(shown))
    refers = bool(_REFERRING.match(bare))
    if not closed and size < 160 and not refers:
        answer -= 1.0
    if thua or xin:
        answer -= 1.0

    beside = -1.5
    if size < 260 and not ends_asking:
        if not closed and not refers:
            beside += 2.5 if size < 160 else 1.0
        if _CAPTION_SIGN.search(bare):
            beside += 4.5
        if _THIRD.search(" " + shown) and not first_person:
            beside += 1.0
        if first_person and (closed or size > 100 or refers):
            beside -= 1.5
        if closed and size < 130 and not first_person and _ONE_SENTENCE.fullmatch(shown) and not refers:
            beside += 1.0

    outside = 0.0
    if size < 90 and _BYLINE_SIGN.search(bare):
        outside += 4.0
    elif size < 45 and not shown.endswith((":", "?", "!", ".")) and _looks_like_names(shown):
        outside += 2.0
    if size < 120 and _FURNITURE.match(bare):
        outside += 4.0
    introduces = bool(_INTRODUCES.search(bare)) and not marked and not xin and first <= 0
    reports = ":" in shown and bool(_REPORTS.match(bare))
    if reports:
        question -= 3.0
        answer -= 0.5
    return Evidence(
        question, answer, beside, outside, introduces, thanks, addressed, ends_asking, first_person, reports
    )


def _named_after(shown: str) -> bool:
    """Tell whether ``theo ông`` is followed by a name, so that it reports and does not ask."""
    found = _THEO_NAMED.search(shown)
    return found is not None


_THEO_NAMED = re.compile(rf"[Tt]heo (?:ông|bà|anh|chị|đồng chí|\w+ trưởng|[A-Z.]+) [{UPPER}]\w+")


def _begins_with_you(text: str) -> bool:
    """Tell whether a text begins with a pronoun of address that no name follows."""
    first, _, rest = text.lstrip('“"‘ ').partition(" ")
    return rest[:1].islower() and first in {"Ông", "Bà", "Anh", "Chị", "Cô", "Chú", "Bác", "Thầy", "Bạn", "Em", "Ngài"}


def _looks_like_names(text: str) -> bool:
    names = text.partition("(")[0]
    words = [word for word in re.split(r"[\s,&/-]+", names) if word and word not in {"và", "–", "—"}]
    return 1 <= len(words) <= 8 and all(word[0].isupper() for word in words)

"""List the words by which questions, answers, captions and page furniture are known. All in lower case."""

from __future__ import annotations


def _phrases(text: str) -> tuple[str, ...]:
    """Split a list at semicolons; ``_`` stands for a space that belongs to the phrase."""
    return tuple(" ".join(phrase.split()).replace("_", " ") for phrase in text.split(";") if phrase.strip())


PRONOUNS = _phrases("ông; bà; anh; chị; cô; chú; bác; cụ; bạn; em; thầy; ngài; đồng chí; đ/c; quý vị")
"""Words that address one person; ``quý vị`` is polite for one guest as well."""

TITLES = _phrases(
    """chủ tịch; phó chủ tịch; bí thư; phó bí thư; tổng bí thư; bộ trưởng; thứ trưởng; thủ tướng; phó thủ tướng;
    đại sứ; giám đốc; phó giám đốc; tổng giám đốc; viện trưởng; cục trưởng; vụ trưởng; chánh; trưởng; hiệu trưởng;
    đại biểu; gs; pgs; ts; bs; ths; giáo sư; phó giáo sư; tiến sĩ; tiến sỹ; thạc sĩ; luật sư; bác sĩ; nhà văn;
    nhà thơ; nhà báo; nhạc sĩ; ca sĩ; nghệ sĩ; nghệ nhân; họa sĩ; đạo diễn; kiến trúc sư; chuyên gia;
    huấn luyện viên; hlv; đại tướng; thượng tướng; trung tướng; thiếu tướng; đại tá; thượng tá; trung tá; thiếu tá;
    tướng; hòa thượng; thượng tọa; nsnd; nsưt; linh mục; doanh nhân; kỹ sư; tổng thống; phó trưởng; phó viện trưởng;
    phó cục trưởng"""
)
"""Titles by which the press addresses a guest."""

ASKED_VERBS = _phrases(
    """có thể; có; nghĩ; đánh giá; nhận định; nhận xét; nhìn nhận; suy nghĩ; chia sẻ; lý giải; giải thích; nói;
    cho rằng; cho biết; bình luận; mong; kỳ vọng; đề xuất; kiến nghị; khuyên; nhắn; cảm thấy; thấy; muốn; sẽ; đã;
    từng; lo; làm; hy vọng; quan niệm; phản ứng; tâm đắc; là; gặp; định; dự; đang; còn; cần; được; hài lòng; vừa"""
)
"""What one is asked about: a pronoun and one of these, in a sentence that asks."""

OPEN_WORDS = _phrases("gì; nào; sao; đâu; bao nhiêu; bao giờ; vì sao; tại sao; có thể")
"""Words that leave something open, so that a sentence asks without a question mark."""

ASKING = _phrases(
    """ra sao; thế nào; như nào; vì sao; tại sao; phải chăng; liệu_; là gì; những gì; gì_; gì?; đâu là; bao giờ;
    khi nào; hay không; không?; chưa?; nghĩ sao"""
)

QUESTION_ENDS = _phrases(
    """thế nào; ra sao; gì; hay không; hay chưa; không ạ; vì sao; tại sao; bao giờ; khi nào; ở đâu; bao nhiêu; nghĩ sao;
    như nào; được không"""
)
"""How a question ends whose question mark is missing."""

ENGLISH_FIRST_PERSON = _phrases("_i_; _we_; _my_; _our_; _i'm_; _i’m_; _we're_; _we’re_")

OPENERS = _phrases(
    """vâng; dạ; đúng; không; có chứ; ồ; à_; theo tôi; tôi_; chúng tôi_; cá nhân tôi; với tôi; có thể nói; thực ra;
    thật ra; thực tế; trước hết; trước tiên; phải nói; rõ ràng; quả thật; quả thực; nói thật; nói chung; như tôi;
    như các bạn; cảm ơn; cám ơn; hiện_; hiện nay; đó là; đây là; cái đó; cái này; việc này; điều này; vấn đề này;
    yes; no,; well; indeed; thank you; i_; we_; in my; of course; absolutely"""
)
"""How answers begin."""

REFERRING = _phrases(
    """tuy nhiên; bên cạnh; trong đó; trong khi; trong bối cảnh; trong thời gian; đặc biệt; ngoài ra; thứ nhất;
    thứ hai; thứ ba; thứ tư; thứ năm; do đó; do vậy; vì vậy; vì thế; nhưng_; và_; và,; còn_; mặt khác; hơn nữa;
    đồng thời; cụ thể; ví dụ; như vậy; từ đó; qua đó; trước hết; trước tiên; cùng với; theo đó; chính vì; bởi_; để_;
    khi_; nếu_; nhờ_; với_; về_; tóm lại; chẳng hạn; nói_; có thể; kết quả là; thêm vào; hay_; rồi_; sau đó; một là;
    hai là; ba là; tức là; -_; trong những năm; trong vài năm; trong nhiều năm; hiện nay; hiện tại; thời gian qua;
    những năm qua"""
)
"""How a paragraph goes on: none of these begins a caption or subhead."""

ARGUING = _phrases(
    """sẽ; phải; cần; nên; chưa; không; chỉ; còn; rất; này; đó; ấy; cũng; đều; quá; thì; nhưng; nếu; muốn; vì; hơn;
    nhất; nghĩa là; chúng tôi"""
)
"""What judges, refers, looks ahead or says we: a caption shows what can be seen and does none of it."""

INTRODUCES = {
    "phỏng vấn": ("phỏng vấn",),
    "trao đổi": ("cuộc trao đổi", "buổi trao đổi", "trao đổi với", "trao đổi nhanh với", "trao đổi cùng"),
    "trò chuyện": ("cuộc trò chuyện", "buổi trò chuyện", "trò chuyện với", "trò chuyện cùng"),
    "trả lời": ("trả lời báo", "trả lời phóng viên", "trả lời pv", "trả lời câu hỏi"),
    "đây là": ("dưới đây là", "sau đây là"),
    "chia sẻ": ("chia sẻ với", "chia sẻ cùng"),
    "giải đáp": ("giải đáp trong", "giải đáp thắc mắc", "giải đáp những", "giải đáp các", "giải đáp câu hỏi"),
    "tư vấn": ("sẽ tư vấn",),
    "giới thiệu": ("giới thiệu nội dung", "giới thiệu cuộc", "giới thiệu cùng", "giới thiệu với"),
    "đối thoại": ("cuộc đối thoại", "đối thoại với"),
    "gặp": ("cuộc gặp", "gặp gỡ với"),
    "tâm sự": ("tâm sự với", "tâm sự cùng"),
    "soạn": ("lời tòa soạn", "lời toà soạn"),
    "lts:": ("lts:",),
    "interview": ("interview",),
    "talked": ("talked to", "talked with"),
    "spoke": ("spoke to", "spoke with"),
    "talks": ("talks to", "talks with", "talks about"),
}
"""By what a lead introduces an interview: a stem, and the phrases with it."""

CAPTION_SIGNS = _phrases(
    """ảnh:; (ảnh; ảnh minh h; ảnh -; ảnh –; ảnh của; ảnh nvcc; ảnh tư liệu; ảnh chụp;
    ảnh nhân vật; ảnh do_; nguồn ảnh; nguồn:; video:;
    clip:; photo:; (nguồn; đồ họa; đồ hoạ"""
)

PROFILE = _phrases(
    """tên đầy đủ; tên thật; họ tên; họ và tên; nghệ danh; ngày sinh; sinh ngày; sinh năm; năm sinh; quê quán; nơi sinh;
    chiều cao; cân nặng; số đo; sở thích; nghề nghiệp; học vấn; trình độ; chuyên ngành"""
)
"""How the lines of a box begin that tells who the guest is."""

BYLINE_STARTS = _phrases(
    """thực hiện; bài và ảnh; bài, ảnh; bài:; nguồn:; nguồn_; theo_; tin, ảnh; nhóm pv; nhóm phóng viên; tác giả;
    người thực hiện; by_"""
)
BYLINE_SIGNS = _phrases("(thực hiện); (ghi); (lược ghi); (tổng hợp); (th); /vov; /ttxvn")
BYLINE_ENDS = _phrases("_thực hiện; _ghi; _thực hiện.; _ghi.")

FURNITURE = _phrases(
    """các bài mới đăng; các bài đã đăng; bài viết xem; viết bình luận; tin liên quan; tin khác; tin cùng; xem thêm;
    đọc thêm; bài liên quan; bài đọc; tag; từ khóa; bình luận; họ tên; họ và tên; số điện thoại; tiêu đề:;
    nội dung:; mã xác nhận; chia sẻ:; gửi bài; gửi email; xem cỡ chữ; đọc bài viết; lượt xem; latest news;
    other news; related; write your comment; >>; »; box:; [; mời quý; mời bạn; mời độc giả; mời các bạn;
    video đang; trở lại trang; về trang; in bài; in trang; in tin"""
)

LINKS = _phrases(
    """xem thêm; đọc thêm; đọc tiếp; xem tiếp; tin liên quan; bài liên quan; >>; »; mời xem; mời độc giả xem;
    một số hình ảnh; chùm ảnh; những hình ảnh"""
)
"""How a line begins that leads to other articles or to pictures, whatever their titles ask and whoever speaks there."""

REPORTING = _phrases(
    """nói; khẳng định; cho biết; băn khoăn; trả lời; giải thích; hỏi; đáp; lý giải; nhấn mạnh; chia sẻ; cho hay;
    cho rằng; bày tỏ; thắc mắc; chất vấn; nêu; kể; phát biểu; tuyên bố; trấn an; bộc bạch; tâm sự; đề nghị;
    kiến nghị; nói thêm; cho biết thêm; thừa nhận; phân tích; nhận định; giãi bày; trần tình; câu hỏi; là câu"""
)
"""Verbs before a colon with which news reports speech."""

NOT_LABELS = frozenset(
    _phrases(
        """cụ thể; như; ví dụ; thứ nhất; thứ hai; thứ ba; thứ tư; thứ năm; một là; hai là; ba là; bốn là; gồm; bao gồm;
    nguồn; ảnh; video; clip; lts; xem thêm; lập luận; lưu ý; chú thích; ghi chú; tin liên quan; tin bài liên quan;
    liên hệ; điện thoại; email; địa chỉ; kính gửi; số; hotline; thực hiện; theo; đọc thêm; bài viết; tác giả;
    đồ họa; đồ hoạ; trong đó; đặc biệt; tóm lại; kết quả; thời gian; địa điểm; hà nội; chú ý; nội dung; tiêu đề;
    họ tên; họ và tên; mã xác nhận; số điện thoại; từ khóa; tags; tag; photo; source; note; cập nhật; ngày đăng;
    chuyên mục; bài; nhóm pv; tp; nơi nhận; trích yếu; về việc; v/v; căn cứ; quyết định; điều 1; lời tòa soạn;
    lời toà soạn; lời bạt; p/s; ps; chia sẻ; vấn đề; giải pháp; bài và ảnh; ảnh minh họa; minh họa; by; updated;
    related; bình luận; người viết; xem; bài học; thực tế; một số; hay; và; tức là; nghĩa là; hạng mục; đánh giá;
    sinh năm; quê quán; nơi sinh; nghề nghiệp; học vấn; chức vụ; tiểu sử; sở thích; facebook"""
    )
)
"""What stands before a colon and opens no turn."""

ASK_LABELS = _phrases(
    """phóng viên; nhóm phóng viên; nhóm pv; người phỏng vấn; người hỏi; người dẫn chương trình; dẫn chương trình; mc;
    btv; biên tập viên; nhà báo; hỏi; q; question; reporter; interviewer; journalist; editor; host; khán giả;
    độc giả; bạn đọc; thính giả"""
)
"""Labels of the side that asks; ``PV`` in its spellings and numbered ones are patterns in ``labels``."""

ASKERS = _phrases(
    """phóng viên; nhà báo; mc; btv; biên tập viên; người dẫn chương trình; bạn đọc; độc giả; khán giả; thính giả;
    reporter; host"""
)
"""Words before the name of one who asks."""

OUTLETS = _phrases(
    """vov; vov.vn; vtv; vtv1; vtc; vtc news; ttxvn; bnews; hnp; hanoitv; vietnam+; vietnamplus; vnexpress; zing;
    zing.vn; zingnews; znews; vietnamnet; vnn; infonet; soha; cafef; dantri; dân trí; nhân dân; tuổi trẻ;
    thanh niên; tiền phong; lao động; người lao động; nlđ; nld; hànộimới; hà nội mới; kinh tế & đô thị;
    kinh tế và đô thị; kinhtedothi; sggp; qđnd; cand; petrotimes; vneconomy; người đưa tin; pháp luật;
    pháp luật việt nam; giao thông; sputnik; tass; bbc; rfi; voa"""
)
"""Outlets that stand as labels by themselves."""

OUTLET_KINDS = _phrases("báo; tạp chí; đài; cổng; trang; tòa soạn; toà soạn; ban biên tập")
"""Words that begin the name of any other outlet."""

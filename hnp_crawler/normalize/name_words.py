"""List the words around Vietnamese names: surnames, honorifics, ranks and degrees, offices, bodies, places."""

from __future__ import annotations

from unicodedata import combining, normalize


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(";") if phrase.strip())


UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
"""The capital letters of Vietnamese, as the inside of a regular expression's class."""

SURNAMES = _words(
    """An Âu Bạch Bành Bế Biện Bùi Cấn Cao Cát Châu Chế Chu Chử Cồ Cù Cung Diêm Diệp Doãn Dư Dương Đàm Đàng Đào Đặng Đậu
    Đèo Điền Điểu Đinh Đoàn Đỗ Đổng Đồng Đường Giang Giàng Giáp Hà Hàn Hạ Hầu Hán Hoàng Hồ Hồng Huỳnh Hứa Kha Khà
    Khang Khiếu Khổng Khuất Khúc Khương Kiều Kim La Lã Lại Lâm Lê Liêu Liễu Lò Lô Lỗ Lộ Lục Lù Lữ Lường Lương Lưu Lý Ma
    Mạc Mạch Mai Mã Mông Nghiêm Ngọ Ngô Ngụy Nguyễn Nhâm Nhan Nhữ Ninh Nông Ong Phạm Phan Phí Phùng Phương Quách Quản
    Quàng Sầm Sùng Tạ Tào Tăng Thạch Thái Thích Thân Thẩm Thào Thi Thiều Thịnh Tiêu Tô Tôn Tòng Tống Trà Trần Trịnh
    Triệu Trình Trương Từ Tưởng Ung Uông Văn Vi Viên Vì Võ Vũ Vương Vừ Xa Y"""
)

_ENGLISH = _words("An Do Ha Han Kim La Lo Mac Mai Man Me On Ong Son The Thi To Tong Tu Van Vi Xa Y Lu Lam Long")
PLAIN_SURNAMES = (
    frozenset(
        "".join(c for c in normalize("NFD", surname.replace("Đ", "D")) if not combining(c)) for surname in SURNAMES
    )
    - _ENGLISH
)
"""Surnames as an English text spells them, without those that are too common as words."""

HONORIFICS = _phrases(
    """ông; bà; anh; chị; cô; chú; bác; cụ; em; đồng chí; đ/c; đc; ngài; quý ông; quý bà; thầy; thầy giáo; cô giáo;
    hòa thượng; thượng tọa; đại đức; ni sư; linh mục; giám mục; mục sư; nàng; bạn; cháu; mr; mrs; ms; miss; sir;
    madam; comrade"""
)

FOREIGN_LEADS = _words("""ông bà ngài anh chị Ông Bà Ngài Anh Chị Mr Mrs Ms Dr tướng Tướng""")
"""Words after which a run of capitalized words is a name even without a Vietnamese surname."""

_DEGREES = """
    gs; pgs; ts; ths; tskh; bs; bsck; bscki; bsckii; bs.ckii; bs.cki; ds; cn; ks; kts; ls; nsnd; nsưt; nsut; ngnd;
    ngưt; ttnd; ttưt; aht; giáo sư; phó giáo sư; tiến sĩ; tiến sỹ; thạc sĩ; thạc sỹ; viện sĩ; viện sỹ; cử nhân;
    tiến sĩ khoa học; tiến sỹ khoa học; nghệ sĩ nhân dân; nghệ sĩ ưu tú; nghệ nhân ưu tú; nghệ nhân nhân dân;
    nhà giáo nhân dân; nhà giáo ưu tú; thầy thuốc nhân dân; thầy thuốc ưu tú; anh hùng lao động; dr; prof;
    professor; phd; assoc. prof"""

_MILITARY = """
    đại tướng; thượng tướng; trung tướng; thiếu tướng; chuẩn tướng; đại tá; thượng tá; trung tá; thiếu tá; đại úy;
    thượng úy; trung úy; thiếu úy; đại uý; thượng uý; trung uý; thiếu uý; đô đốc; phó đô đốc; chuẩn đô đốc;
    thượng sĩ; tướng; general; colonel; major; captain; lieutenant general; major general; senior colonel"""

RANKS = _phrases(_DEGREES + ";" + _MILITARY)

_PROFESSIONS = """
    hlv; huấn luyện viên; luật sư; nhà văn; nhà báo; nhà thơ; nhà sử học; nhà nghiên cứu; nhà giáo; nhà phê bình;
    nhà khoa học; nhà thiết kế; ntk; nhạc sĩ; nhạc sỹ; ca sĩ; ca sỹ; nghệ sĩ; nghệ sỹ; nghệ nhân; họa sĩ; hoạ sĩ;
    diễn viên; đạo diễn; biên kịch; nhà sản xuất; bác sĩ; bác sỹ; dược sĩ; kỹ sư; kiến trúc sư; chuyên gia;
    chuyên gia kinh tế; chuyên gia tài chính; chuyên gia giáo dục; doanh nhân; cầu thủ; thủ môn; tiền đạo; vđv;
    vận động viên; hoa hậu; á hậu; người mẫu; mc; btv; phóng viên; pv; biên tập viên; giảng viên; giáo viên;
    dịch giả; nhiếp ảnh gia; blogger; stylist; võ sư; kỳ thủ; shark; đầu bếp; siêu mẫu; nhà ngoại giao; nhà kinh tế;
    lương y; điều dưỡng; thẩm phán; kiểm sát viên; lawyer; coach; architect; singer; director; artist; writer;
    doctor; engineer"""

_OFFICES = """
    tổng bí thư; chủ tịch nước; phó chủ tịch nước; thủ tướng; thủ tướng chính phủ; phó thủ tướng; chủ tịch quốc hội;
    phó chủ tịch quốc hội; tổng thống; phó tổng thống; bộ trưởng; thứ trưởng; bí thư; phó bí thư;
    phó bí thư thường trực; chủ tịch; phó chủ tịch; phó chủ tịch thường trực; chủ nhiệm; phó chủ nhiệm;
    phó chủ nhiệm thường trực; viện trưởng; phó viện trưởng; cục trưởng; phó cục trưởng; vụ trưởng; phó vụ trưởng;
    tổng cục trưởng; phó tổng cục trưởng; giám đốc; phó giám đốc; tổng giám đốc; phó tổng giám đốc; tgđ;
    chánh văn phòng; phó chánh văn phòng; chánh thanh tra; phó chánh thanh tra; chánh án; phó chánh án; trưởng ban;
    phó trưởng ban; phó ban; trưởng phòng; phó trưởng phòng; phó phòng; trưởng khoa; phó trưởng khoa; phó khoa;
    trưởng bộ môn; hiệu trưởng; phó hiệu trưởng; hiệu phó; đại sứ; tổng lãnh sự; tham tán; tùy viên; ủy viên;
    uỷ viên; ủy viên bộ chính trị; uỷ viên bộ chính trị; ủy viên trung ương đảng; ủy viên ban thường vụ;
    đại biểu quốc hội; đại biểu; đbqh; đb; thành ủy viên; tỉnh ủy viên; tổng thư ký; phó tổng thư ký; ttk; tư lệnh;
    chi cục trưởng; phó chi cục trưởng; đồn trưởng; phó đồn trưởng; hạt trưởng; trạm trưởng; trung đoàn trưởng;
    lữ đoàn trưởng; sư đoàn trưởng; tiểu đoàn trưởng; kế toán trưởng; kiểm toán trưởng; kiểm toán viên; viện phó;
    thanh tra viên; trưởng văn phòng;
    phó tư lệnh; chính ủy; phó chính ủy; tham mưu trưởng; trưởng công an; phó trưởng công an; chỉ huy trưởng;
    chính trị viên; trưởng đoàn; phó trưởng đoàn; đội trưởng; phó đội trưởng; trưởng thôn; tổ trưởng; trưởng ấp;
    trưởng bản; trưởng bộ phận; trưởng đại diện; người phát ngôn; phát ngôn viên; tổng biên tập; phó tổng biên tập;
    thư ký; tổng thanh tra; phó tổng thanh tra; phó tổng thanh tra chính phủ; tổng thanh tra chính phủ;
    tổng kiểm toán nhà nước; thống đốc; phó thống đốc; tổng tham mưu trưởng; đặc phái viên; trợ lý; cố vấn;
    nhà sáng lập; sáng lập; đồng sáng lập; ceo; cfo; cto; lãnh đạo; đại diện; phó đại diện; quản lý; trưởng trạm;
    chủ cơ sở; chủ doanh nghiệp; chủ trang trại; hội trưởng; phó trưởng đại diện; giám đốc điều hành;
    giám đốc quốc gia; phó trưởng đoàn đbqh; trưởng nhóm; phó trưởng phòng; thị trưởng; tỉnh trưởng; nghị sĩ;
    ngoại trưởng; ambassador; minister; deputy minister; chairman; chairwoman; chairperson; vice chairman;
    vice chairwoman; president; vice president; secretary; general director; deputy director; mayor; head;
    deputy head; principal; rector; prime minister; deputy prime minister; party secretary"""

PROFESSIONS = _phrases(_PROFESSIONS)
OFFICES = _phrases(_OFFICES) | PROFESSIONS

STAGED = _phrases(
    """ca sĩ; ca sỹ; nghệ sĩ; nghệ sỹ; diễn viên; đạo diễn; nhạc sĩ; nhạc sỹ; họa sĩ; hoạ sĩ; nhà văn; nhà thơ;
    người mẫu; siêu mẫu; hoa hậu; á hậu; nsnd; nsưt; nghệ nhân; nhà thiết kế; ntk; biên kịch; rapper; vũ công;
    biên đạo; nhà phê bình; dịch giả; nhiếp ảnh gia; đầu bếp; blogger; mc; danh hài; nghệ sĩ nhân dân; nghệ sĩ ưu tú"""
)
"""Professions whose people are known by stage names."""

PRESS = frozenset(("phóng viên", "pv", "btv", "mc", "biên tập viên"))
"""Those who ask, and so never lead in the name of one who answers."""

BODIES = _phrases(
    """đảng ủy; đảng uỷ; tỉnh ủy; tỉnh uỷ; thành ủy; thành uỷ; quận ủy; quận uỷ; huyện ủy; huyện uỷ; thị ủy; chi bộ;
    đảng bộ; trung ương đảng; ubnd; hđnd; ủy ban nhân dân; uỷ ban nhân dân; hội đồng nhân dân; hđqt;
    hội đồng quản trị; hội đồng thành viên; ban tổ chức; quốc hội; trung ương đoàn; thành đoàn; tỉnh đoàn;
    đoàn thanh niên; thường trực; bộ chính trị; ban bí thư; điều hành; kinh tế; chuyên trách; đặc mệnh toàn quyền"""
)

UNITS = _words("quận huyện phường xã tỉnh tp phố trấn thôn làng chợ chùa đền ủy uỷ ubnd hđnd")
"""Last words of what a place's name stands behind: units of administration, committees of the party, sites."""

SITES = _words("cầu đường sông hẻm ngõ hầm kênh đèo")
"""What is named after people: in small letters before a name."""

PLACED_BODIES = tuple(
    _phrases(
        """tỉnh ủy; tỉnh uỷ; thành ủy; thành uỷ; quận ủy; quận uỷ; huyện ủy; huyện uỷ; thị ủy; đảng ủy; đảng uỷ; ubnd;
        hđnd; nhân dân; tỉnh đoàn; thành đoàn"""
    )
)
"""Bodies behind which capitalized words without a surname are a place."""

BODY_HEADS = _words(
    """bộ sở cục vụ ban viện ủy uỷ ubnd hđnd tổng tỉnh thành đảng quận huyện hội đoàn trung công trường đại đài báo tập
    ngân quỹ liên hiệp học tp xã phường thị văn khối kkr việt"""
)

FOREIGN_OFFICES = PROFESSIONS | _phrases(
    """tổng thống; phó tổng thống; thủ tướng; phó thủ tướng; ngoại trưởng; bộ trưởng; đại sứ; tổng lãnh sự; thị trưởng;
    nghị sĩ; đặc phái viên; tham tán"""
)
"""Offices behind which capitalized words are a name, not a company's."""

COUNTRIES = _phrases(
    """nga; mỹ; hoa kỳ; anh; pháp; đức; ý; italia; italy; áo; bỉ; hà lan; thụy sĩ; thụy điển; đan mạch; na uy; phần lan;
    ba lan; séc; hungary; ukraine; belarus; tây ban nha; bồ đào nha; nhật; nhật bản; hàn quốc; triều tiên; trung quốc;
    ấn độ; lào; campuchia; thái lan; myanmar; singapore; malaysia; indonesia; philippines; brunei; úc; australia;
    new zealand; canada; brazil; argentina; chile; cuba; mexico; israel; iran; ai cập; nam phi; kazakhstan; mông cổ; eu;
    việt nam"""
)
"""Countries as the press puts them between an office and the name of its holder."""

ENGLISH_PLACES = _words(
    "District Ward Street Road Province City Town Lake Village Commune Committee University Hospital"
)
"""Words that make what precedes them a place or body in English."""

SPEECH = _words(
    """nói hỏi đáp kể khẳng nhấn cho trả lời giải tuyên phân bày trình nhận chia đã là thừa trấn tiết bình lưu phát viết
    thấy rằng đề có nêu khuyên dặn chất vấn lý kêu ngắt said says asked"""
)

UNSPOKEN = _phrases(
    """quản lý; xử lý; pháp lý; địa lý; vật lý; tâm lý; dược lý; phát triển; phát thanh; phát hành; giải phóng;
    giải trí; hòa giải; công trình; chương trình; trình diễn; kế hoạch hóa; lưu trữ; lưu thông; bày bán; thừa phát lại;
    phân bón; phân tích; phân viện; phân hiệu; phân xưởng; trả lương; thừa kế; thừa thiên; viết văn;
    kể chuyện; công bình; tuyên giáo; tuyên truyền; lý luận; trình độ; đề án; chủ đề; giải quyết; giải pháp"""
)
"""Compounds in the names of bodies that hold a word of speech, and say nothing."""

PLACES = _phrases(
    """châu âu; châu á; châu phi; châu mỹ; châu úc;
    hà nội; thái bình; cao bằng; an giang; hà giang; hà nam; hà tĩnh; hà tây; thái nguyên; kiên giang; lâm đồng;
    phú thọ; phú yên; ninh bình; ninh thuận; hòa bình; hoà bình; hồ chí minh; bạc liêu; yên bái; lạng sơn; lai châu;
    lào cai; quảng ninh; quảng nam; quảng trị; quảng bình; quảng ngãi; bắc giang; bắc ninh; bắc kạn; hải dương;
    hải phòng; hưng yên; nam định; nghệ an; thanh hóa; thanh hoá; thừa thiên huế; đà nẵng; bình định; khánh hòa;
    bình thuận; bình dương; bình phước; gia lai; kon tum; đắk lắk; đắk nông; tây ninh; đồng nai; long an; đồng tháp;
    tiền giang; bến tre; trà vinh; vĩnh long; vĩnh phúc; cần thơ; hậu giang; sóc trăng; cà mau; sơn la; điện biên;
    tuyên quang; bà rịa; vũng tàu; việt nam; hàn quốc; trung quốc; hoa kỳ; hoàng mai; đông anh; hoàn kiếm; hà đông;
    hai bà trưng; ba đình; đống đa; cầu giấy; tây hồ; long biên; thanh xuân; nam từ liêm; bắc từ liêm; gia lâm;
    sóc sơn; mê linh; ba vì; phúc thọ; đan phượng; hoài đức; quốc oai; thạch thất; chương mỹ; thanh oai; thường tín;
    phú xuyên; ứng hòa; mỹ đức; sơn tây; thái lan; hồng kông; an toàn; trường sa; hoàng sa; kim liên; hà thành;
    phú quốc; hạ long; văn miếu; cao lãnh; từ sơn; an khánh; an dương; vân đồn; hồng hà; hồ gươm; hồ tây; hoàng hà;
    hoa lư; thanh trì; phú lương; yên nghĩa; kim chung; trần hưng đạo; lê đại hành; nguyễn du; nguyễn trãi;
    phan chu trinh; phan bội châu; bùi thị xuân; ngô thì nhậm; lý thái tổ; lý thường kiệt; chu văn an; phạm đình hổ;
    nguyễn trung trực; đinh tiên hoàng; liên hiệp; liên minh; liên bang; liên đoàn; liên xô; liên hợp quốc; hồng bàng;
    văn phòng; văn hóa; văn hoá; vũ hán; tô lịch; phú mỹ; phú nhuận; tân bình; kim mã"""
)

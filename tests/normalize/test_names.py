"""Hold the reader of names against each kind of honorific, rank, degree, profession and office."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.normalize.mentions import find_people
from hnp_crawler.normalize.names import Person, is_full_name, name_at_end, parse_person, split_office


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ông Nguyễn Văn Hùng", Person("Nguyễn Văn Hùng", "Ông")),
        ("Bà Lê Mai", Person("Lê Mai", "Bà")),
        ("Đồng chí Hoàng Văn Tín", Person("Hoàng Văn Tín", "Đồng chí")),
        ("Đ/c Trần An", Person("Trần An", "Đ/c")),
        ("GS.TS Thái Văn Nhật", Person("Thái Văn Nhật", rank="GS.TS")),
        ("GS.TSKH Vũ Minh Giang", Person("Vũ Minh Giang", rank="GS.TSKH")),
        ("PGS, TS Trần Thu Hà", Person("Trần Thu Hà", rank="PGS, TS")),
        ("Phó Giáo sư, Tiến sĩ Cao Hòa An", Person("Cao Hòa An", rank="Phó Giáo sư, Tiến sĩ")),
        ("Tiến sỹ Đậu Văn Trí", Person("Đậu Văn Trí", rank="Tiến sỹ")),
        ("Thượng tướng Nguyễn Chí Vịnh", Person("Nguyễn Chí Vịnh", rank="Thượng tướng")),
        ("Đại tá, TS Phạm Văn Bình", Person("Phạm Văn Bình", rank="Đại tá, TS")),
        ("HLV Phạm Kim Huệ", Person("Phạm Kim Huệ", office="HLV")),
        ("Luật sư Trần Đình Triển", Person("Trần Đình Triển", office="Luật sư")),
        ("Nhà văn Nguyễn Ngọc Tư", Person("Nguyễn Ngọc Tư", office="Nhà văn")),
        ("Thứ trưởng Phạm Đức Long", Person("Phạm Đức Long", office="Thứ trưởng")),
        ("Chủ tịch nước Trần Đại Quang", Person("Trần Đại Quang", office="Chủ tịch nước")),
        ("ĐBQH Lê Thị Nga", Person("Lê Thị Nga", office="ĐBQH")),
        (
            "Bí thư Thành ủy Hà Nội Hoàng Trung Hải",
            Person("Hoàng Trung Hải", office="Bí thư Thành ủy", organization="Hà Nội"),
        ),
        ("Giám đốc Sở Lao động Cung Thị Hiền", Person("Cung Thị Hiền", office="Giám đốc", organization="Sở Lao động")),
        (
            "Bà Lê Mai - Phó Giám đốc Sở Công Thương",
            Person("Lê Mai", "Bà", office="Phó Giám đốc", organization="Sở Công Thương"),
        ),
        (
            "Viện trưởng Viện Kinh tế - Xã hội Hà Nội, TS. Trần Thị Mai",
            Person("Trần Thị Mai", rank="TS", office="Viện trưởng", organization="Viện Kinh tế - Xã hội Hà Nội"),
        ),
        (
            "Chủ nhiệm HTX Nông nghiệp Đại Thành, ông Vương Sỹ Cường",
            Person("Vương Sỹ Cường", "ông", office="Chủ nhiệm", organization="HTX Nông nghiệp Đại Thành"),
        ),
        (
            "Chủ tịch UBND quận Nam Từ Liêm Dương Quang Đạt",
            Person("Dương Quang Đạt", office="Chủ tịch UBND", organization="quận Nam Từ Liêm"),
        ),
        (
            "CHỦ TỊCH UBND QUẬN TÂY HỒ NGÔ THỊ MAI",
            Person("NGÔ THỊ MAI", office="CHỦ TỊCH UBND", organization="QUẬN TÂY HỒ"),
        ),
        (
            "Chủ tịch UBND xã Kim Nỗ Nguyễn Văn Bảy",
            Person("Nguyễn Văn Bảy", office="Chủ tịch UBND", organization="xã Kim Nỗ"),
        ),
        (
            "Đồng chí Bí thư Huyện ủy Thanh Trì",
            Person(None, "Đồng chí", office="Bí thư Huyện ủy", organization="Thanh Trì"),
        ),
        (
            "Phó Giám đốc Sở Xây dựng Mai Thị Hồng Hà",
            Person("Mai Thị Hồng Hà", office="Phó Giám đốc", organization="Sở Xây dựng"),
        ),
        (
            "Viện trưởng Viện Quy hoạch PGS.TS Bùi Thị Hồng Hà",
            Person("Bùi Thị Hồng Hà", rank="PGS.TS", office="Viện trưởng", organization="Viện Quy hoạch"),
        ),
        ("Ông Nguyễn Đình Khôi (ảnh)", Person("Nguyễn Đình Khôi", "Ông")),
        ("Đồng chí Bí thư Tỉnh ủy", Person(None, "Đồng chí", office="Bí thư Tỉnh ủy")),
        ("Đại sứ Kellner", Person("Kellner", office="Đại sứ")),
        ("Ông Josh Kabasawa", Person("Josh Kabasawa", "Ông")),
        ("Mr. John Carter", Person("John Carter", "Mr.")),
        ("Ông Tuấn", Person("Tuấn", "Ông")),
    ],
)
def test_chains(text: str, expected: Person) -> None:
    assert parse_person(text) == expected


@pytest.mark.parametrize(
    "text", ["", "Ông", "Cụ thể", "Ông Hiển nói", "Giám đốc cho biết", "Thứ nhất", "hôm nay trời đẹp"]
)
def test_no_chain(text: str) -> None:
    assert parse_person(text) is None


@pytest.mark.parametrize("place", ["Hà Nội", "Thái Bình", "An Giang", "Cao Bằng", "Hồ Chí Minh"])
def test_places_are_no_names(place: str) -> None:
    assert not is_full_name(place)
    assert name_at_end(f"Giám đốc Sở Y tế {place}") is None
    assert list(find_people(f"Sáng nay tại {place} có mưa.")) == []


def test_office_after_the_name() -> None:
    (found,) = find_people("Phóng viên trao đổi với ông Trần Văn Hà, Giám đốc Sở Y tế Hà Nội, về dịch.")
    assert found.person == Person("Trần Văn Hà", "ông", office="Giám đốc", organization="Sở Y tế Hà Nội")


def test_office_before_the_name() -> None:
    (found,) = find_people("Đó là đánh giá của đồng chí Bí thư Đảng ủy Khối các cơ quan TP Hà Nội Lê Thị Thu Hằng.")
    assert found.person == Person(
        "Lê Thị Thu Hằng", "đồng chí", office="Bí thư Đảng ủy", organization="Khối các cơ quan TP Hà Nội"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "trao đổi với ông Giám đốc Sở Tài nguyên và Môi trường Đặng Anh Sơn về rác",
            Person("Đặng Anh Sơn", "ông", office="Giám đốc", organization="Sở Tài nguyên và Môi trường"),
        ),
        (
            "phỏng vấn Viện trưởng Viện Sử học, TS. Trần Thị Mai về lễ hội",
            Person("Trần Thị Mai", rank="TS", office="Viện trưởng", organization="Viện Sử học"),
        ),
        (
            "ông Trần Sỹ Thanh, Ủy viên Trung ương Đảng, Chủ tịch UBND thành phố Hà Nội về phòng cháy",
            Person("Trần Sỹ Thanh", "ông", office="Chủ tịch UBND", organization="thành phố Hà Nội"),
        ),
        (
            "Hanoi Portal talked with Ms. Tran Thi Lan, Director of the Hanoi Department of Tourism, on the season.",
            Person("Tran Thi Lan", "Ms.", office="Director", organization="Hanoi Department of Tourism"),
        ),
        (
            "We talked with Nguyen Van Hung, Deputy Director of the Department of Health about tourism.",
            Person("Nguyen Van Hung", office="Deputy Director", organization="Department of Health"),
        ),
        (
            "Le Hong Thang, Chairman of Dong Da District People's Committee, said",
            Person("Le Hong Thang", office="Chairman", organization="Dong Da District People's Committee"),
        ),
        ("ĐỒNG CHÍ NGUYỄN VĂN PHONG", Person("NGUYỄN VĂN PHONG", "ĐỒNG CHÍ")),
    ],
)
def test_mentions(text: str, expected: Person) -> None:
    (found,) = find_people(text)
    assert found.person == expected


def test_people_in_a_list() -> None:
    text = "bà Trần Thị Hoa, Phó Trưởng ban Tuyên giáo Thành ủy và ông Nguyễn Khắc Lợi, Tổng Biên tập Báo Hànộimới"
    assert [found.person for found in find_people(text)] == [
        Person("Trần Thị Hoa", "bà", office="Phó Trưởng ban", organization="Tuyên giáo Thành ủy"),
        Person("Nguyễn Khắc Lợi", "ông", office="Tổng Biên tập", organization="Báo Hànộimới"),
    ]


def test_reporters_office_is_not_the_guests() -> None:
    (found,) = find_people("Trả lời phóng viên báo chúng tôi, ông Phan Đức Hiếu nói")
    assert found.person.office is None


def test_split_office() -> None:
    assert split_office("Cục trưởng Cục Đường bộ") == ("Cục trưởng", "Cục Đường bộ")
    assert split_office("nguyên Phó Giám đốc Sở Xây dựng") == ("nguyên Phó Giám đốc", "Sở Xây dựng")
    assert split_office("") == (None, None)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    parse_person(text)
    split_office(text)
    name_at_end(text)
    for found in find_people(text):
        assert 0 <= found.start <= found.name_start <= found.end <= len(text)
        assert found.person.name


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        ("phỏng vấn Tổng thống Hàn Quốc Park Jae-in về mối quan hệ", "Park Jae-in", "Tổng thống"),
        ("Đại sứ Mỹ tại Việt Nam John D. Smith cho biết", "John D. Smith", "Đại sứ"),
        ("đại sứ Hoa Kỳ tại Hà Nội, John Smith, có mặt", "John Smith", "đại sứ"),
        ("director Victor Vu is back", "Victor Vu", "director"),
    ],
)
def test_foreigner_behind_an_office(text: str, name: str, office: str) -> None:
    (found,) = find_people(text)
    assert (found.person.name, found.person.office) == (name, office)


def test_companies_are_nobody() -> None:
    assert not list(find_people("Giám đốc Samsung Vina Electronics nói với chúng tôi"))

"""Hold ``read_interview`` to its contract: the seed to the word, the labelled articles, any input in linear time."""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hnp_crawler.items import Interview
from hnp_crawler.normalize.interview import read_interview
from hnp_crawler.normalize.text import clean

SHARED = Path(__file__).parents[3] / "shared"
DEV = SHARED / "interviews" / "dev"

LEAD = "Phóng viên đã có cuộc trao đổi với ông Trần Văn Hà, Giám đốc Sở Y tế Hà Nội, về phòng dịch."
TURNS = [
    "PV: Thưa ông, tình hình dịch thế nào?",
    "Ông Trần Văn Hà: Dịch đã được khống chế. Chúng tôi vẫn theo dõi từng ổ.",
    "PV: Người dân cần làm gì?",
    "Ông Trần Văn Hà: Diệt bọ gậy trong nhà mình trước, đó là cách rẻ nhất.",
    "PV: Xin cảm ơn ông!",
]


# --- the seed -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed() -> tuple[list[str], Interview]:
    path = SHARED / "portal" / "seed-article.txt"
    if not path.exists():
        pytest.skip("the seed article lies beside the repository")
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    return lines, read_interview(lines)


def test_seed_turns_to_the_word(seed: tuple[list[str], Interview]) -> None:
    lines, got = seed
    texts = [" ".join(line.split()) for line in lines]
    begins = [i for i, line in enumerate(texts) if line.startswith(("PV:", "Đồng chí Lê Thị Thu Hằng:"))]
    ends = [*begins[1:], begins[-1] + 1]
    expected = []
    for begin, end in zip(begins, ends, strict=True):
        label, _, first = texts[begin].partition(": ")
        expected.append((f"{label}:", "\n".join([first, *texts[begin + 1 : end]])))
    assert [(turn.label, turn.text) for turn in got.turns] == expected
    assert len(got.turns) == 7
    assert [turn.role for turn in got.turns] == ["interviewer", "interviewee"] * 3 + ["interviewer"]
    assert got.evidence == "labels"
    assert not any(turn.doubtful for turn in got.turns)


def test_seed_person(seed: tuple[list[str], Interview]) -> None:
    (person,) = seed[1].interviewees
    assert person.name == "Lê Thị Thu Hằng"
    assert person.honorific == "Đồng chí"
    assert person.rank is None
    assert person.office == "Bí thư Đảng ủy"
    assert person.organization == "Khối các cơ quan TP Hà Nội"


# --- the labelled articles ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not DEV.exists(), reason="the labelled articles lie beside the repository")
def test_labelled_articles(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("score", DEV.parent / "score.py")
    assert spec
    assert spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    monkeypatch.setattr("sys.argv", ["score.py", "--json"])
    score.main()
    figures = json.loads(capsys.readouterr().out)
    assert figures["start_f1"] >= 0.97
    assert figures["exact_f1"] >= 0.93
    assert figures["speaker"] >= 0.97
    assert figures["detection"] >= 0.97
    assert figures["false_alarms"].startswith("0/")


# --- the contract ---------------------------------------------------------------------------------------------------


def test_says_why_not() -> None:
    got = read_interview(["Hà Nội khởi công cầu mới", "Sáng 10/10, thành phố khởi công cầu mới."])
    assert not got.is_interview
    assert got.turns == ()
    assert got.evidence is None
    assert got.reason == "Not an interview: nobody is asked anything."


@pytest.mark.parametrize("paragraphs", [[], [""], [" ", "\n"], [" "], ["?"], [":"], ["-"], ["PV:"]])
def test_next_to_nothing_is_no_interview(paragraphs: list[str]) -> None:
    assert not read_interview(paragraphs).is_interview


def test_person_with_rank_office_and_organization() -> None:
    got = read_interview(
        [
            "PGS.TS Mai Thị Thu Hiền, Viện trưởng Viện Văn học, trả lời phỏng vấn.",
            "PV: Thưa bà, vì sao học sinh ngại đọc?",
            "PGS.TS Mai Thị Thu Hiền: Do ta dạy các em chép lại điều thầy nghĩ, tôi cho là vậy.",
        ]
    )
    (person,) = got.interviewees
    assert (person.name, person.rank) == ("Mai Thị Thu Hiền", "PGS.TS")
    assert (person.office, person.organization) == ("Viện trưởng", "Viện Văn học")


@pytest.mark.parametrize(
    ("introduction", "label", "expected"),
    [
        (
            "ông Giám đốc Sở Tài nguyên và Môi trường Đặng Anh Sơn",
            "Ông Sơn:",
            ("Đặng Anh Sơn", "Ông", None, "Giám đốc", "Sở Tài nguyên và Môi trường"),
        ),
        (
            "đồng chí Chủ tịch UBND quận Tây Hồ Ngô Thị Mai",
            "CHỦ TỊCH UBND QUẬN TÂY HỒ NGÔ THỊ MAI:",
            ("Ngô Thị Mai", "Đồng chí", None, "Chủ tịch UBND", "quận Tây Hồ"),
        ),
        (
            "Viện trưởng Viện Nghiên cứu phát triển đô thị PGS.TS Phan Kim Hằng",
            "PGS.TS Phan Kim Hằng:",
            ("Phan Kim Hằng", None, "PGS.TS", "Viện trưởng", "Viện Nghiên cứu phát triển đô thị"),
        ),
        (
            "Chủ tịch Hội Làng nghề Thủ đô, bà Trịnh Thị Thu",
            "- Chủ tịch Hội Làng nghề Thủ đô:",
            ("Trịnh Thị Thu", "Bà", None, "Chủ tịch", "Hội Làng nghề Thủ đô"),
        ),
        (
            "TS Lê Hoài An, Trưởng khoa Xã hội học, Trường Đại học Khoa học Xã hội và Nhân văn",
            "TS Lê Hoài An:",
            (
                "Lê Hoài An",
                None,
                "TS",
                "Trưởng khoa",
                "Xã hội học, Trường Đại học Khoa học Xã hội và Nhân văn",
            ),
        ),
        (
            "Đại tá, PGS.TS Hoàng Văn Thắng, Phó Giám đốc Bệnh viện Quân y 103",
            "Đại tá Hoàng Văn Thắng:",
            ("Hoàng Văn Thắng", None, "Đại tá, PGS.TS", "Phó Giám đốc", "Bệnh viện Quân y 103"),
        ),
        (
            "kiến trúc sư Trần Huy Ánh, Ủy viên Thường vụ Hội Kiến trúc sư Hà Nội",
            "Ông Ánh:",
            ("Trần Huy Ánh", "Ông", None, "Ủy viên", "Thường vụ Hội Kiến trúc sư Hà Nội"),
        ),
        (
            "ông Trưởng ban Quản lý chợ Đồng Xuân Nguyễn Mạnh Hùng",
            "Ông Hùng:",
            ("Nguyễn Mạnh Hùng", "Ông", None, "Trưởng ban", "Quản lý chợ Đồng Xuân"),
        ),
    ],
)
def test_person_as_introduced_and_labelled(introduction: str, label: str, expected: tuple[str | None, ...]) -> None:
    got = read_interview(
        [
            f"Phóng viên đã có cuộc trao đổi với {introduction} về vấn đề này.",
            "PV: Vì sao phải làm ngay?",
            f"{label} Vì chúng tôi đã chậm ba năm, tôi không muốn chậm thêm năm nữa.",
            "PV: Người dân được gì?",
            f"{label} Trước hết là đường sạch hơn, sau đó là bà con được bàn bạc.",
            "PV: Xin cảm ơn!",
        ]
    )
    (person,) = got.interviewees
    assert (person.name, person.honorific, person.rank, person.office, person.organization) == expected


def test_reporter_is_named_where_the_lead_names_one() -> None:
    got = read_interview(["Cuộc phỏng vấn với ông Marc Keller do Nguyễn Thu Hà thực hiện.", *TURNS])
    assert got.turns[0].speaker == "Nguyễn Thu Hà"
    assert read_interview([LEAD, *TURNS]).turns[0].speaker is None


def test_weak_turns_are_doubtful() -> None:
    lines = [LEAD, *TURNS[:2], "Lãnh đạo quận vào cuộc chậm, người dân kêu mãi?", *TURNS[3:]]
    got = read_interview(lines)
    assert [turn.doubtful for turn in got.turns if turn.label] == [False] * sum(bool(t.label) for t in got.turns)


def test_typography_parts_question_and_answer() -> None:
    lines = [
        "Chị Nghiêm Thị Lý, công nhân vệ sinh, kể chuyện nghề với phóng viên.",
        "Ca đêm giao thừa có gì khác ngày thường? Rác nhiều gấp ba. Chúng tôi quét đến bốn giờ sáng mới hết, xe chở "
        "mười hai chuyến.",
        "Gia đình đón giao thừa thế nào khi chị vắng nhà? Chồng tôi bế con ra đầu phố, đúng giờ thì vẫy tay. "
        "Năm nào cũng thế, từ khi cháu còn nhỏ.",
    ]
    runs = [[], ["Ca đêm giao thừa có gì khác ngày thường?"], ["Gia đình đón giao thừa thế nào khi chị vắng nhà?"]]
    got = read_interview(lines, runs)
    assert [turn.text for turn in got.turns] == [
        "Ca đêm giao thừa có gì khác ngày thường?",
        "Rác nhiều gấp ba. Chúng tôi quét đến bốn giờ sáng mới hết, xe chở mười hai chuyến.",
        "Gia đình đón giao thừa thế nào khi chị vắng nhà?",
        "Chồng tôi bế con ra đầu phố, đúng giờ thì vẫy tay. Năm nào cũng thế, từ khi cháu còn nhỏ.",
    ]


def test_decomposed_accents_and_eth_read_alike() -> None:
    odd = [unicodedata.normalize("NFD", line).replace("Đ", "Ð") for line in [LEAD, *TURNS]]
    assert read_interview(odd) == read_interview([LEAD, *TURNS])


def test_no_break_spaces_between_paragraphs_change_nothing() -> None:
    spread = [part for line in [LEAD, *TURNS] for part in (line.replace(" ", "\xa0", 1), "\xa0")]
    assert read_interview(spread).turns == read_interview([LEAD, *TURNS]).turns


def test_what_follows_the_thanks_stays_out() -> None:
    behind = [
        "Ông Trần Văn Hà sinh năm 1960, từng là bác sĩ.",
        "Bộ trưởng Lê Văn Tám: Tôi ủng hộ.",
        "Minh Anh",
        "Xem thêm",
    ]
    assert read_interview([LEAD, *TURNS, *behind]).turns == read_interview([LEAD, *TURNS]).turns


# --- any input ------------------------------------------------------------------------------------------------------

PIECES = [
    *TURNS,
    LEAD,
    "- Vì sao, thưa bà?",
    "* Có chứ.",
    "Ảnh: Minh",
    "“",
    "?",
    ":",
    "1. ",
    "Ông ",
    "(thực hiện)",
    "\xa0",
    "Ð",
]


def test_a_label_may_be_parted_from_its_words_by_type_alone() -> None:
    bare = [turn.replace("Ông Trần Văn Hà:", "Ông Hà") for turn in TURNS]
    emphasis = [[turn] if turn.startswith("PV") else ["Ông Hà"] for turn in bare]
    got = read_interview([LEAD, *bare], [[], *emphasis])
    assert [(turn.label, turn.speaker) for turn in got.turns if turn.role == "interviewee"] == [
        ("Ông Hà", "Trần Văn Hà"),
        ("Ông Hà", "Trần Văn Hà"),
    ]
    assert [turn.text for turn in got.turns] == [turn.text for turn in read_interview([LEAD, *TURNS]).turns]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=120), st.sampled_from(PIECES), st.lists(st.sampled_from(PIECES)).map("".join)))
)
def test_any_paragraphs(paragraphs: list[str]) -> None:
    got = read_interview(paragraphs)
    assert got == read_interview(list(paragraphs))
    assert got.reason.endswith(".")
    assert bool(got.turns) == got.is_interview
    everything = "".join("".join(clean(paragraph).split()) for paragraph in paragraphs)
    place = 0
    for turn in got.turns:
        for line in turn.text.splitlines():
            place = everything.index("".join(line.split()), place)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60)), st.lists(st.lists(st.text(max_size=20))))
def test_any_emphasis(paragraphs: list[str], emphasis: list[list[str]]) -> None:
    read_interview(paragraphs, emphasis)


HOSTILE = {
    "one letter": lambda n: ["a" * n],
    "capitals": lambda n: ["Ab " * (n // 3)],
    "colons": lambda n: ["A: " * (n // 3)],
    "labels in one line": lambda n: ["PV: a? " * (n // 7)],
    "turns": lambda n: [*TURNS[:4]] * (n // 220),
    "labels, each another": lambda n: (
        ["PV: vì sao?"] + [f"Ông Trần An{'b' * (i % 50)}{chr(97 + i % 26)}: ba." for i in range(n // 40)]
    ),
    "questions": lambda n: ["Thưa ông? Tôi là. " * (n // 18), *TURNS],
    "names": lambda n: ["phỏng vấn ông Nguyễn Văn An, Giám đốc Sở Y tế, " * (n // 46), *TURNS],
    "brackets": lambda n: ["(“" * (n // 2), *TURNS],
    "dashes": lambda n: [" - " * (n // 3), *TURNS],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_megabyte_ends(kind: str) -> None:
    """Read a megabyte of what invites quadratic work; ``benchmarks/interviews.py`` prints how the time grows."""
    paragraphs = HOSTILE[kind](1_000_000)
    got = read_interview(paragraphs)
    assert sum(len(turn.text) for turn in got.turns) <= sum(len(paragraph) + 1 for paragraph in paragraphs)


def test_labels_glued_to_the_sentence_before() -> None:
    paragraphs = [
        "Bà Mã Thị Lụa, chủ tịch hội phụ nữ xã, trả lời phỏng vấn của phóng viên về nhóm thêu.",
        "PV: Thưa bà, nhóm có bao nhiêu người?Bà Mã Thị Lụa: Ba mươi chị, ai cũng có khung riêng.PV: Hàng bán đi đâu?",
        "Bà Mã Thị Lụa: Bán ở chợ phiên. Tôi nhờ ThS.Lê Hương: mẫu của chị ấy bán chạy nhất.",
    ]
    assert [(turn.label, turn.text) for turn in read_interview(paragraphs).turns] == [
        ("PV:", "Thưa bà, nhóm có bao nhiêu người?"),
        ("Bà Mã Thị Lụa:", "Ba mươi chị, ai cũng có khung riêng."),
        ("PV:", "Hàng bán đi đâu?"),
        ("Bà Mã Thị Lụa:", "Bán ở chợ phiên. Tôi nhờ ThS.Lê Hương: mẫu của chị ấy bán chạy nhất."),
    ]

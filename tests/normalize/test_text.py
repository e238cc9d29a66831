from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.normalize.text import _ODD, _USUAL, clean, clean_lines, fold, repair_entities

SPELLINGS = [
    ("", ""),
    ("\xa0", ""),
    ("Trọng Toàn", "Trọng Toàn"),
    (" HNP -\xa0“Sau 1 năm ", "HNP - “Sau 1 năm"),
    ("a\u2003\u3000b\u202f\tc\r\nd\u2028e", "a b c d e"),
    ("Ho\u0302\u0300 Chi\u0301 Minh", "Hồ Chí Minh"),
    ("\ufeffHà\u00ad \u200bNội\u200e\x00", "Hà Nội"),
    ("Hà\ud800 Nội", "Hà Nội"),
    ("Ðáp: Ðại sứ ðã nói, 50.000ð", "Đáp: Đại sứ đã nói, 50.000đ"),
    ("HÐND, QÐ-UBND, LÐTB&XH", "HĐND, QĐ-UBND, LĐTB&XH"),
    ("Guðmundur Sigurðsson, SIGURÐUR, Hafnarfjörður", "Guðmundur Sigurðsson, SIGURÐUR, Hafnarfjörður"),
    ("ldquo;An toànhellip;rdquo;", "“An toàn…”"),
    ("&ldquo;A&rdquo; &amp;ndash; #8220;B#8221; &amp;#273;i", "“A” – “B” đi"),
    ("Hagrave; Nội, cocirc;ng", "Hà Nội, công"),
    ("R&amp;D, TTamp;TT", "R&D, TT&TT"),
    ("several times; a copy; 100 amp; x lt; y", "several times; a copy; 100 amp; x lt; y"),
    ("#8988; số #2022;", "#8988; số #2022;"),
    ("\ufffd", "\ufffd"),
]


@pytest.mark.parametrize(("printed", "spelled"), SPELLINGS)
def test_spelling(printed: str, spelled: str):
    assert clean(printed) == spelled


def test_no_usual_character_is_odd() -> None:
    usual = [letter for letter in map(chr, range(0x110000)) if _USUAL.fullmatch(letter)]
    assert len(usual) > 1000
    assert not any(map(_ODD.search, usual))


def test_line_feeds_are_kept_and_blank_lines_are_not():
    assert clean_lines("\n a \r\n\xa0\n\n b\xa0 c\u2029d\re ") == "a\nb c\nd\ne"


@pytest.mark.parametrize("name", ["lt", "gt", "times", "copy", "reg", "deg", "cent", "acute", "grave"])
def test_words_that_are_also_names_of_entities_stay(name: str):
    assert repair_entities(f"a {name}; b") == f"a {name}; b"


# fmt: off
PIECES = [
    "&", "amp;", "ldquo;", "#8220;", "#x;", "a", "grave;", ";", "Ð", "ð", "Q", "\u0302", "\u0323", "\xa0", "\n", "5",
    " ", "\u200b", "\u037e", "nbsp", "quot", "ộ", "\ud800", "\x85", "\x1f", "ldquo",
]
# fmt: on
broken = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=15).map("".join)


@given(broken)
def test_clean_text_is_clean_and_stays_so(text: str):
    for cleaner in (clean, clean_lines):
        spelled = cleaner(text)
        assert cleaner(spelled) == spelled
        assert unicodedata.is_normalized("NFC", spelled)
        assert spelled.encode("utf-8").decode("utf-8") == spelled
        assert all(" ".join(line.split()) == line for line in spelled.split("\n"))
    assert clean(clean_lines(text)) == clean(text)
    assert "\n" not in clean(text)


@given(broken)
def test_folding_is_stable_and_blind_to_case_and_accents(text: str):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạ ĐĂ.,:", max_size=60))
def test_composed_and_decomposed_spellings_are_one(text: str):
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)
    assert fold(text.upper()) == fold(text)
    assert fold(text).isascii()


def test_hostile_runs_of_marks_are_cut_before_they_cost_time():
    hostile = "a" + "\u0301\u0323" * 100_000 + "…" * 40
    assert clean(hostile) == fold(hostile) == "a" + "…" * 40
    assert clean("a" + "\u0301" * 5) == "á" + "\u0301" * 4

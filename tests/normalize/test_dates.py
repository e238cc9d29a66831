from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import dateparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.normalize.dates import Moment, NotADate, choose_date, read_date
from hnp_crawler.printed import PrintedDate

HANOI = timezone(timedelta(hours=7))
CAPTURED = datetime(2026, 9, 1, 3, 0, 30, tzinfo=UTC)  # ten o'clock in Hanoi

# Text as printed · what is read of it, with precision · what the library alone says.
FORMS = [
    ("20:05 19/05/2017", "2017-05-19T20:05:00", "minute", "2017-05-19T20:05:00"),
    ("(05:04 19/04/2019)", "2019-04-19T05:04:00", "minute", "2019-04-19T05:04:00"),
    ("(20/04/2017)", "2017-04-20T00:00:00", "day", "2017-04-20T00:00:00"),
    ("00:40, 22/01/2023", "2023-01-22T00:40:00", "minute", "2023-01-22T00:40:00"),
    ("15:28, 28/08/2026", "2026-08-28T15:28:00", "minute", "2026-08-28T15:28:00"),
    ("09:05 03/04/2019", "2019-04-03T09:05:00", "minute", "2019-03-04T09:05:00"),  # the month goes first there
    ("Cập nhật: 18:21 09/12/2015 GMT+7", "2015-12-09T18:21:00", "minute", None),
    ("18:21 09/12/2015 GMT+7", "2015-12-09T18:21:00", "minute", "2015-09-12T18:21:00+07:00"),
    ("Chủ nhật, 31/12/2017 | 19:57:31", "2017-12-31T19:57:31", "second", "2017-12-31T19:57:31"),
    ("Chủ nhật, 24/11/2024, 14:20[GMT+7]", "2024-11-24T14:20:00", "minute", "2024-11-24T14:20:00+07:00"),
    ("Thứ Ba, 01/09/2015, 12:38", "2015-09-01T12:38:00", "minute", "2015-09-01T12:38:00"),
    ("Thứ sáu, 1/7/2016 | 12:00 GMT+7", "2016-07-01T12:00:00", "minute", "2016-07-01T12:00:00+07:00"),
    ("22-06-2017 10:14:55", "2017-06-22T10:14:55", "second", "2017-06-22T10:14:55"),
    ("22/12/2015 | 10:52 AM", "2015-12-22T10:52:00", "minute", "2015-12-22T10:52:00"),
    ("Ngày đăng 18/03/2019 | 04:01 PM", "2019-03-18T16:01:00", "minute", None),
    ("29/09/2012 | 12:00 AM", "2012-09-29T00:00:00", "day", "2012-09-29T00:00:00"),
    ("29/09/2012 | 12:00 PM", "2012-09-29T12:00:00", "minute", "2012-09-29T12:00:00"),
    ("28/08/2026 15:28 PM", "2026-08-28T15:28:00", "minute", "2026-08-28T15:28:00"),
    ("13 Tháng Mười Một 2015 12:00 SA", "2015-11-13T00:00:00", "day", "2015-11-13T00:00:00"),
    ("13 Tháng Mười Hai 2015 08:20 CH", "2015-12-13T20:20:00", "minute", "2015-12-13T20:20:00"),
    ("19 tháng Năm năm 2017, 20h05", "2017-05-19T20:05:00", "minute", None),
    ("Hà Nội, ngày 01 tháng 10 năm 2002", "2002-10-01T00:00:00", "day", None),
    ("Ngày đăng: 24/10/2021", "2021-10-24T00:00:00", "day", None),
    ("27.6.2017", "2017-06-27T00:00:00", "day", "2017-06-27T00:00:00"),
    ("8:26 PM, Mon March 17, 2025", "2025-03-17T20:26:00", "minute", "2025-03-17T20:26:00"),
    ("Sept. 5th, 2018 8:05 p.m.", "2018-09-05T20:05:00", "minute", "2018-09-05T20:05:00"),
    ("2017-05-19T20:05:00+07:00", "2017-05-19T20:05:00", "second", "2017-05-19T20:05:00+07:00"),
    ("2017-05-19T13:05:00.123Z", "2017-05-19T20:05:00", "second", "2017-05-19T13:05:00.123000+00:00"),
    ("2017-05-19", "2017-05-19T00:00:00", "day", "2017-05-19T00:00:00"),
    ("Sat, 27 Aug 2022 03:52:12 GMT", "2022-08-27T10:52:12", "second", "2022-08-27T03:52:12+00:00"),
    ("Fri, 19 May 2017 20:05:00 +0700", "2017-05-19T20:05:00", "second", "2017-05-19T20:05:00+07:00"),
    ("23 phút trước", "2026-09-01T09:37:00", "minute", "2026-09-01T09:37:30"),
    ("8 giờ trước", "2026-09-01T02:00:00", "day", "2026-09-01T02:00:30"),
    ("2 hours ago", "2026-09-01T08:00:00", "day", "2026-09-01T08:00:30"),
    ("3 ngày trước", "2026-08-29T00:00:00", "day", "2026-08-29T10:00:30"),
    ("hôm qua", "2026-08-31T00:00:00", "day", "2026-08-31T10:00:30"),
    ("Hôm qua, 15:30", "2026-08-31T15:30:00", "minute", "2026-08-31T15:30:00"),
    # Here the library is right and the grammar has nothing.
    ("the 17th of March 2025", "2025-03-17T00:00:00", "day", "2025-03-17T00:00:00"),
    ("March 17th, 2025 at 8 p.m.", "2025-03-17T20:00:00", "minute", "2025-03-17T20:00:00"),
    ("Fri May 19 20:05:00 2017", "2017-05-19T20:05:00", "second", "2017-05-19T20:05:00"),
    # Here there is no date to be had, whatever the library makes of it.
    ("06:2O 07/04", None, "", None),
    ("6/4", None, "", "2026-06-04T00:00:00"),
    ("Chiều 6/4", None, "", None),
    ("19/05/17", None, "", "2017-05-19T00:00:00"),
    ("31/02/2017", None, "", None),
    ("03/17/2025", None, "", "2025-03-17T00:00:00"),
    ("25:10 19/05/2017", None, "", None),
    ("15:28 AM 28/08/2026", None, "", "2026-08-28T15:28:00"),
    ("Thứ hai, 31/12/2017", None, "", "2017-12-31T00:00:00"),
    ("19/05/2017 - 20/05/2017", None, "", None),
    ("Tháng 5 năm 2017", None, "", "2017-05-01T00:00:00"),
    ("May 2017", None, "", "2017-05-01T00:00:00"),
    ("2 tuần trước", None, "", "2026-08-18T10:00:30"),
    ("20:05 19/05/1917", None, "", "1917-05-19T20:05:00"),
    ("20:05 19/05/2027", None, "", "2027-05-19T20:05:00"),
    ("()", None, "", None),
    ("", None, "", None),
]


@pytest.mark.parametrize(("text", "at", "precision", "alone"), FORMS)
def test_forms_tried(text: str, at: str | None, precision: str, alone: str | None):
    if at is None:
        with pytest.raises(NotADate, match="not a portal date: "):
            read_date(text, CAPTURED)
    else:
        assert read_date(text, CAPTURED) == Moment(f"{at}+07:00", precision)  # type: ignore[arg-type]
    base = CAPTURED.astimezone(HANOI).replace(tzinfo=None)
    said = dateparser.parse(text, languages=["vi", "en"], settings={"RELATIVE_BASE": base})
    assert (said and said.isoformat()) == alone


def test_the_refusal_is_one_sentence_with_the_value_and_the_reason():
    with pytest.raises(NotADate) as caught:
        read_date("31/02/2017")
    assert str(caught.value) == "not a portal date: '31/02/2017' (the calendar has no such day)"
    with pytest.raises(NotADate) as caught:
        read_date("20:05 19/05/2017 " * 1000)
    assert len(str(caught.value)) < 100


def test_the_id_of_an_article_is_no_date():
    with pytest.raises(NotADate):
        read_date("4250808215021297", CAPTURED)


def test_relative_stamps_need_the_time_of_capture():
    with pytest.raises(NotADate, match="not known"):
        read_date("23 phút trước")
    naive = CAPTURED.replace(tzinfo=None)
    assert read_date("23 phút trước", naive) == read_date("23 phút trước", CAPTURED)


def test_spelling_makes_no_difference():
    decomposed = "Ho\u0302m qua,\xa015:30"
    assert read_date(decomposed, CAPTURED) == read_date("hôm qua 15:30", CAPTURED)
    assert read_date("CHU\u0309 NHA\u0302\u0323T, 31/12/2017 | 19:57") == read_date("19:57 31/12/2017")


moments = st.datetimes(datetime(1990, 1, 1), datetime(2026, 8, 31)).map(lambda when: when.replace(microsecond=0))
VI = ["hai", "ba", "tư", "năm", "sáu", "bảy"]
MONTHS = ["Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai"]


def weekday(when: datetime) -> str:
    return "Chủ nhật" if when.weekday() == 6 else f"Thứ {VI[when.weekday()]}"


def half(when: datetime, am: str, pm: str) -> str:
    return f"{when.hour % 12 or 12:02}:{when.minute:02} {pm if when.hour > 11 else am}"


@given(moments)
def test_what_is_printed_is_read_back(when: datetime):
    day, clock = f"{when:%d/%m/%Y}", f"{when:%H:%M}"
    to_the_minute = f"{when:%Y-%m-%dT%H:%M}:00+07:00"
    for text in (
        f"{clock} {day}",
        f"{clock}, {when.day}/{when.month}/{when.year}",
        f"{weekday(when)}, {day}, {clock}",
        f"{weekday(when)}, {day} | {clock} GMT+7",
        f"Cập nhật: {clock} ngày {day}",
        f"ngày {when.day} tháng {when.month} năm {when.year}, {clock}",
        f"{half(when, 'AM', 'PM')}, {when:%a %B %d, %Y}",
    ):
        moment = read_date(text)
        midnight = "12:00 AM" in text
        assert moment == Moment(to_the_minute, "day" if midnight else "minute"), text
    worded = f"{when.day} Tháng {MONTHS[when.month - 1]} {when.year} {half(when, 'SA', 'CH')}"
    assert read_date(worded).at == to_the_minute
    assert (
        read_date(when.replace(tzinfo=HANOI).astimezone(UTC).isoformat()).at == when.replace(tzinfo=HANOI).isoformat()
    )
    assert read_date(day) == Moment(f"{when:%Y-%m-%d}T00:00:00+07:00", "day")


# fmt: off
PIECES = [
    "20:05", "19/05/2017", "31/02/2017", " ", ", ", "SA", "PM", "GMT", "+7", "-14", "+9900", "thứ ba", "Sun", "tháng",
    "Mười", "March", "May", "17", "2025", "9999-12-31T23:59:59-12:00", "hôm qua", "phút trước", "999", "ago", "năm",
    "th", "(", ")", "|", "giờ", "noon", "T", "0", ":",
]
# fmt: on


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=9).map("".join) | st.text(max_size=130))
def test_any_text_is_a_moment_or_no_date(text: str):
    try:
        moment = read_date(text, CAPTURED)
    except NotADate:
        return
    at = datetime.fromisoformat(moment.at)
    assert at.utcoffset() == timedelta(hours=7)
    assert datetime(1989, 12, 31, tzinfo=UTC) < at <= CAPTURED + timedelta(days=1)


def printed(*stamps: tuple[str, str]) -> list[PrintedDate]:
    return [PrintedDate(text, source) for text, source in stamps]


def test_the_first_readable_stamp_is_trusted():
    chosen = choose_date(
        printed(("15:28 28/08/2026", "title stamp"), ("2026-08-28T15:28:33+07:00", "json-ld")), CAPTURED
    )
    assert chosen.raw == "15:28 28/08/2026"
    assert chosen.moment == Moment("2026-08-28T15:28:00+07:00", "minute")
    assert (chosen.source, chosen.conflict, chosen.problems) == ("title stamp", None, ())


def test_a_disagreement_is_flagged_with_both_values():
    stamps = printed(("20/04/2017", "title stamp"), ("2017-04-21T08:00:00+07:00", "json-ld"), ("22/04/2017", "meta"))
    chosen = choose_date(stamps, CAPTURED)
    assert chosen.moment == Moment("2017-04-20T00:00:00+07:00", "day")
    assert chosen.conflict is not None
    assert (chosen.conflict.source, chosen.conflict.at) == ("json-ld", "2017-04-21T08:00:00+07:00")
    assert chosen.problems == ("meta names another time, too: '22/04/2017'",)


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("20/04/2017", "09:00 20/04/2017", True),
        ("20/04/2017 | 12:00 AM", "2017-04-20T09:00:00+07:00", True),
        ("2017-04-19T23:30:00Z", "20/04/2017", True),
        ("09:00 20/04/2017", "09:01 20/04/2017", False),
        ("2017-04-20T09:00:01+07:00", "2017-04-20T09:00:02+07:00", False),
        ("8 giờ trước", "02:30 01/09/2026", True),
        ("8 giờ trước", "02:30 30/08/2026", False),
    ],
)
def test_stamps_agree_as_far_as_the_coarser_one_goes(first: str, second: str, agree: bool):
    chosen = choose_date(printed((first, "a"), (second, "b")), CAPTURED)
    assert (chosen.conflict is None) is agree


def test_what_cannot_be_read_is_a_problem_and_stays_as_printed():
    chosen = choose_date(printed(("06:2O 07/04", "title stamp"), ("()", "block")), CAPTURED)
    assert (chosen.raw, chosen.source, chosen.moment) == ("06:2O 07/04", "title stamp", None)
    assert chosen.problems == ("not a portal date: '06:2O 07/04'",)
    rescued = choose_date(printed(("06:2O 07/04", "title stamp"), ("07/04/2022", "meta")), CAPTURED)
    assert (rescued.raw, rescued.source) == ("07/04/2022", "meta")
    assert rescued.problems == chosen.problems


def test_no_stamp_is_no_problem():
    chosen = choose_date(printed(("()", "block"), ("", "meta")), CAPTURED)
    assert (chosen.raw, chosen.moment, chosen.problems) == (None, None, ())

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.arguments import NAMES, Arguments, read_arguments
from hnp_crawler.errors import OptionError

DEFAULT = ("https://hanoi.gov.vn/",)


def arguments(**given: str) -> Arguments:
    return read_arguments(given, DEFAULT)


def test_without_arguments_the_portal_is_crawled() -> None:
    assert arguments().seeds == DEFAULT


def test_start_may_name_several_seeds() -> None:
    read = arguments(start="http://127.0.0.1:8000, https://english.hanoi.gov.vn/news-events")
    assert read.start == ("http://127.0.0.1:8000/", "https://english.hanoi.gov.vn/news-events")


def test_urls_come_from_a_file_and_replace_the_default_start(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text("\ufeff# articles\nhttp://a.vn/1\n\n http://a.vn/2 \nhttp://a.vn/1\n", "utf-8")
    read = arguments(urls=str(file))
    assert read.urls == ("http://a.vn/1", "http://a.vn/2")
    assert read.start == ()


def test_dates_sections_and_counts() -> None:
    read = arguments(since="2017-05-19", until="1/6/2017", sections="tin-so-nganh, /infographics/", max_articles="7")
    assert (read.since, read.until) == (date(2017, 5, 19), date(2017, 6, 1))
    assert read.sections == {"tin-so-nganh", "infographics"}
    assert read.max_articles == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", ""),
        ("start", "hanoi.gov.vn"),
        ("start", "ftp://hanoi.gov.vn/"),
        ("start", "http://[::1"),
        ("start", "http://a.vn:99999/"),
        ("start", "http://user:secret@a.vn/"),
        ("urls", "no/such/file"),
        ("sections", "tin tức"),
        ("since", "31/02/2017"),
        ("since", "yesterday"),
        ("until", "2017"),
        ("max_articles", "0"),
        ("max_articles", "many"),
        ("full", "perhaps"),
        ("begin", "2017"),
    ],
)
def test_a_wrong_argument_is_refused_with_one_sentence(name: str, value: str) -> None:
    with pytest.raises(OptionError) as caught:
        arguments(**{name: value})
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_since_after_until_is_refused() -> None:
    with pytest.raises(OptionError, match="since 2018-01-01 is after until 2017-01-01"):
        arguments(since="2018-01-01", until="2017-01-01")


def test_a_line_of_the_url_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text("http://a.vn/1\njavascript:alert(1)\n", "utf-8")
    with pytest.raises(OptionError, match=r"line 2 of .*javascript"):
        arguments(urls=str(file))


@given(st.dictionaries(st.sampled_from([n for n in NAMES if n != "urls"]), st.text()))
def test_any_text_is_read_or_refused(given: dict[str, str]) -> None:
    try:
        seeds = read_arguments(given, DEFAULT).seeds
    except OptionError:
        return
    assert all(seed.startswith(("http://", "https://")) for seed in seeds)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from hnp_crawler import settings as defaults
from hnp_crawler.errors import OptionError
from hnp_crawler.options import Options, read_options

DEFAULTS = {name: getattr(defaults, name) for name in dir(defaults) if name.startswith("HNP_")}


def options(**changed: Any) -> Options:
    return read_options({**DEFAULTS, **changed})


def test_defaults_are_valid_and_every_setting_is_read() -> None:
    read = options()
    assert read.output == Path("output/hnp")
    assert {f"HNP_{name.upper()}" for name in Options.__slots__} == set(DEFAULTS)


def test_values_of_the_command_line_are_strings() -> None:
    read = options(HNP_REQUISITES="0", HNP_MAX_FILE_SIZE="4096", HNP_BLOCKED_SHARE="0.25")
    assert (read.requisites, read.max_file_size, read.blocked_share) == (False, 4096, 0.25)


def test_scrapy_settings_are_accepted_as_they_are() -> None:
    settings = Settings()
    settings.setmodule(defaults)
    assert read_options(settings) == options()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HNP_OUTPUT", ""),
        ("HNP_OUTPUT", "a\0b"),
        ("HNP_OPERATOR", "x\r\nSet-Cookie: 1"),
        ("HNP_OPERATOR", "Thư viện"),
        ("HNP_CONTACT", "x" * 201),
        ("HNP_REQUISITES", "maybe"),
        ("HNP_MAX_FILE_SIZE", "1 GB"),
        ("HNP_MAX_FILE_SIZE", 3),
        ("HNP_MAX_FILE_AGE", "nan"),
        ("HNP_FSYNC", "sometimes"),
        ("HNP_BLOCKED_SHARE", 1.5),
        ("HNP_MAX_REQUESTS_PER_MINUTE", -1),
    ],
)
def test_a_wrong_value_is_refused_with_one_sentence(name: str, value: object) -> None:
    with pytest.raises(OptionError) as caught:
        options(**{name: value})
    sentence = str(caught.value)
    assert name in sentence
    assert repr(value) in sentence
    assert "\n" not in sentence


@given(st.sampled_from(sorted(DEFAULTS)), st.none() | st.text() | st.integers() | st.floats() | st.binary())
def test_any_value_is_read_or_refused(name: str, value: object) -> None:
    try:
        read = options(**{name: value})
    except OptionError:
        return
    assert read.user_agent.isascii()


def test_the_user_agent_names_operator_and_contact() -> None:
    read = options(HNP_OPERATOR="Example Library", HNP_CONTACT="https://example.org/crawl")
    assert read.user_agent.startswith("hnp_crawler/")
    assert read.user_agent.endswith("(Example Library; +https://example.org/crawl)")


@pytest.mark.parametrize("value", [float("inf"), "inf", "nan"])
def test_a_count_is_finite(value: object) -> None:
    with pytest.raises(OptionError, match="HNP_CHECK_MIN_ARTICLES: "):
        read_options({"HNP_CHECK_MIN_ARTICLES": value})

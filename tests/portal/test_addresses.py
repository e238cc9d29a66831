"""Resolve addresses by the short way as by the long one."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hnp_crawler.portal.addresses import Resolver, resolve
from hnp_crawler.portal.page import read_page

BASES = st.sampled_from(
    [
        "http://hanoi.gov.vn",
        "https://hanoi.gov.vn/a/b.htm?c=1",
        "http://hanoi.gov.vn/vi/tin/-/hn/Z/3/1/5/x.html;jsessionid=I.app2",
        "http://h:8080/a//b/",
    ]
)
PIECES = st.sampled_from(
    [
        "http:",
        "https:",
        "//",
        "/",
        "h.vn",
        ":80",
        "a",
        "b-1.htm",
        "..",
        ".",
        "?",
        "q=1",
        "&",
        "#",
        "#x",
        " ",
        ";p",
        "\\",
        "ộ",
    ]
)
ADDRESSES = st.lists(PIECES, max_size=7).map("".join)


@given(BASES, ADDRESSES)
@example("http://hanoi.gov.vn", "a.htm")
@example("https://hanoi.gov.vn/a/b.htm?c=1", "/?")
def test_the_short_way_leads_where_the_long_one_does(base: str, address: str) -> None:
    assert Resolver(base)(address) == resolve(base, address)


@given(BASES, st.lists(st.sampled_from(["/", "a", "b-1.htm", "..", ".", "?q=1", "#x"]), min_size=1, max_size=6))
def test_a_relative_address_is_joined_as_the_standard_library_joins_it(base: str, pieces: list[str]) -> None:
    address = "".join(pieces)
    url = Resolver(base)(address)
    assert url is None or url == urldefrag(urljoin(base, address)).url


@pytest.mark.parametrize(
    ("content", "target"),
    [("0;url=/tin-tuc", "http://h/tin-tuc"), ("5; URL='tin.htm'", "http://h/tin.htm"), ("300", None), ("0;url=", None)],
)
def test_a_page_that_sends_its_reader_on_links_there(content: str, target: str | None) -> None:
    page = read_page(f'<meta http-equiv="Refresh" content="{content}"><p>Xin chờ</p>'.encode(), "http://h/")
    assert page.links == ((target,) if target else ())

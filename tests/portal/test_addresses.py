"""Resolve addresses by the short way as by the long one."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

from hypothesis import example, given
from hypothesis import strategies as st

from hnp_crawler.portal.addresses import Resolver, resolve

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

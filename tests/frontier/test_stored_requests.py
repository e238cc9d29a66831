from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import FormRequest, Request, Spider
from scrapy.http import JsonRequest, Response

from hnp_crawler.frontier.stored_requests import UnstorableRequestError, restore_request, store_request

URL = "https://hanoi.gov.vn/a"


class PortalSpider(Spider):
    name = "portal"

    def parse(self, response: Response) -> None: ...

    def parse_article(self, response: Response) -> None: ...


SPIDER = PortalSpider()

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def again(request: Request) -> Request:
    return restore_request(request.url, request.priority, store_request(request, SPIDER), SPIDER)


@given(
    meta=st.dictionaries(st.text(), json_values, max_size=4),
    cb_kwargs=st.dictionaries(st.text(), json_values, max_size=4),
    body=st.binary(max_size=200),
    headers=st.dictionaries(st.sampled_from(["X-A", "Cookie", "Accept"]), st.lists(st.binary(max_size=20), max_size=3)),
    method=st.sampled_from(["GET", "POST", "HEAD"]),
    priority=st.integers(-100, 100),
    dont_filter=st.booleans(),
    encoding=st.sampled_from(["utf-8", "cp1252"]),
)
def test_a_request_comes_back_as_it_was(**arguments: Any) -> None:
    request = Request(URL, callback=SPIDER.parse_article, **arguments)
    restored = again(request)
    for name in Request.attributes:
        assert getattr(restored, name) == getattr(request, name), name


def test_a_plain_request_needs_no_words() -> None:
    assert store_request(Request(URL, meta={"hnp_key": "k", "hnp_capture": object()}), SPIDER) is None
    assert again(Request(URL)).url == URL


def test_what_is_written_is_short_and_legible() -> None:
    request = Request(URL, SPIDER.parse_article, meta={"depth": 2}, headers={"Accept": "vi"})
    assert json.loads(store_request(request, SPIDER) or "") == {
        "callback": "parse_article",
        "meta": {"depth": 2},
        "headers": {"Accept": ["vi"]},
    }


def test_subclasses_come_back_as_such() -> None:
    posted = again(FormRequest(URL, formdata={"PageIndex": "0", "Tên": "Hà Nội"}))
    assert isinstance(posted, FormRequest)
    assert posted.body == b"PageIndex=0&T%C3%AAn=H%C3%A0+N%E1%BB%99i"
    assert posted.method == "POST"
    sent = again(JsonRequest(URL, data={"a": [1, "hai"]}))
    assert isinstance(sent, JsonRequest)
    assert sent.body == b'{"a": [1, "hai"]}'


@pytest.mark.parametrize("callback", [lambda response: None, partial(print), PortalSpider().parse, print])
def test_a_callback_must_be_a_method_of_the_spider(callback: Any) -> None:
    with pytest.raises(
        UnstorableRequestError, match=r"^storing <GET .*/a>: the callback .* is not a method of the spi"
    ):
        store_request(Request(URL, callback), SPIDER)


@pytest.mark.parametrize(
    ("meta", "complaint"),
    [
        ({"a": {"b": [0, (1, 2)]}}, r"meta\.a\.b\[1\] is \(1, 2\), which does not survive as JSON"),
        ({"a": {1: 2}}, r"meta\.a is \{1: 2\}, which"),
        ({"a": b"x"}, "meta.a is b'x', which"),
        ({"a": {"x": {5}}}, r"meta\.a\.x is \{5\}, which"),
        ({"a": float("nan")}, r"meta\.a is nan, which"),
    ],
)
def test_what_json_cannot_say_is_refused_by_name(meta: dict[str, Any], complaint: str) -> None:
    with pytest.raises(UnstorableRequestError, match=complaint):
        store_request(Request(URL, meta=meta), SPIDER)


def test_a_loop_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(UnstorableRequestError, match="which does not survive as JSON"):
        store_request(Request(URL, cb_kwargs={"loop": loop}), SPIDER)


def test_a_callback_that_the_spider_lacks_is_named() -> None:
    with pytest.raises(ValueError, match="'parse_old'"):
        restore_request(URL, 0, '{"callback":"parse_old"}', SPIDER)

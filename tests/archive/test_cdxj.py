from __future__ import annotations

import json

import pytest
import surt
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.archive.index.cdxj import Post, index_line, indexed, parse_line, post_url
from hnp_crawler.archive.index.post import MAX_QUERY, post_query, read_post
from hnp_crawler.archive.index.urlkey import _plain_key, urlkey
from hnp_crawler.archive.warc.writer import Place

PLACE = Place("a.warc.gz", 10, 20)


@pytest.mark.parametrize(
    "url",
    [
        "http://hanoi.gov.vn/",
        "https://www.hanoi.gov.vn:443/Tin-tuc/?b=2&a=1",
        "http://127.0.0.1:8000/a",
        "http://hanoi.gov.vn/web/guest/home;jsessionid=0123456789abcdef0123456789abcdef",
        "http://hanoi.gov.vn/?jsessionid=0123456789ABCDEF0123456789ABCDEF&x=1",
        "http://hanoi.gov.vn/H%C3%A0%20N%E1%BB%99i",
        "http://hà-nội.vn/Đ",
        "urn:hnp:crawl:1:log",
        "http://[::1]:80/a",
    ],
)
def test_keys_are_those_of_the_surt_library(url):
    assert urlkey(url) == surt.surt(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://h:port/",
        "http://h:99999/",
        "http://",
        "",
        "http://999.1.1.1/",
        "http://1234567/",
        "http://%31.2.3.999/",
        "http://h/" + "%25" * 9000,
    ],
)
def test_a_url_without_a_key_is_in_no_index_and_asks_no_dns(url, monkeypatch):
    monkeypatch.setattr("socket.gethostbyname_ex", lambda _: pytest.fail("asked the DNS"))
    assert urlkey(url) is None
    assert index_line("response", url, "2024-01-01T00:00:00Z", PLACE, mime="text/html", status=200) is None


HOSTS = ("hanoi.gov.vn", "www.hanoi.gov.vn", "www2.a.vn", "www.vn", "www.10.0.0.1", "10.0.0.1", "0.1.2.3", "a", "1a")
PORTS = ("", ":80", ":443", ":8080", ":0", ":080", ":59999", ":65535", ":")
PIECES = (
    *("/", "/.", "/..", "/a", "/Tin-tuc", "/a.b", "//", ";x=1", "(A)", "%41", "%20", "%c3%A0", "é", " ", "#x"),
    *("?", "b=2", "&", "a=1", "=", "B", "a", "?x", f"jsessionid={'a' * 32}", f"sid={'0' * 32}", "cfid=1&cftoken=2"),
)


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(HOSTS),
    st.sampled_from(PORTS),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)
def test_the_short_way_gives_the_keys_of_the_surt_library(scheme, host, port, rest):
    url = f"{scheme}://{host}{port}{rest}"
    key = _plain_key(url)
    assert key is None or key == surt.surt(url)


@given(st.from_regex(r"urn:[A-Za-z0-9:._-]{1,20}", fullmatch=True))
def test_the_short_way_gives_the_keys_of_names(name):
    assert _plain_key(name) == surt.surt(name)


def test_the_short_way_takes_the_portals_urls():
    urls = (
        "https://hanoi.gov.vn/tin-tuc-su-kien-noi-bat/-/hn/ZVOm/2/123/bai-viet.html;jsessionid=AB.node1?p_p_id=1&x=y",
        "http://127.0.0.1:39111/documents/10182/Anh-1.jpg",
        "http://hanoi.gov.vn/VanBan/Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf",
    )
    assert all(_plain_key(url) for url in urls)


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://h/", "http://h:", "urn:x:", "http://1.2.3."]))
def test_any_text_has_a_key_without_spaces_or_none(text, start):
    key = urlkey(start + text)
    assert key is None or (key and " " not in key and "\n" not in key)


def test_a_line_has_the_fields_in_the_order_of_cdxj_indexer_and_reads_back():
    line = index_line(
        "response", "http://h/ă", "2024-01-01T00:00:00.123456Z", PLACE, mime="a/b", status=200, digest="sha256:X"
    )
    assert line == (
        'h)/%c4%83 20240101000000 {"url": "http://h/\\u0103", "mime": "a/b", "status": "200", '
        '"digest": "sha256:X", "length": "20", "offset": "10", "filename": "a.warc.gz"}\n'
    )
    entry = parse_line(line)
    assert (entry.urlkey, entry.timestamp, entry.place) == ("h)/%c4%83", "20240101000000", PLACE)


@pytest.mark.parametrize(
    "line", ["", "a", "a b {}", "a 1 []", "a 1 {", " 1 {}", 'a 1 {"url": "\\ud800"}', "a 1 " + "[" * 100_000]
)
def test_what_is_no_line_is_refused(line):
    with pytest.raises(ValueError, match=r"."):
        parse_line(line)


@pytest.mark.parametrize("offset", ["-1", "x", str(1 << 63)])
def test_a_line_that_names_no_place_is_refused(offset):
    with pytest.raises(ValueError, match="offset"):
        _ = parse_line(f'a 1 {{"filename": "x", "offset": "{offset}", "length": "1"}}').place


def test_what_an_index_lists():
    assert [
        kind for kind in ("warcinfo", "request", "response", "revisit", "resource", "metadata") if indexed(kind, "a/b")
    ] == [
        "response",
        "revisit",
        "resource",
        "metadata",
    ]
    assert not indexed("metadata", "application/warc-fields")


@pytest.mark.parametrize(
    ("content_type", "content", "query"),
    [
        ("application/x-www-form-urlencoded; charset=UTF-8", b"page=1&zone=T%C3%ADn+x", "page=1&zone=Tín x"),
        ("application/x-www-form-urlencoded", b"\xff", "__wb_post_data=/w=="),
        ("application/json", b'{"a":[1,{"b":null}],"c":true,"a2":"x y"}', "a=1&b=None&c=True&a2=x+y"),
        ("application/json", b'{"a":[1,2],"b":{"a":3}}', "a=1&a.2_=2&a.3_=3"),
        ("application/json", b'{"a":1}\n{"b":2}', "a=1&b=2"),
        ("application/json", b"{", ""),
        ("application/json", b"[" * 100_000, ""),
        ("text/plain", b'{"a":1}', "a=1"),
        ("text/plain", b"hello", "__wb_post_data=aGVsbG8="),
        ("", b"hello", "__wb_post_data=aGVsbG8="),
        ("multipart/form-data", b"x", "__wb_post_data=eA=="),
        (
            "multipart/form-data; boundary=XX",
            b'--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n1 2\r\n--XX\r\nContent-Disposition: form-data; '
            b'name="f"; filename="f.bin"\r\n\r\n\xff\r\n--XX--\r\n',
            "a=1+2&f=%FF",
        ),
    ],
)
def test_bodies_become_queries(content_type, content, query):
    assert post_query(content, content_type) == query


def test_a_post_is_read_from_its_request():
    head = b"POST /a HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    assert read_post([head + b"Content-Length: 3\r\n\r\na=1&b=2"]) == Post("POST", "a=1")
    assert read_post([head + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n"]) == Post("POST", "a=1")
    assert read_post([head + b"Content-Length: x\r\n\r\na=1"]) == Post("POST", "")
    assert len(read_post([head + b"Content-Length: 9000\r\n\r\n" + b"a" * 9000]).query) == MAX_QUERY
    assert read_post([b"GET / HTTP/1.1\r\n\r\n"]) is None
    assert post_url("http://h/a?x=1", Post("POST", "")) == "http://h/a?x=1&__wb_method=POST"
    line = index_line("response", "http://h/a", "2024-01-01T00:00:00Z", PLACE, mime=None, post=Post("POST", "a=1"))
    assert line.startswith("h)/a?__wb_method=post&a=1 20240101000000 ")
    assert json.loads(line.split(" ", 2)[2])["requestBody"] == "a=1"


@given(
    st.sampled_from(
        ["application/json", "multipart/form-data; boundary=a", "text/plain", "application/x-www-form-urlencoded"]
    ),
    st.binary(),
)
def test_any_body_becomes_some_query(content_type, content):
    assert isinstance(post_query(content, content_type), str)

"""Name what a browser fetches to show a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.portal.page import read_page
from hnp_crawler.portal.requisites import css_requisites

PAGE = """<html><head><link rel="stylesheet" href="/css/main.css?v=1"><link rel="shortcut icon" href="favicon.ico">
<link rel="canonical" href="/not"><link rel=preload as=image imagesrcset="/set-1.png 1x, /set-2.png 2x">
<style>@import url("print.css"); h1 { background: url(/img/h1.png) } /* url(/comment.png) */</style>
<script src="/js/portal.js"></script></head><body background="/img/paper.gif">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/lazy.jpg" srcset="/a.jpg 1x, /b.jpg 2x">
<img data-original="/original.jpg"><picture><source srcset="/wide.webp 800w,/narrow.webp 400w"></picture>
<video poster="/poster.jpg"></video><input type="image" src="/go.png"><td background="/cell.gif">
<div style="background-image: url('/img/footer.png')" hidden></div><div data-bg="/img/lazy-bg.jpg"></div>
<a href="/page.htm" style="background:url(/img/a.png)">x</a><iframe src="/frame.htm"></iframe></body></html>"""


def test_every_way_to_name_a_requisite_is_known() -> None:
    paths = [
        url.removeprefix("https://hanoi.gov.vn") for url in read_page(PAGE.encode(), "https://hanoi.gov.vn/").requisites
    ]
    assert sorted(paths) == sorted(
        [
            "/css/main.css?v=1",
            "/favicon.ico",
            "/set-1.png",
            "/set-2.png",
            "/print.css",
            "/img/h1.png",
            "/js/portal.js",
            "/img/paper.gif",
            "/lazy.jpg",
            "/a.jpg",
            "/b.jpg",
            "/original.jpg",
            "/wide.webp",
            "/narrow.webp",
            "/poster.jpg",
            "/go.png",
            "/cell.gif",
            "/img/footer.png",
            "/img/lazy-bg.jpg",
            "/img/a.png",
        ]
    )


@pytest.mark.parametrize(
    ("css", "paths"),
    [
        ('@import "a.css"; @import url(b.css) print;', ["/css/a.css", "/css/b.css"]),
        ("a{background:URL( 'x y.png' )}", ["/css/x%20y.png"]),
        (r"a{background:url(x\29 .png)}", ["/css/x).png"]),
        (r'a{content:"url(no.png)"; background:url("a\
b.png")}', ["/css/ab.png"]),
        ("/* url(no.png) */ a{background:url(/yes.png)} /* url(", ["/yes.png"]),
        ("a{b:url(data:image/png;base64,AAAA);c:url(#id);d:url()}", []),
        ("@font-face{src:url(f.woff2) format('woff2'),url(f.woff)}", ["/css/f.woff2", "/css/f.woff"]),
        ("a{background:url(ftp://x/y)} b{background:url(//cdn.vn/i.png)}", ["//cdn.vn/i.png"]),
    ],
)  # fmt: skip
def test_style_sheets_name_theirs(css: str, paths: list[str]) -> None:
    found = css_requisites(css.encode(), "https://hanoi.gov.vn/css/main.css")
    assert list(found) == [
        f"https:{path}" if path.startswith("//") else f"https://hanoi.gov.vn{path}" for path in paths
    ]


@given(st.text(alphabet="url(@import \"'\\/*)a1 \n;", max_size=200))
def test_any_style_sheet_is_read(css: str) -> None:
    for url in css_requisites(css, "http://h/"):
        assert url.startswith("http")


@pytest.mark.parametrize("piece", ["url(", 'url("', '"\\', "/*", "@import ", "url('\\a", 'url("\\aaaaaa'])
def test_a_hostile_style_sheet_is_read_in_linear_time(piece: str) -> None:
    assert len(css_requisites(piece * 40_000, "http://h/")) <= 500

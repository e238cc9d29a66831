from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.portal.urls import PortalUrl, is_in_scope, payload_key, picture_id, read_url

INSTANCE = "ZVOm7e3VDMRM"
B1 = (
    "https://hanoi.gov.vn/sr_RS_latin/tintuc_sukien/-/hn/ZVOm7e3VDMRM/3/2851753/5/"
    "hop-bao-thong-tin-ve-tinh-hinh-kinh-te---xa-hoi-quy-i2022.html;jsessionid=IwLM8wuGKFQbUAbxqMibNHML.undefined"
)
C = "https://hanoi.gov.vn/tin-so-nganh/sau-1-nam-van-hanh-metro-nhon-ga-ha-noi-4250808215021297.htm"
LIST = (
    "https://sotttt.hanoi.gov.vn/shtd?p_p_id=101&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-1"
    "&p_p_col_pos=1&p_p_col_count=2&_101_delta=20&_101_keywords=&_101_advancedSearch=false&_101_andOperator=true"
    "&p_r_p_564233524_resetCur=false&_101_cur=2"
)


def b2(article: object, host: str = "http://english.hanoi.gov.vn", page: str = "news-events", **extra: object) -> str:
    space = f"_Cms_WAR_Cmsportlet_INSTANCE_{INSTANCE}_"
    own = {"categoryId": 2101, "articleId": article, "command": "details", **extra}
    return (
        f"{host}/{page}?p_p_id=Cms_WAR_Cmsportlet_INSTANCE_{INSTANCE}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
        f"&p_p_col_id=column-1&p_p_col_pos=1&p_p_col_count=2"
        f"&{space}jspPage=%2Fhtml%2Fcms%2Fportlet%2Ffrontend%2Fview.jsp&p_p_id={INSTANCE}&"
        + "&".join(f"{space}{name}={value}" for name, value in own.items())
    )


@pytest.mark.parametrize(
    ("url", "kind", "generation", "article_id", "language"),
    [
        (B1, "article", "b1", "hnp:vi:2851753", "vi"),
        ("http://127.0.0.1:8000/a/-/hn/abcdefghijkl/3/3/3/x.html", "article", "b1", "hnp:vi:3", "vi"),
        ("http://english.hanoi.gov.vn/a/-/hn/abcdefghijkl/3/17/1/x.html", "article", "b1", "hnp:en:17", "en"),
        ("https://hanoi.gov.vn/tintuc/-/hn/abcdefghijkl/3", "listing", "b1", None, "vi"),
        (b2(36690), "article", "b2", "hnp:en:36690", "en"),
        (b2(36690, host="http://127.0.0.1:8000"), "article", "b2", "hnp:en:36690", "en"),
        (b2(2851753, host="http://hanoi.gov.vn"), "article", "b2", "hnp:vi:2851753", "vi"),
        (b2(1, page="mobile2", command="detailsMobile", pageIndex=1), "article", "b2m", "hnp:en:1", "en"),
        (b2("", page="news-events"), "listing", "b2", None, "en"),
        (C, "article", "c", "hnp:vi:4250808215021297", "vi"),
        ("https://hanoi.gov.vn/a/b-42862896.htm", "article", "c", "hnp:vi:2862896", "vi"),
        ("http://localhost/a/b-265536690.htm", "article", "c", "hnp:en:36690", "en"),
        ("http://localhost/a/b-265525080821502129.htm", "article", "c", "hnp:en:265525080821502129", "en"),
        ("https://hanoi.gov.vn/a/b-12345.htm", "article", "c", "hnp:vi:c12345", "vi"),
        ("https://hanoi.gov.vn/ke-hoach-2024.htm", "section", None, None, "vi"),
        ("https://sotttt.hanoi.gov.vn/shtd/-/view_content/113-a-b.html", "article", "liferay", "sotttt:vi:113", "vi"),
        ("http://127.0.0.1:9/shtd/-/view_content/1132670--a-b-.html", "article", "liferay", "liferay:vi:1132670", "vi"),
        ("http://[::1]:9/shtd/-/view_content/7", "article", "liferay", "liferay:vi:7", "vi"),
        (
            "https://sotttt.hanoi.gov.vn/web/sotttt-eng/hot-news/-/view_content/3159627-x.html",
            "article", "liferay", "sotttt:vi:3159627", "en",
        ),
        (LIST, "listing", "liferay", None, "vi"),
        ("http://vanban.hanoi.gov.vn/chi-tiet-van-ban/quyet-dinh-57-2024-118", "document", "c", "vanban:vi:118", "vi"),
        ("http://127.0.0.1:1/chi-tiet-van-ban/quyet-dinh-57-2024-118", "document", "c", "vanban:vi:118", "vi"),
        ("https://hanoi.gov.vn/api/NewsZone/NewsZone", "api", "c", None, "vi"),
        ("https://hanoi.gov.vn", "section", None, None, "vi"),
        ("https://english.thudo.gov.vn/featured-news", "section", None, None, "en"),
        ("http://127.0.0.1:8000/chuyen-muc?trang=3", "listing", None, None, None),
        ("https://hanoi.gov.vn/image/image_gallery?img_id=2003102839220", "image", None, None, None),
        ("https://ubnd-hanoi.mediacdn.vn/thumb_w/740/ubnd/2025/3/17/cau.JPG", "image", None, None, None),
        ("http://hanoi.gov.vn/documents/1/2/a.png/0f0e0d0c-1111-2222-3333-444455556666?t=1", "image", None, None, None),
        ("http://hanoi.gov.vn/documents/1/2/quyet+dinh.pdf", "file", None, None, None),
        ("https://datafiles.hanoi.gov.vn/gov-hni/4/VanBan/2025/1/2/a b.pdf", "file", None, None, None),
        ("http://h/html/js/barebone.jsp?minifierType=js&t=1", "requisite", None, None, None),
        ("http://h/theme/main.css?t=1", "requisite", None, None, None),
        ("http://h/robots.txt", "file", None, None, None),
        ("http://h/rss.xml", "other", None, None, None),
    ],
)  # fmt: skip
def test_what_a_url_names(url: str, kind: str, generation: str | None, article_id: str | None, language: str | None):
    page = read_url(url)
    assert (page.kind, page.generation, page.article_id, page.language, page.trap) == (
        kind, generation, article_id, language, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "trap"),
    [
        ("javascript:;", "scheme"),
        ("mailto:a@hanoi.gov.vn", "scheme"),
        ("data:image/png;base64,AAAA", "scheme"),
        ("ftp://hanoi.gov.vn/", "scheme"),
        ("/relative", "scheme"),
        ("", "scheme"),
        ("http://", "malformed"),
        ("http://hanoi.gov.vn:99999/", "malformed"),
        ("http://[::1/", "malformed"),
        ("http://evil.example\\@hanoi.gov.vn/", "malformed"),
        ("https://hanoi.gov.vn/" + "a" * 2000, "too long"),
        ("https://hanoi.gov.vn/" + "/".join(f"a{n}" for n in range(30)), "too deep"),
        ("https://hanoi.gov.vn/a/b/a/b/a/b", "repeated segment"),
        ("https://hanoi.gov.vn/a/-/hn/abcdefghijkl/3/3/3/x.html", None),
        ("https://h.vn/x/-/view_content/1-a/en", "language link"),
        ("https://h.vn/x/-/view_content/1-a.html/en/vi.html", "language link"),
        ("https://h.vn/shtd/vi", "language link"),
        ("https://h.vn/shtd/en_", "language link"),
        ("https://h.vn/en/vi/shtd", "language link"),
        ("https://h.vn/en/vi", "language link"),
        ("https://h.vn/en/shtd", None),
        ("https://h.vn/en", None),
        ("https://h.vn/c/portal/update_language?p_l_id=1&languageId=en_US", "language link"),
        ("https://h.vn/c/portal/login?p_l_id=1", "login"),
        ("https://h.vn/dang-nhap.html", "login"),
        ("https://h.vn/home?p_p_id=58&p_p_lifecycle=0", "login"),
        ("https://h.vn/c/portal/extend_session", "session"),
        ("https://h.vn/home?p_p_id=59_INSTANCE_6aZaRrRqV2Cq&p_p_lifecycle=1", "form"),
        ("https://h.vn/home?p_p_id=101&p_p_state=pop_up", "print"),
        ("https://h.vn/x/a-42862896.htm?print=1", "print"),
        ("https://h.vn/in-bai/42862896", "print"),
        ("https://h.vn/tim-kiem?q=x", "search"),
        ("https://h.vn/shtd?_101_keywords=metro&_101_cur=1", "search"),
        ("https://h.vn/simplecaptcha.png", "captcha"),
        ("https://h.vn/x?p_p_lifecycle=2&p_p_resource_id=captcha", "captcha"),
        ("https://h.vn/x/ma-captcha-la-gi-42862896.htm", None),
        ("https://h.vn/lich/2031/12", "calendar"),
        ("https://h.vn/x/2031-12-01", "calendar"),
        ("https://h.vn/x?thang=5&nam=2031", "calendar"),
        ("https://h.vn/x?_Cms_WAR_Cmsportlet_INSTANCE_abc_date=01/02/2031", "calendar"),
        ("https://cdn.vn/ubnd/2025/3/17/cau.jpg", None),
        ("https://h.vn/shtd?p_p_id=101&_101_delta=75", "page size"),
        (LIST, None),
        (B1, None),
        (b2(36690, title="search"), None),
    ],
)
def test_traps(url: str, trap: str | None):
    page = read_url(url)
    assert page.trap == trap
    assert (page.kind == "refused") == (trap is not None)


def test_a_trap_under_an_article_still_names_the_article():
    page = read_url("https://sotttt.hanoi.gov.vn/web/sotttt-eng/hot-news/-/view_content/3159627-x.html/en")
    assert (page.trap, page.article_id) == ("language link", "sotttt:vi:3159627")
    assert page.canonical == "https://sotttt.hanoi.gov.vn/web/sotttt-eng/hot-news/-/view_content/3159627-x.html"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (B1, "https://hanoi.gov.vn/tintuc_sukien/-/hn/ZVOm7e3VDMRM/3/2851753/1/"
             "hop-bao-thong-tin-ve-tinh-hinh-kinh-te---xa-hoi-quy-i2022.html"),
        (C + "?utm_source=zalo#top", C),
        (LIST, "https://sotttt.hanoi.gov.vn/shtd?_101_cur=2&p_p_id=101"),
        (LIST.replace("_101_cur=2", "_101_cur=1"), "https://sotttt.hanoi.gov.vn/shtd"),
        (LIST.replace("_101_delta=20", "_101_delta=75"), "https://sotttt.hanoi.gov.vn/shtd?_101_cur=2&p_p_id=101"),
        ("HTTP://EN-hanoi.govhni.vnptweb.vn:80/featured-news/?fbclid=1", "https://english.hanoi.gov.vn/featured-news"),
        ("http://127.0.0.1:8000//a/../b/./c", "http://127.0.0.1:8000/b/c"),
        ("http://h.vn/a?y=2&amp;x=1", "http://h.vn/a?x=1&y=2"),
        ("http://h.vn/Tài liệu/%7ea%2fb", "http://h.vn/T%C3%A0i%20li%E1%BB%87u/~a%2Fb"),
        ("http://user:pass@h.vn/", "http://h.vn/"),
    ],
)  # fmt: skip
def test_canonical_form(url: str, canonical: str):
    assert read_url(url).canonical == canonical


def test_the_doubled_parameter_keeps_both_values():
    canonical = read_url(b2(36690, title="a", counterOld=12)).canonical
    assert re.findall(r"[?&]p_p_id=([^&]*)", canonical) == [f"Cms_WAR_Cmsportlet_INSTANCE_{INSTANCE}", INSTANCE]
    assert "counter" not in canonical
    assert "title" not in canonical


def test_the_asked_url_is_kept_but_for_the_fragment():
    assert read_url(f" {B1}#noi-dung ").url == B1


ids = st.integers(1, 99_999_999)
native = st.from_regex(
    r"(4|2655)2[0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9])[01][0-9][0-5][0-9][0-5][0-9][0-9]{2,3}", fullmatch=True
)
slugs = st.from_regex(r"[a-z]{1,9}(-[a-z0-9]{1,6}){0,4}", fullmatch=True)


@st.composite
def aliases(draw: st.DrawFn, article: int, language: str) -> str:
    """Spell one article of the city's portal in one of its many ways."""
    slug, page = draw(slugs), draw(st.sampled_from(["tintuc", "hot-news", "ct_trangchu", "web/guest/home"]))
    scheme = draw(st.sampled_from(["http", "https"]))
    hosts = {"vi": ["hanoi.gov.vn", "HANOI.gov.vn:443"], "en": ["english.hanoi.gov.vn", "english.thudo.gov.vn"]}
    host = draw(st.sampled_from(hosts[language])) if scheme == "https" else hosts[language][0]
    session = draw(st.sampled_from(["", ";jsessionid=abc+-9.app2"]))
    form = draw(st.sampled_from(["b1", "b2", "c"]))
    if form == "b1":
        locale = draw(st.sampled_from(["", "vi/", "sr_RS_latin/", "en_US/"]))
        counter = draw(st.integers(0, 99))
        numbers = f"{draw(st.integers(0, 9))}/{article}/{counter}"
        return f"{scheme}://{host}/{locale}{page}/-/hn/{INSTANCE}/{numbers}/{slug}.html{session}"
    if form == "b2":
        path, _, query = b2(article, host=f"{scheme}://{host}", page=page, title=slug, counterNew=3).partition("?")
        return f"{path}{session}?{'&'.join(draw(st.permutations(query.split('&'))))}"
    site = {"vi": "4", "en": "2655"}[language]
    return f"{scheme}://{host}/{page}/{slug}-{site}{article}.htm"


@given(st.data(), ids, st.sampled_from(["vi", "en"]))
def test_all_aliases_have_one_identity(data: st.DataObject, article: int, language: str):
    first, second = data.draw(aliases(article, language)), data.draw(aliases(article, language))
    if re.search(r"-(4|2655)[0-9]{0,3}\.htm", first + second):
        return  # too short to be told from a section that ends in a year
    assert read_url(first).article_id == read_url(second).article_id == f"hnp:{language}:{article}"
    assert read_url(first).language == language


@given(st.data(), ids, ids, st.sampled_from(["vi", "en"]), st.sampled_from(["vi", "en"]))
def test_different_articles_never_collide(data: st.DataObject, one: int, other: int, language: str, second: str):
    if (one, language) == (other, second):
        return
    first, last = read_url(data.draw(aliases(one, language))), read_url(data.draw(aliases(other, second)))
    assert first.identity != last.identity
    assert first.canonical != last.canonical


@given(native, native, ids, slugs)
def test_current_ids_keep_apart_from_each_other_and_from_legacy_ones(one: str, other: str, legacy: int, slug: str):
    found = [read_url(f"https://hanoi.gov.vn/a/{slug}-{each}.htm").article_id for each in {one, other}]
    found.append(read_url(f"https://hanoi.gov.vn/a/-/hn/{INSTANCE}/3/{legacy}/1/{slug}.html").article_id)
    assert len(set(found)) == len(found)


@given(st.permutations(b2(36690, title="a", counterOld=1).partition("?")[2].split("&")))
def test_the_order_of_parameters_makes_no_difference(pieces: list[str]):
    page = read_url("http://english.hanoi.gov.vn/news-events?" + "&".join(pieces))
    assert page.canonical == read_url(b2(36690)).canonical


# fmt: off
PIECES = [
    "http://", "https://", "hanoi.gov.vn", "127.0.0.1", ":", "@", "[", "/", "//", ".", "..", "?", "&", "=", "#", "%",
    "%2e", "%2F", "%7E", ";jsessionid=", "-/hn/", "/-/view_content/", "42851753.htm", "a-", "vi", "en", "en_US",
    "p_p_id", "_101_cur=1", "_101_delta", "_Cms_WAR_Cmsportlet_INSTANCE_x_articleId=7", "amp;", "é", "\ud800", "\x00",
]
# fmt: on
shreds = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=14).map("".join)


@given(shreds | shreds.map("http://h/".__add__) | st.text())
def test_any_string_is_read_and_its_canonical_form_stays(text: str):
    page = read_url(text)
    assert isinstance(page, PortalUrl)
    again = read_url(page.canonical)
    assert again.canonical == page.canonical
    assert (again.article_id, again.generation) == (page.article_id, page.generation)
    assert picture_id(picture_id(text)) == picture_id(text)
    assert payload_key(payload_key(text)) == payload_key(text)
    assert is_in_scope(text, ["hanoi.gov.vn", text]) in (True, False)


@pytest.mark.parametrize(
    ("url", "hosts", "inside"),
    [
        ("https://hanoi.gov.vn/x", ["hanoi.gov.vn"], True),
        ("http://english.hanoi.gov.vn/x", ["hanoi.gov.vn"], True),
        ("http://vanban.hanoi.gov.vn/x", ["english.thudo.gov.vn"], True),
        ("http://en-hanoi.govhni.vnptweb.vn/x", ["www.hanoi.gov.vn"], True),
        ("http://sotttt.hanoi.gov.vn/x", ["hanoi.gov.vn"], False),
        ("http://sotttt.hanoi.gov.vn/x", ["sotttt.hanoi.gov.vn"], True),
        ("http://hanoi.gov.vn/x", ["sotttt.hanoi.gov.vn"], False),
        ("http://127.0.0.1:8000/x", ["127.0.0.1:8000"], True),
        ("http://127.0.0.1:8001/x", ["127.0.0.1:8000"], False),
        ("http://127.0.0.1/x", ["127.0.0.1:8000"], False),
        ("http://english.localhost:8000/x", ["localhost:8000"], True),
        ("http://9.127.0.0.1:8000/x", ["127.0.0.1:8000"], False),
        ("https://example.org:443/x", ["Example.org"], True),
        ("http://hanoi.gov.vn@evil.example/", ["hanoi.gov.vn"], False),
        ("http://xhanoi.gov.vn/", ["hanoi.gov.vn"], False),
        ("mailto:a@hanoi.gov.vn", ["hanoi.gov.vn"], False),
        ("https://hanoi.gov.vn/x", [], False),
    ],
)
def test_scope_follows_from_the_seeds_hosts(url: str, hosts: list[str], inside: bool):
    assert is_in_scope(url, hosts) is inside


def test_one_picture_has_one_identity():
    host = "ubnd-hanoi.mediacdn.vn"
    forms = ["", "thumb_w/740/", "zoom/270x170/", "zoom/270x170/thumb_w/740/"]
    urls = [f"{scheme}://{host}/{form}ubnd/2025/3/17/cau.jpg" for form in forms for scheme in ("http", "https")]
    assert {picture_id(each) for each in urls} == {f"https://{host}/ubnd/2025/3/17/cau.jpg"}
    assert picture_id("https://h/image/journal/article?img_id=1&t=5") != picture_id(
        "https://h/image/journal/article?img_id=2"
    )


REAL = Path(__file__).parents[3] / "shared" / "portal" / "html"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not beside the repository")
def test_links_of_real_pages_are_read():
    listings, articles = set(), set()
    for file in REAL.glob("*.html"):
        html = file.read_text(encoding="utf-8", errors="replace")
        for href in re.findall(r'href="([^"]*)"', html):
            page = read_url("https://sotttt.hanoi.gov.vn/" + href.replace("&amp;", "&"))
            if "_101_cur=" in href:
                assert page.kind == ("section" if href.endswith("_101_cur=1") else "listing"), href
                listings.add(page.canonical)
            if "/-/view_content/" in href:
                assert page.kind == "article", href
                articles.add(page.article_id)
    assert len(listings) > 20
    assert len(articles) > 40

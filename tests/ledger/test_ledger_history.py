from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hnp_crawler.items import Article, Block, Capture, Picture, Related, RelatedLink
from hnp_crawler.ledger import Found, Ledger, LedgerError, Outcome, State, compared_fields


def capture(offset: int) -> Capture:
    return Capture(
        file="HNP-1.warc.gz",
        offset=offset,
        length=100,
        record_id=f"urn:uuid:{offset:032}",
        target_uri="https://hanoi.gov.vn/a",
        date="2026-01-02T03:04:05.000000Z",
        payload_digest="sha256:AAAA",
    )


ARTICLE = Article(
    id="hnp:vi:2851753",
    url="https://hanoi.gov.vn/a",
    language="vi",
    title="Họp báo",
    published_raw="20:05 19/05/2017",
    published_at="2017-05-19T20:05:00+07:00",
    published_precision="minute",
    published_source="title stamp",
    section=None,
    agency="HNP",
    lead="Chiều 6/4 …",
    body=(Block(kind="paragraph", text="Một."), Block(kind="paragraph", text="Hai.")),
    byline=None,
    authors=(),
    interview=None,
    images=(Picture(url="https://hanoi.gov.vn/p.jpg", caption="Ảnh", alt=None, capture=capture(900)),),
    attachments=(),
    related=Related(),
    layout="b1",
    crawl_id="c1",
    reader="1",
    capture=capture(0),
)


@pytest.fixture
def now() -> list[float]:
    return [1_700_000_000.0]


@pytest.fixture
def ledger(tmp_path: Path, now: list[float]) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite", lambda: now[0]) as ledger:
        ledger.begin("c1")
        yield ledger


def record(ledger: Ledger, article: Article) -> tuple[int, str | None, tuple[str, ...]]:
    comparison = ledger.articles.record(article.id, article.url, compared_fields(article), article.capture)
    return comparison.version, comparison.event, comparison.changed


# --- versions ---------------------------------------------------------------------------------------------------------


def test_an_article_is_new_once_and_changed_by_what_was_read(ledger: Ledger) -> None:
    assert record(ledger, ARTICLE) == (1, "new", ())
    assert record(ledger, ARTICLE) == (1, None, ())
    changed = replace(ARTICLE, title="Họp báo quý I", lead=None, capture=capture(100))
    comparison = ledger.articles.compare(changed.id, compared_fields(changed))
    assert (comparison.former, comparison.changed) == (capture(0), ("title", "lead"))
    assert record(ledger, changed) == (2, "changed", ("title", "lead"))
    assert record(ledger, replace(ARTICLE, capture=capture(200))) == (3, "changed", ("title", "lead"))
    versions = ledger.articles.versions(ARTICLE.id)
    assert [(v.version, v.crawl_id, v.changed, v.capture) for v in versions] == [
        (1, "c1", (), capture(0)),
        (2, "c1", ("title", "lead"), capture(100)),
        (3, "c1", ("title", "lead"), capture(200)),
    ]
    assert ledger.articles.count() == (1, 3, 0)
    assert list(ledger.articles.all()) == [(ARTICLE.id, 3)]


@pytest.mark.parametrize(
    "change",
    [
        {"views": 12345},
        {"related": Related(newer=(RelatedLink(url="https://hanoi.gov.vn/n", title="Mới"),))},
        {"capture": capture(5), "crawl_id": "c9", "reader": "2", "layout": "c", "url": "https://hanoi.gov.vn/b"},
        {"problems": ("x",), "found": {"title": "h1"}, "version": 4, "event": "changed"},
        {"images": (replace(ARTICLE.images[0], capture=None),)},
    ],
)
def test_furniture_and_origin_make_no_version(change: dict[str, object]) -> None:
    assert compared_fields(replace(ARTICLE, **change)) == compared_fields(ARTICLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"body": ARTICLE.body[::-1]}, {"body"}),
        ({"images": ()}, {"images"}),
        ({"authors": ("Trọng Toàn",), "byline": "Trọng Toàn"}, {"authors", "byline"}),
        ({"published_at": "2017-05-20T00:00:00+07:00"}, {"published_at"}),
    ],
)
def test_what_was_read_makes_a_version(change: dict[str, object], fields: set[str]) -> None:
    old, new = compared_fields(ARTICLE), compared_fields(replace(ARTICLE, **change))  # type: ignore[arg-type]
    assert {name for name in old if old[name] != new[name]} == fields


def test_a_field_that_a_later_reader_compares_too_counts_as_changed(ledger: Ledger) -> None:
    ledger.articles.record("id", "u", {"title": "1"}, capture(0))
    assert ledger.articles.compare("id", {"title": "1", "tags": "2"}).changed == ("tags",)


def test_a_line_of_a_dead_crawl_counts_as_that_crawl_s(ledger: Ledger) -> None:
    ledger.begin("c2")
    ledger.articles.record(ARTICLE.id, ARTICLE.url, compared_fields(ARTICLE), ARTICLE.capture, crawl_id="c1")
    assert [version.crawl_id for version in ledger.articles.versions(ARTICLE.id)] == ["c1"]


def test_what_vanished_can_return(ledger: Ledger, now: list[float]) -> None:
    assert ledger.articles.vanish(ARTICLE.id, "HTTP 404") is None
    record(ledger, ARTICLE)
    now[0] += 60
    removal = ledger.articles.vanish(ARTICLE.id, "HTTP 404")
    assert removal is not None
    assert (removal.id, removal.version, removal.reason, removal.capture) == (ARTICLE.id, 1, "HTTP 404", capture(0))
    assert ledger.articles.vanish(ARTICLE.id, "HTTP 404") is None
    known = ledger.articles.get(ARTICLE.id)
    assert known is not None
    assert (known.vanished, known.vanished_reason, known.last_seen) == (1_700_000_060, "HTTP 404", 1_700_000_000)
    assert ledger.articles.count() == (1, 1, 1)
    assert ledger.articles.compare(ARTICLE.id, compared_fields(ARTICLE)).returned
    assert ledger.articles.see(ARTICLE.id)
    assert not ledger.articles.see(ARTICLE.id)
    assert ledger.articles.count() == (1, 1, 0)


def test_a_changed_article_that_returns_is_there_again(ledger: Ledger) -> None:
    record(ledger, ARTICLE)
    ledger.articles.vanish(ARTICLE.id, "dropped")
    record(ledger, replace(ARTICLE, title="Khác"))
    known = ledger.articles.get(ARTICLE.id)
    assert known is not None
    assert known.vanished is None


def test_an_alias_leads_to_the_article(ledger: Ledger) -> None:
    ledger.articles.record("hnp:vi:1", "u1", {"title": "x"}, capture(0), likeness="same")
    assert ledger.articles.alike("same") == ["hnp:vi:1"]
    assert ledger.articles.alike("other") == []
    ledger.articles.alias("hnp:vi:42862896", "hnp:vi:1")
    assert ledger.articles.resolve("hnp:vi:42862896") == "hnp:vi:1"
    assert ledger.articles.resolve("hnp:vi:7") == "hnp:vi:7"
    known = ledger.articles.get("hnp:vi:42862896")
    assert known is not None
    assert known.id == "hnp:vi:1"
    assert len(ledger.articles.versions("hnp:vi:42862896")) == 1
    with pytest.raises(LedgerError, match="'hnp:vi:1' is its own id"):
        ledger.articles.alias("hnp:vi:1", "hnp:vi:1")


# --- listings ---------------------------------------------------------------------------------------------------------


def test_a_walk_counts_its_pages_and_its_different_entries(ledger: Ledger) -> None:
    assert ledger.crawl is not None
    assert ledger.listings.name("news", ["a", "b", "b"]) == 2
    assert ledger.listings.name("news", ["b", "c"]) == 1
    ledger.urls.offer([Found(key, key) for key in "abc"])
    ledger.urls.settle("a", Outcome(State.FETCHED))
    ledger.urls.settle("b", Outcome(State.FAILED))
    (walk,) = ledger.listings.walks(ledger.crawl.serial)
    assert (walk.pages, walk.entries, walk.complete, walk.reason, walk.missing) == (2, 3, False, "not finished", 2)
    ledger.listings.finish("news", complete=True)
    (walk,) = ledger.listings.walks(ledger.crawl.serial)
    assert (walk.complete, walk.reason) == (True, None)
    assert ledger.listings.named("c") == ["news"]


def test_a_walk_that_failed_at_once_is_on_record(ledger: Ledger) -> None:
    assert ledger.crawl is not None
    ledger.listings.finish("news", complete=False, reason="HTTP 503")
    (walk,) = ledger.listings.walks(ledger.crawl.serial)
    assert (walk.pages, walk.complete, walk.reason) == (0, False, "HTTP 503")


def test_what_a_complete_walk_no_longer_sees_was_dropped(ledger: Ledger) -> None:
    ledger.listings.name("news", "abc")
    ledger.listings.finish("news", complete=True)
    ledger.begin("c2")
    ledger.listings.name("news", "ab")
    assert list(ledger.listings.dropped("news")) == []
    ledger.listings.finish("news", complete=False, reason="HTTP 503")
    assert list(ledger.listings.dropped("news")) == []
    ledger.begin("c3")
    ledger.listings.name("news", "bd")
    ledger.listings.finish("news", complete=True)
    # Since the last complete walk: the half walk in between saw "a", and proved nothing.
    assert list(ledger.listings.dropped("news")) == ["a", "c"]
    ledger.begin("c4")
    ledger.listings.name("news", "bd")
    ledger.listings.finish("news", complete=True)
    assert list(ledger.listings.dropped("news")) == []

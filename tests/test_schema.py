from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import jsonschema
import pytest

from hnp_crawler import items
from hnp_crawler.items import Article, Block, Capture, Related
from hnp_crawler.schema import SCHEMAS, article_schema, attribute_docstrings, decode_line, encode_line, removal_schema

PUBLISHED = Path(__file__).parent.parent / "docs"

CAPTURE = Capture(
    file="HNP-20261125040506000-00000-host.warc.gz",
    offset=0,
    length=9,
    record_id="urn:uuid:00000000-0000-4000-8000-000000000000",
    target_uri="http://a.vn/",
    date="2026-11-25T04:05:06.000000Z",
    payload_digest="sha256:A",
)
ARTICLE = Article(
    id="hnp:vi:1",
    url="http://a.vn/",
    language="vi",
    title="Đồng chí",
    published_raw=None,
    published_at=None,
    published_precision=None,
    published_source=None,
    section=None,
    agency=None,
    lead=None,
    body=(Block(kind="paragraph", text="Một"),),
    byline=None,
    authors=(),
    interview=None,
    images=(),
    attachments=(),
    related=Related(),
    layout="b1",
    crawl_id="c",
    reader="0",
    capture=CAPTURE,
)


def test_a_line_has_the_keys_of_the_class_in_order() -> None:
    line = encode_line(ARTICLE)
    assert line.endswith(b"\n")
    assert list(json.loads(line)) == [field.name for field in fields(Article)]
    assert "Đồng chí".encode() in line
    assert decode_line(line) == ARTICLE


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schemas_are_current(name: str) -> None:
    assert json.loads((PUBLISHED / f"{name}.schema.json").read_text("utf-8")) == SCHEMAS[name](), "run `make docs`"


def test_the_schema_accepts_a_line_and_refuses_a_wrong_one() -> None:
    check = jsonschema.Draft202012Validator(article_schema())
    line = json.loads(encode_line(ARTICLE))
    check.validate(line)
    for key, wrong in [("language", "de"), ("version", "1"), ("body", None), ("unknown", 1)]:
        assert list(check.iter_errors({**line, key: wrong})), key


def test_every_field_of_a_line_is_documented() -> None:
    for name in {*article_schema()["$defs"], *removal_schema()["$defs"]}:
        cls = getattr(items, name)
        assert set(attribute_docstrings(cls)) == {field.name for field in fields(cls)}


def test_a_damaged_line_is_refused() -> None:
    line = encode_line(replace(ARTICLE, version=2))
    for damaged in (line[:-10], line.replace(b'"version":2', b'"version":null'), b"[]\n"):
        with pytest.raises(ValueError, match=r"."):
            decode_line(damaged)

"""Generate the JSON Schema of a line from `hnp_crawler.items`, encode lines and check them."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from hnp_crawler import items
from hnp_crawler.items import Article, Removal

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


def encode_line(line: Article | Removal) -> bytes:
    """Encode a line of ``articles.jsonl`` or ``removals.jsonl``: UTF-8, keys in the order of the class, a line feed."""
    return msgspec.json.encode(line) + b"\n"


def decode_line(line: bytes) -> Article:
    """Decode one line strictly, raising `ValueError` with the path of what does not follow the contract."""
    return msgspec.json.decode(line, type=Article, strict=True)


def decode_removal(line: bytes) -> Removal:
    """Decode one line of ``removals.jsonl`` strictly, raising `ValueError` as `decode_line` does."""
    return msgspec.json.decode(line, type=Removal, strict=True)


def article_schema() -> dict[str, Any]:
    """Generate the JSON Schema of a line of ``articles.jsonl``."""
    return _schema(Article, "article/1")


def removal_schema() -> dict[str, Any]:
    """Generate the JSON Schema of a line of ``removals.jsonl``."""
    return _schema(Removal, "removal/1")


def _schema(contract: type, name: str) -> dict[str, Any]:
    """Generate the schema of a contract; the descriptions are the attribute docstrings of the classes."""
    schema = msgspec.json.schema(contract)
    for part, definition in schema["$defs"].items():
        documented = attribute_docstrings(getattr(items, part))
        for key, prop in definition.get("properties", {}).items():
            if key in documented:
                prop["description"] = documented[key]
        definition["additionalProperties"] = False
        definition.pop("title", None)
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))  # defaults are tuples until then
    return {"$schema": SCHEMA_ID, "$id": name, **plain}


@cache
def attribute_docstrings(cls: type) -> dict[str, str]:
    """Read the string below each attribute of a class, which `inspect` alone does not give."""
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    documented: dict[str, str] = {}
    for attribute, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            if isinstance(attribute, ast.AnnAssign):
                documented[ast.unparse(attribute.target)] = inspect.cleandoc(str(below.value.value))
            elif isinstance(attribute, ast.Assign):
                documented[ast.unparse(attribute.targets[0])] = inspect.cleandoc(str(below.value.value))
    return documented


SCHEMAS = {"article": article_schema, "removal": removal_schema}
"""The published schemas, each in ``docs/<name>.schema.json``."""


if __name__ == "__main__":
    for schema_name, generate in SCHEMAS.items():
        text = json.dumps(generate(), ensure_ascii=False, indent=2) + "\n"
        Path("docs", f"{schema_name}.schema.json").write_text(text, "utf-8")

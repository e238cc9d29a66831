"""Write the body of a POST as a query string, so that an index tells apart what one URL answers to it.

The convention is that of cdxj-indexer and pywb
(https://specs.webrecorder.net/request-body-canonicalization/latest/).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_plus, urlencode

from hnp_crawler.archive.index.cdxj import Post
from hnp_crawler.archive.wire.message import entity, read_message
from hnp_crawler.archive.wire.pieces import join

MAX_QUERY = 4096
MAX_BODY = 1 << 20
"""No more of a body is read; what follows could not change the first 4,096 characters of most queries."""
DEFAULT_BODY = 8192


def read_post(request: Iterable[bytes]) -> Post | None:
    """Read a request; None unless it is a POST or PUT."""
    head, body = read_message(request)
    method = head.start.split(b" ", 1)[0].decode("latin-1").upper()
    if method not in ("POST", "PUT"):
        return None
    stated = (head.get("Content-Length") or str(DEFAULT_BODY)).strip()
    length = int(stated) if stated.isdecimal() and len(stated) < 19 else 0
    length = min(length, MAX_BODY)
    content = join(entity(head, body), length)[:length]
    return Post(method, post_query(content, head.get("Content-Type") or "")[:MAX_QUERY])


def post_query(content: bytes, content_type: str) -> str:
    """Write a body as a query, by its type; what cannot be read as the type says goes in as base 64."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        try:
            return unquote_plus(content.decode())
        except UnicodeDecodeError:
            return _binary(content)
    if content_type.startswith("multipart/"):
        _, found, boundary = content_type.partition("boundary=")
        return urlencode(list(_parts(content, boundary.strip('"').encode()))) if found else _binary(content)
    if content_type.startswith("application/json"):
        try:
            return _json_query(content)
        except (ValueError, RecursionError):
            return ""
    if content_type.startswith("text/plain"):
        try:
            return _json_query(content)
        except (ValueError, RecursionError):
            return _binary(content)
    return _binary(content)


def _binary(content: bytes) -> str:
    return "__wb_post_data=" + b64encode(content).decode("ascii")


def _parts(content: bytes, boundary: bytes) -> Iterator[tuple[str, bytes]]:
    """Read the named parts of a multipart form (RFC 7578)."""
    for part in content.split(b"--" + boundary)[1:-1]:
        head, body = read_message((b"\r\n" + part.removeprefix(b"\r\n"),))
        _, found, name = (head.get("Content-Disposition") or "").partition('name="')
        if found:
            yield name.partition('"')[0], b"".join(body).removesuffix(b"\r\n")


def _json_query(content: bytes) -> str:
    try:
        documents = [json.loads(content)]
    except ValueError:
        if b"\n" not in content:
            raise
        documents = [json.loads(line) for line in content.split(b"\n")]
    named: dict[str, str] = {}
    repeats: dict[str, int] = {}
    for document in documents:
        for name, value in _leaves(document, ""):
            key = name
            if name in named:
                repeats[name] = repeats.get(name, 1) + 1
                key = f"{name}.{repeats[name]}_"
            named[key] = str(value)
    return urlencode(named)


def _leaves(document: Any, name: str) -> Iterator[tuple[str, object]]:
    """List names and values in depth-first order; a value without a name is left out."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from _leaves(value, key)
    elif isinstance(document, list):
        for value in document:
            yield from _leaves(value, name)
    elif name:
        yield name, document

"""Write a Scrapy request as JSON that survives the process, and make it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Headers
from scrapy.utils.request import request_from_dict

from hnp_crawler.download.keeping import CAPTURE, KEPT, KEY, VALIDATED
from hnp_crawler.ledger import Found, Kind

IN_FLIGHT = frozenset({KEY, CAPTURE, KEPT, VALIDATED, "download_latency"})
"""The ``meta`` keys that mean nothing in another process."""

PLAIN: dict[str, Any] = {
    "callback": None,
    "errback": None,
    "method": "GET",
    "encoding": "utf-8",
    "dont_filter": False,
}
"""The values that need not be written down."""


APART = frozenset({"url", "priority"})
"""The attributes that have columns of their own."""

MAX_DEPTH = 32
"""How deep the part that cannot be stored is looked for."""


class UnstorableRequestError(TypeError):
    """Raised when a request cannot be written down: one sentence that names the request, the part and the value."""


def found_by(request: Request, key: str, via: str | None, spider: Spider | None) -> Found:
    """Say what the ledger has to know of a request: its key, where it was found, and how to make it again."""
    meta = request.meta
    referer = request.headers.get("Referer")
    return Found(
        key=key,
        url=request.url,
        kind=meta.get("hnp_kind", Kind.OTHER),
        via=via or meta.get("hnp_via") or (referer.decode("latin-1") if referer else None),
        hop=meta.get("depth", 0),
        priority=request.priority,
        request=store_request(request, spider),
        stamp=meta.get("hnp_stamp"),
        force=request.dont_filter,
    )


def store_request(request: Request, spider: Spider | None) -> str | None:
    """Write all of a request but its URL and priority, as a JSON object; None where there is nothing to write.

    Callbacks are written by name and must be methods of the spider; ``meta``, ``cb_kwargs`` and the rest must consist
    of what JSON can say (no tuples, sets, bytes or objects). Raises `UnstorableRequestError` otherwise.
    """
    written: dict[str, Any] = {}
    for name in request.attributes:
        value = getattr(request, name)
        if name in APART or not value or value == PLAIN.get(name):
            continue
        writer = _WRITERS.get(name)
        written[name] = value if writer is None else writer(value, spider, request)
    if not written.get("meta", True):
        del written["meta"]
    if type(request) is not Request:
        written["_class"] = f"{type(request).__module__}.{type(request).__qualname__}"
    return _as_json(written, request) if written else None


def restore_request(url: str, priority: int, stored: str | None, spider: Spider | None) -> Request:
    """Make the request again that `store_request` wrote; raises ValueError for a callback that the spider lacks."""
    if stored is None:
        return Request(url, priority=priority)
    written: dict[str, Any] = json.loads(stored)
    if "body" in written:
        written["body"] = written["body"].encode("latin-1")
    if "headers" in written:
        written["headers"] = {
            name.encode("latin-1"): [value.encode("latin-1") for value in values]
            for name, values in written["headers"].items()
        }
    return request_from_dict({**written, "url": url, "priority": priority}, spider=spider)


def _method_name(value: Any, spider: Spider | None, request: Request) -> str:
    name = getattr(value, "__name__", "")
    # A bound method is made anew whenever it is asked for: compare the function and the object.
    if spider is None or getattr(value, "__self__", None) is not spider or getattr(spider, name, None) != value:
        raise UnstorableRequestError(
            f"storing {request}: the callback {value!r} is not a method of the spider {spider!r}"
        )
    return str(name)


def _bytes(value: bytes, _spider: Spider | None, _request: Request) -> str:
    return value.decode("latin-1")


def _headers(value: Headers, _spider: Spider | None, _request: Request) -> dict[str, list[str]]:
    return {name.decode("latin-1"): [item.decode("latin-1") for item in values] for name, values in dict.items(value)}


def _meta(value: dict[str, Any], _spider: Spider | None, _request: Request) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name not in IN_FLIGHT}


_WRITERS: dict[str, Callable[[Any, Spider | None, Request], Any]] = {
    "callback": _method_name,
    "errback": _method_name,
    "body": _bytes,
    "headers": _headers,
    "meta": _meta,
}


def _as_json(written: dict[str, Any], request: Request) -> str:
    try:
        text = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
        if json.loads(text) == written:
            return text
    except (TypeError, ValueError, RecursionError):
        pass
    path, value = _odd_part(written)
    raise UnstorableRequestError(f"storing {request}: {path} is {value!r:.200}, which does not survive as JSON")


def _odd_part(value: Any, path: str = "", depth: int = 0) -> tuple[str, Any]:
    """Find the innermost part that does not come back from JSON as it went in."""
    parts: list[tuple[str, Any]] = []
    if type(value) is dict and depth < MAX_DEPTH:
        parts = [(f"{path}.{name}".lstrip("."), item) for name, item in value.items() if type(name) is str]
    elif type(value) is list and depth < MAX_DEPTH:
        parts = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    for part, item in parts:
        try:
            if json.loads(json.dumps(item)) == item:
                continue
        except (TypeError, ValueError, RecursionError):
            pass
        return _odd_part(item, part, depth + 1)
    return path, value

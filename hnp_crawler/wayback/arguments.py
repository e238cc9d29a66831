"""Read the arguments of ``scrapy crawl wayback`` into one typed, checked value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hnp_crawler.arguments import CrawlArguments, read_count, read_switch, refuse_unknown
from hnp_crawler.errors import OptionError

NAMES = ("match", "from", "to", "pick", "pages", "max_articles", "full")
DIGEST, ALL = "digest", "all"
ARTICLES = "articles"
MAX_MATCH = 2000
"""Characters of a pattern."""

_MOMENT = re.compile(r"\d{4}(?:-?\d{2}(?:-?\d{2}(?:[T ]?\d{2}(?::?\d{2}(?::?\d{2}Z?)?)?)?)?)?", re.ASCII)
_FIRST = "00000101000000"
"""What a date leaves open, filled up to its first second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaybackArguments(CrawlArguments):
    """Hold what ``scrapy crawl wayback -a …`` was asked for."""

    match: str
    first: str | None
    """Beginning of the time of capture, 4 to 14 digits."""
    last: str | None
    """End of the time of capture, 4 to 14 digits, all of it meant."""
    pick: str
    """``digest``, ``all``, or the moment, 14 digits, to which the nearest capture is wanted."""
    all_pages: bool = False
    """Whether pages are wanted as well whose address names no article."""


def read_wayback_arguments(given: Mapping[str, str]) -> WaybackArguments:
    """Read the spider's arguments, raising `OptionError` for an unknown name or a wrong value."""
    refuse_unknown(given, NAMES)
    first, last = _moment(given, "from"), _moment(given, "to")
    if first and last and first > last.ljust(len(first), "9"):
        raise OptionError(f"reading the spider arguments: from {first} is after to {last}")
    return WaybackArguments(
        match=_match(given),
        first=first,
        last=last,
        pick=_pick(given),
        all_pages=_pages(given) == ALL,
        max_articles=read_count(given, "max_articles"),
        full=read_switch(given, "full"),
    )


def _match(given: Mapping[str, str]) -> str:
    match = given.get("match", "").strip()
    host = match.removeprefix("http://").removeprefix("https://").removeprefix("*.").partition("/")[0]
    if not match.isprintable() or " " in match or len(match) > MAX_MATCH or "." not in host or "*" in host:
        raise OptionError(
            f"reading the spider argument match: {match[:200]!r} is not a URL, "
            "a beginning of URLs such as hanoi.gov.vn/*, or a domain such as *.hanoi.gov.vn"
        )
    return match


def _moment(given: Mapping[str, str], name: str) -> str | None:
    if name not in given:
        return None
    text = given[name].strip()
    digits = re.sub(r"\D", "", text)
    try:
        if _MOMENT.fullmatch(text):
            datetime.strptime(digits + _FIRST[len(digits) :], "%Y%m%d%H%M%S")
            return digits
    except ValueError:
        pass
    raise OptionError(
        f"reading the spider argument {name}: {text[:80]!r} is not a date such as 2017, 2017-05-19 or 20170519130500"
    )


def _pages(given: Mapping[str, str]) -> str:
    word = given.get("pages", ARTICLES).strip()
    if word not in (ARTICLES, ALL):
        raise OptionError(f"reading the spider argument pages: {word[:80]!r} is not articles or all")
    return word


def _pick(given: Mapping[str, str]) -> str:
    word = given.get("pick", DIGEST).strip()
    if word in (DIGEST, ALL):
        return word
    try:
        digits = _moment({"pick": word}, "pick") or ""
    except OptionError:
        raise OptionError(
            f"reading the spider argument pick: {word[:80]!r} is not digest, all, or a date such as 2017-05-19"
        ) from None
    return digits + _FIRST[len(digits) :]

"""Read a spider's arguments (``-a name=value``) into one typed, checked value."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from hnp_crawler.errors import OptionError

MAX_URLS = 1_000_000
"""Most URLs that a ``urls`` file may hold."""

_SECTION = re.compile(r"[\w.-]{1,100}", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlArguments:
    """Hold what any spider of the project may be asked for."""

    since: date | None = None
    until: date | None = None
    max_articles: int | None = None
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments(CrawlArguments):
    """Hold what ``scrapy crawl hnp -a …`` was asked for."""

    start: tuple[str, ...]
    urls: tuple[str, ...]
    sections: frozenset[str]

    @property
    def seeds(self) -> tuple[str, ...]:
        """Give every URL that the crawl begins with."""
        return self.start + self.urls


NAMES = ("start", "urls", "sections", "since", "until", "max_articles", "full")


def read_arguments(given: Mapping[str, str], default_start: tuple[str, ...]) -> Arguments:
    """Read the spider's arguments, raising `OptionError` for an unknown name or a wrong value.

    ``default_start`` are the seeds where neither ``start`` nor ``urls`` is given.
    """
    refuse_unknown(given, NAMES)
    urls = _url_file(given["urls"]) if "urls" in given else ()
    start = _seeds(given["start"]) if "start" in given else () if urls else default_start
    since, until = _day(given, "since"), _day(given, "until")
    if since and until and since > until:
        raise OptionError(f"reading the spider arguments: since {since} is after until {until}")
    return Arguments(
        start=start,
        urls=urls,
        sections=_sections(given.get("sections", "")),
        since=since,
        until=until,
        max_articles=read_count(given, "max_articles"),
        full=read_switch(given, "full"),
    )


def _http_url(text: str, where: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or not text.isprintable() or " " in text or len(text) > 2000:
        raise OptionError(f"reading {where}: {text[:200]!r} is not an http or https URL")
    if "@" in parts.netloc:
        # They would go into every record and list that the crawl leaves.
        raise OptionError(f"reading {where}: the URL of {parts.hostname} holds a user name or password")
    return text if parts.path else f"{text.rstrip('/')}/"


def _seeds(text: str) -> tuple[str, ...]:
    seeds = tuple(_http_url(part.strip(), "the spider argument start") for part in text.split(",") if part.strip())
    if not seeds:
        raise OptionError(f"reading the spider argument start: {text!r} names no URL")
    return seeds


def _url_file(name: str) -> tuple[str, ...]:
    """Read a file of URLs, one a line; blank lines and lines that begin with ``#`` do not count."""
    try:
        lines = Path(name).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise OptionError(f"reading the spider argument urls: the file {name!r} cannot be read: {error}") from None
    numbered = [(n, line.strip()) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered or len(numbered) > MAX_URLS:
        raise OptionError(
            f"reading the spider argument urls: the file {name!r} holds {len(numbered)} URLs, not 1 to 1,000,000"
        )
    return tuple(dict.fromkeys(_http_url(line, f"line {n} of {name}") for n, line in numbered))


def _sections(text: str) -> frozenset[str]:
    names = [part.strip().strip("/") for part in text.split(",") if part.strip()]
    for name in names:
        if not _SECTION.fullmatch(name):
            raise OptionError(f"reading the spider argument sections: {name!r} is not a section's name in a URL")
    return frozenset(names)


def _day(given: Mapping[str, str], name: str) -> date | None:
    if name not in given:
        return None
    match = _DAY.fullmatch(given[name].strip())
    try:
        if match and match[1]:
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match:
            return date(int(match[6]), int(match[5]), int(match[4]))
    except ValueError:
        pass
    raise OptionError(
        f"reading the spider argument {name}: {given[name]!r} is not a date such as 2017-05-19 or 19/05/2017"
    )


def refuse_unknown(given: Mapping[str, str], names: Collection[str]) -> None:
    """Raise `OptionError` for the first argument that is not one of a spider's."""
    for name in given:
        if name not in names:
            raise OptionError(f"reading the spider arguments: {name!r} is not one of {', '.join(names)}")


def read_count(given: Mapping[str, str], name: str) -> int | None:
    """Read a whole number from 1 up, None where it is not given; raises `OptionError`."""
    if name not in given:
        return None
    text = given[name].strip()
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:18]) <= 10**9:
        raise OptionError(f"reading the spider argument {name}: {text[:80]!r} is not a whole number from 1 up")
    return int(text)


def read_switch(given: Mapping[str, str], name: str) -> bool:
    """Read 1 or 0, which is also what stands where it is not given; raises `OptionError`."""
    text = given.get(name, "0").strip().casefold()
    if text not in ("0", "1", "true", "false", "yes", "no"):
        raise OptionError(f"reading the spider argument {name}: {text!r} is not 1 or 0")
    return text in ("1", "true", "yes")

"""Read the ``HNP_…`` settings into one typed, checked value.

A wrong value stops the start with one sentence that names the setting, the value and what is allowed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from hnp_crawler import __version__
from hnp_crawler import settings as defaults
from hnp_crawler.alert import Recipients
from hnp_crawler.errors import OptionError

Fsync = Literal["never", "close", "record"]

CENTURY = 100 * 366 * 86_400
"""Seconds that no wait may exceed."""
LIKENESS = 0.8
"""How like a setting's name another must be to be taken for a slip of the pen; all have a beginning in common."""


@dataclass(frozen=True, slots=True)
class Options:
    """Hold the project's own settings; each field is the setting ``HNP_<FIELD>`` of `hnp_crawler.settings`."""

    output: Path
    operator: str
    contact: str
    requisites: bool
    other_hosts: bool
    max_file_size: int
    max_file_age: float
    fsync: Fsync
    max_requests_per_minute: int
    backoff: float
    max_pause: float
    slow_answer: float
    from_archive: Path | None
    cdx_server: str
    cdx_captures: str
    allow_reconstructed: bool
    blocked_share: float
    revisit: bool
    recrawl_share: float
    recrawl_least: float
    recrawl_most: float
    check_min_articles: int
    check_failures: float
    check_completeness: float
    check_coverage: float
    check_removals: float
    check_dropped: float
    alert_command: tuple[str, ...]
    alert_url: str
    progress: bool

    @property
    def recipients(self) -> Recipients:
        """Name who is told of a crawl that does not end well."""
        return Recipients(self.alert_command, self.alert_url)

    @property
    def user_agent(self) -> str:
        """Name the crawler, and whom to write to, as a User-Agent."""
        who = "; ".join(part for part in (self.operator, self.contact and f"+{self.contact}") if part)
        return f"hnp_crawler/{__version__}" + (f" ({who})" if who else "")


def read_options(settings: Mapping[str, Any]) -> Options:
    """Read the project's settings, raising `OptionError` for the first wrong one."""
    return Options(
        output=_folder(settings, "HNP_OUTPUT"),
        operator=_header_text(settings, "HNP_OPERATOR"),
        contact=_header_text(settings, "HNP_CONTACT"),
        requisites=_switch(settings, "HNP_REQUISITES"),
        other_hosts=_switch(settings, "HNP_OTHER_HOSTS"),
        max_file_size=int(_number(settings, "HNP_MAX_FILE_SIZE", least=1 << 10, whole=True)),
        max_file_age=_number(settings, "HNP_MAX_FILE_AGE", least=1),
        fsync=_choice(settings, "HNP_FSYNC"),
        max_requests_per_minute=int(_number(settings, "HNP_MAX_REQUESTS_PER_MINUTE", least=0, whole=True)),
        backoff=_number(settings, "HNP_BACKOFF", least=0),
        max_pause=_number(settings, "HNP_MAX_PAUSE", least=0),
        slow_answer=_number(settings, "HNP_SLOW_ANSWER", least=0),
        from_archive=_existing(settings, "HNP_FROM_ARCHIVE"),
        cdx_server=_web_address(settings, "HNP_CDX_SERVER"),
        cdx_captures=_capture_template(settings, "HNP_CDX_CAPTURES"),
        allow_reconstructed=_switch(settings, "HNP_ALLOW_RECONSTRUCTED"),
        blocked_share=_number(settings, "HNP_BLOCKED_SHARE", least=0, most=1),
        revisit=_switch(settings, "HNP_REVISIT"),
        recrawl_share=_number(settings, "HNP_RECRAWL_SHARE", least=0, most=100),
        recrawl_least=_number(settings, "HNP_RECRAWL_LEAST", least=0, most=CENTURY),
        recrawl_most=_number(settings, "HNP_RECRAWL_MOST", least=0, most=CENTURY),
        check_min_articles=int(_number(settings, "HNP_CHECK_MIN_ARTICLES", least=0, whole=True)),
        check_failures=_number(settings, "HNP_CHECK_FAILURES", least=0, most=1),
        check_completeness=_number(settings, "HNP_CHECK_COMPLETENESS", least=0, most=1),
        check_coverage=_number(settings, "HNP_CHECK_COVERAGE", least=0, most=1),
        check_removals=_number(settings, "HNP_CHECK_REMOVALS", least=0, most=1),
        check_dropped=_number(settings, "HNP_CHECK_DROPPED", least=0, most=1),
        alert_command=_command(settings, "HNP_ALERT_COMMAND"),
        alert_url=_http_url(settings, "HNP_ALERT_URL"),
        progress=_switch(settings, "HNP_PROGRESS"),
    )


def refuse_unknown(names: Iterable[str]) -> None:
    """Raise `OptionError` for the first name ``HNP_…`` that is no setting of the project's, mostly a slip."""
    known = [name for name in vars(defaults) if name.startswith("HNP_")]
    for name in names:
        if name.startswith("HNP_") and name not in known:
            meant = "".join(f"; {near} may be meant" for near in get_close_matches(name, known, 1, LIKENESS))
            raise OptionError(f"reading the settings: {name} is not one of them{meant}")


def read_recipients(settings: Mapping[str, Any]) -> Recipients:
    """Read who is to be told, whatever the other settings are; raises `OptionError`."""
    return Recipients(_command(settings, "HNP_ALERT_COMMAND"), _http_url(settings, "HNP_ALERT_URL"))


def _value(settings: Mapping[str, Any], name: str) -> Any:
    """Give a setting, or its default where a script runs the spider without the project's settings."""
    value = settings.get(name)
    return getattr(defaults, name) if value is None else value


def _wrong(name: str, value: object, allowed: str) -> OptionError:
    return OptionError(f"reading the setting {name}: {value!r} is not {allowed}")


def _folder(settings: Mapping[str, Any], name: str) -> Path:
    value = _value(settings, name)
    text = str(value) if isinstance(value, str | Path) else ""
    if not text.strip() or "\0" in text:
        raise _wrong(name, value, "the path of a folder")
    return Path(text)


def _existing(settings: Mapping[str, Any], name: str) -> Path | None:
    """Read the path of a file or folder that is there; None where none is set."""
    value = settings.get(name) or ""
    try:
        there = isinstance(value, str | Path) and (value == "" or Path(value).exists())
    except (OSError, ValueError):
        there = False
    if not there:
        raise _wrong(name, value, "the path of a file or folder that is there")
    return Path(value) if value else None


def _header_text(settings: Mapping[str, Any], name: str) -> str:
    """Read a text that goes into an HTTP header and a warcinfo field: printable ASCII, bounded, no brackets."""
    value = _value(settings, name) or ""
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable() or set(value) & set("()<>\\"):
        raise _wrong(name, value, "one line of at most 200 characters without brackets")
    if not value.isascii():
        raise _wrong(name, value, "plain ASCII, as an HTTP header requires")
    return value.strip()


def _command(settings: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Read a command line into its words; no shell ever sees it."""
    value = settings.get(name) or ""
    try:
        words = shlex.split(value) if isinstance(value, str) and "\0" not in value else None
    except ValueError:
        words = None
    if words is None:
        raise _wrong(name, value, "a command line with its quotes closed")
    return tuple(words)


def _http_url(settings: Mapping[str, Any], name: str) -> str:
    value = settings.get(name) or ""
    try:
        parts = urlsplit(value if isinstance(value, str) and value.isprintable() else "")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if value and not usable:
        raise _wrong(name, value, "an http or https URL")
    return str(value)


def _web_address(settings: Mapping[str, Any], name: str) -> str:
    """Read an http or https URL that has to be there."""
    address = _http_url({name: _value(settings, name)}, name)
    if not address:
        raise _wrong(name, address, "an http or https URL")
    return address


def _capture_template(settings: Mapping[str, Any], name: str) -> str:
    template = _web_address(settings, name)
    places = set(re.findall(r"\{[^{}]*\}?", template))
    if places not in ({"{timestamp}", "{url}"}, {"{filename}"}):
        raise _wrong(name, template, "an http or https URL with {timestamp} and {url}, or with {filename}")
    return template


def _switch(settings: Mapping[str, Any], name: str) -> bool:
    value = _value(settings, name)
    words = {"1": True, "true": True, "on": True, "yes": True, "0": False, "false": False, "off": False, "no": False}
    known = words.get(str(value).strip().casefold())
    if known is None:
        raise _wrong(name, value, "on or off (1, 0, true, false)")
    return known


def _number(settings: Mapping[str, Any], name: str, *, least: float, most: float = 1e18, whole: bool = False) -> float:
    value = _value(settings, name)
    kind = "a whole number" if whole else "a number"
    try:
        number = float(int(value) if whole else float(value))
    except (TypeError, ValueError, OverflowError):
        raise _wrong(name, value, kind) from None
    if not least <= number <= most:
        upper = "" if most == 1e18 else f" to {most:g}"
        raise _wrong(name, value, f"{kind} from {least:g}{upper or ' up'}")
    return number


def _choice(settings: Mapping[str, Any], name: str) -> Fsync:
    value = _value(settings, name)
    for word in get_args(Fsync):
        if value == word:
            return word  # type: ignore[no-any-return]
    raise _wrong(name, value, "one of " + ", ".join(get_args(Fsync)))

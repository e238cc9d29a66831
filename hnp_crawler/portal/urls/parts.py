"""Take a URL apart and spell it one way: the ground that identity, traps and scope stand on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

MAX_LENGTH = 2000
"""Longest URL that is worth asking for; those of the portal stay under 900 characters."""

ALIASES = {
    "www.hanoi.gov.vn": "hanoi.gov.vn",
    "english.thudo.gov.vn": "english.hanoi.gov.vn",
    "en-hanoi.govhni.vnptweb.vn": "english.hanoi.gov.vn",
}
"""Hosts that serve the same paths as another one."""

_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_AUTHORITY = re.compile(r"([\w.-]+|\[[0-9a-f:.]+\])(?::([0-9]{0,5}))?")
_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?#]*", re.IGNORECASE)
_SESSION_PARAMETER = re.compile(r"jsessionid|phpsessid|aspsessionid\w*|session_?id", re.IGNORECASE)
_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|igshid|mc_[ce]id|zarsrc|zclid|_ga|_gl|__cf\w*",
    re.IGNORECASE,
)
_ODD_IN_PATH = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]")
_ODD_IN_QUERY = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$'()*,;=:@]")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_LOCALES = (
    "ar bg ca cs da de el en es et eu fa fi fr gl hi hr hu in it iw ja ko lo nb nl pl pt ro ru sk sl sr sv tr uk vi zh"
)
_LOCALE = re.compile(rf"(?:{_LOCALES.replace(' ', '|')})(?:[_-][A-Z]{{2}}(?:_[A-Za-z]+)?)?")
_LOCALE_INITIALS = frozenset(_LOCALES.replace(" ", ""))
_PORTLET_PARAMETER = re.compile(r"_(?:[0-9A-Za-z]+_WAR_[0-9A-Za-z]+|[0-9]+)(?:_INSTANCE_[0-9A-Za-z]+)?_(.+)")


class Parameter(NamedTuple):
    """Hold one query parameter in normal spelling."""

    name: str
    value: str | None
    """``None`` where there is no ``=``."""
    plain: str
    """The name without its portlet's name space, in lower case: ``_101_cur`` is ``cur``."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold a URL in pieces, each spelled normally; session ids and tracking are gone, everything else is there."""

    scheme: str
    authority: str
    """Host in lower case, and the port unless it is the scheme's own; an alias is replaced by its host."""
    segments: tuple[str, ...]
    """Path between the slashes, without empty and dot segments and without a locale in front."""
    parameters: tuple[Parameter, ...]
    """Query parameters in the order of the URL."""
    locales: int
    """How many locale prefixes were taken off the path."""

    @property
    def host(self) -> str:
        """Name or address without port."""
        return bare_host(self.authority)


def split(url: str) -> Parts | None:
    """Take an http or https URL apart; ``None`` for whatever is none, or has a host that none can have.

    >>> split("HTTP://English.Thudo.gov.vn:80/vi//a/./b;jsessionid=7Q.app2?x=1&utm_source=z").segments
    ('a', 'b')
    """
    match = _URL.match(url)
    if match is None:
        return None
    scheme = match[1].lower()
    authority = read_authority(match[2], scheme)
    if authority is None:
        return None
    authority = ALIASES.get(authority, authority)
    # One certificate covers the city's hosts, and both schemes answer there; elsewhere nothing is known.
    if authority == "hanoi.gov.vn" or authority.endswith(".hanoi.gov.vn"):
        scheme = "https"
    segments, locales = _read_path(match[3])
    return Parts(scheme, authority, segments, _read_query(match[4]) if match[4] else (), locales)


@lru_cache(maxsize=512)
def read_authority(text: str, scheme: str) -> str | None:
    """Spell ``host[:port]`` normally, without user name and default port; ``None`` where it cannot be one.

    >>> read_authority("user@Hanoi.gov.vn.:443", "https")
    'hanoi.gov.vn'
    """
    match = _AUTHORITY.fullmatch(text.rpartition("@")[2].lower())
    # Browsers end the host at a backslash, other software does not: nobody means well with one.
    if match is None or "\\" in text:
        return None
    host, port = match[1].rstrip("."), match[2]
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if not host or host.startswith(".") or ".." in host or int(port or 0) > 65535:
        return None
    if not port or int(port) == {"http": 80, "https": 443}[scheme]:
        return host
    return f"{host}:{int(port)}"


def bare_host(authority: str) -> str:
    """Drop the port of ``host[:port]``."""
    return authority if authority.endswith("]") else authority.partition(":")[0] or authority.rpartition(":")[0]


def join(scheme: str, authority: str, segments: Iterable[str], parameters: Iterable[Parameter] = ()) -> str:
    """Put a URL together; parameters are sorted, so that their order in the source makes no difference.

    Of equal names the longer value goes first: the portal's ``p_p_id`` comes as a portlet's name and again as its
    instance, and servlets read the first.
    """
    ordered = sorted(parameters, key=_order)
    query = "&".join(each.name if each.value is None else f"{each.name}={each.value}" for each in ordered)
    return f"{scheme}://{authority}/{'/'.join(segments)}{'?' if query else ''}{query}"


def strip_sessions(url: str) -> str:
    """Take session ids out of a URL and leave all else as it is, to the character, but for the fragment.

    >>> strip_sessions("http://h/a.html;jsessionid=IwLM8wuG.undefined?b=1&jsessionid=3#top")
    'http://h/a.html?b=1'
    """
    url = url.partition("#")[0]
    if "sess" not in url.lower() and ";" not in url:
        return url
    path, mark, query = url.partition("?")
    kept = "&".join(each for each in query.split("&") if not _SESSION_PARAMETER.fullmatch(each.partition("=")[0]))
    return _SESSION.sub("", path) + (mark if kept or not query else "") + kept


def plain_name(name: str) -> str:
    """Give the name of a query parameter without its portlet's name space, in lower case.

    >>> plain_name("_Cms_WAR_Cmsportlet_INSTANCE_ZVOm7e3VDMRM_articleId"), plain_name("p_r_p_564233524_resetCur")
    ('articleid', 'resetcur')
    """
    if name.startswith("_"):
        match = _PORTLET_PARAMETER.fullmatch(name)
        if match:
            return match[1].lower()
    elif name.startswith("p_r_p_"):
        return name.rpartition("_")[2].lower()
    return name.lower()


def is_locale(segment: str) -> bool:
    """Tell whether a path segment is a locale of the Liferay language menu, such as ``vi`` or ``sr_RS_latin``."""
    return segment[:1] in _LOCALE_INITIALS and _LOCALE.fullmatch(segment) is not None


def _order(parameter: Parameter) -> tuple[str, int, str, bool]:
    value = parameter.value or ""
    return parameter.name, -len(value), value, parameter.value is None


def _read_path(path: str) -> tuple[tuple[str, ...], int]:
    path = _SESSION.sub("", _ODD_IN_PATH.sub(_spell, path))
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment and segment != ".":
            segments.append(segment)
    locales = 0
    # A path that is nothing but a locale stays: it may be the landing page of a language.
    while locales < len(segments) - 1 and is_locale(segments[locales]):
        locales += 1
    return tuple(segments[locales:]), locales


def _read_query(query: str) -> tuple[Parameter, ...]:
    parameters = []
    for piece in query.split("&"):
        piece = piece.removeprefix("amp;")  # an href that was escaped twice
        if not piece:
            continue
        raw, mark, value = piece.partition("=")
        name, plain = _read_name(raw)
        if plain is not None:
            parameters.append(Parameter(name, _ODD_IN_QUERY.sub(_spell, value) if mark else None, plain))
    return tuple(parameters)


@lru_cache(maxsize=2048)
def _read_name(raw: str) -> tuple[str, str | None]:
    """Spell a parameter's name normally and give its plain form, which a session id or tracking has not."""
    name = _ODD_IN_QUERY.sub(_spell, raw)
    noise = _SESSION_PARAMETER.fullmatch(name) or _TRACKING.fullmatch(name)
    return name, None if noise else plain_name(name)


def _spell(odd: re.Match[str]) -> str:
    """Spell one character or escape in the normal form of RFC 3986, section 6.2.2."""
    text = odd[0]
    if len(text) == 3:
        code = int(text[1:], 16)
        return chr(code) if code in _UNRESERVED else text.upper()
    if text == "+":
        return "%20"
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))

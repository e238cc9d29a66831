"""Page through the listing of the current portal: ``POST /api/NewsZone/NewsZone``.

The form carries ``PageIndex`` from 0, ``PageSize``, ``Catname``, ``LanguageId`` and ``Site``; the last three are
opaque tokens that the section page prints, where exactly is unknown, so they are looked for in attributes, hidden
inputs and scripts. The answer is a fragment without a total; past the end it is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sized

from hnp_crawler.portal.listing.paging import PageRequest
from hnp_crawler.portal.outline import Outline

ENDPOINT = "/api/NewsZone/NewsZone"
PAGE_SIZE = "20"
MAX_PAGE_INDEX = 20_000
MAX_BYTES = 2_000_000
MAX_SCRIPT = 500_000
_FIELDS = {
    "catname": "Catname",
    "languageid": "LanguageId",
    "site": "Site",
    "pagesize": "PageSize",
    "siteid": "Site",
    "language": "LanguageId",
}
_ALIASES = frozenset(("siteid", "language"))
_ASSIGNMENT = re.compile(
    r"""(?<![\w$])["']?(?:data[-_])?(cat_?-?name|language_?-?id|language|site_?-?id|site|page_?-?size)["']?\s{0,5}[:=]\s{0,5}(?:"([^"\n]{1,500})"|'([^'\n]{1,500})'|(\d{1,6})\b)""",
    re.I,
)
_SOUGHT = (b"newszone", b"catname", b"cat-name", b"cat_name")
_URL = re.compile(r"""["']((?:https?:)?[^"'\s<>]{0,200}/api/NewsZone/NewsZone)["'?]""", re.I)


def first_page(body: bytes, outline: Outline, resolve_from: Callable[[str], str | None]) -> PageRequest | None:
    """Make the request for the listing's first page from the tokens of a section page; None where there are none.

    ``body`` tells whether they are worth a search of the parsed page.
    """
    lowered = body[:MAX_BYTES].lower()
    if not any(word in lowered for word in _SOUGHT):
        return None
    tokens: dict[str, str] = {}
    endpoint = ENDPOINT
    aliases: dict[str, str] = {}
    for name, value in _statements(outline):
        if name == "url":
            endpoint = value
            continue
        (aliases if name in _ALIASES else tokens).setdefault(_FIELDS[name], value)
    if "Catname" not in tokens:
        return None
    tokens = aliases | tokens
    size = tokens.pop("PageSize", PAGE_SIZE)
    url = resolve_from(endpoint)
    if url is None:
        return None
    form = {"PageIndex": "0", "PageSize": size if size.isdecimal() else PAGE_SIZE}
    form |= {name: tokens[name] for name in ("Catname", "LanguageId", "Site") if name in tokens}
    return PageRequest(url, "POST", tuple(form.items()))


def next_page(request: PageRequest, entries: Sized) -> PageRequest | None:
    """Make the request for the page after one that answered with these entries; None where there were none, at the
    end.

    >>> first = PageRequest("http://h/api/NewsZone/NewsZone", "POST", (("PageIndex", "0"), ("Catname", "x")))
    >>> next_page(first, ["entry"]).form
    (('PageIndex', '1'), ('Catname', 'x'))
    """
    index = next((value for name, value in request.form if name == "PageIndex"), "")
    if not len(entries) or not index.isdecimal() or int(index) >= MAX_PAGE_INDEX:
        return None
    form = tuple((name, str(int(index) + 1)) if name == "PageIndex" else (name, value) for name, value in request.form)
    return PageRequest(request.url, request.method, form)


def _statements(outline: Outline) -> Iterator[tuple[str, str]]:
    """Yield what the page says of the form's fields, whoever says it."""
    for element in outline.elements(
        "input", "script", "div", "section", "ul", "a", "button", "body", "main", "span", "article"
    ):
        tag, attributes = element.tag, element.attrib
        if tag == "input":
            name = _bare(attributes.get("name") or attributes.get("id") or "")
            if name in _FIELDS and attributes.get("value"):
                yield name, attributes["value"][:500]
        elif tag == "script":
            text = element.text or ""
            if len(text) < MAX_SCRIPT:
                if found := _URL.search(text):
                    yield "url", found.group(1)
                for name, *values in _ASSIGNMENT.findall(text):
                    yield _bare(name), next(value for value in values if value)
        for name, value in attributes.items():
            if name.startswith("data-") and value:
                bare = _bare(name[5:])
                if bare in _FIELDS:
                    yield bare, value[:500]
                elif value.rstrip("?").lower().endswith(ENDPOINT.lower()):
                    yield "url", value.rstrip("?")


def _bare(name: str) -> str:
    """Reduce a name to its letters: ``data-cat-name``, ``hdCatName`` and ``Catname`` are one.

    >>> _bare("hdfCat-Name"), _bare("txtSite")
    ('catname', 'site')
    """
    letters = re.sub(r"[^a-z]", "", name[:40].lower())
    for prefix in ("hdf", "hdn", "hid", "hd", "txt", "data", "zone", "news"):
        if letters.startswith(prefix) and letters[len(prefix) :] in _FIELDS:
            return letters[len(prefix) :]
    return letters

"""Write HTML in which no value can become markup: text is escaped unless it was made here."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

VOID = frozenset({"meta", "link", "br", "hr"})
SAFE_SCHEMES = frozenset({"http", "https"})


class Markup(str):
    """Hold text that is HTML already."""

    __slots__ = ()


Content = str | int | float | None
"""What an element may hold: markup as it is, anything else as escaped text, None as nothing."""


def html(*contents: Content) -> Markup:
    """Join contents, escaping all that is not markup.

    >>> html("<b>", Markup("<i>"), 3)
    '&lt;b&gt;<i>3'
    """
    return Markup("".join(c if isinstance(c, Markup) else _text(c) for c in contents))


def _text(content: Content) -> str:
    if content is None:
        return ""
    # Control characters, lone surrogates among them, are no characters of HTML.
    text = "".join(c if c in "\t\n" or (c >= " " and not "\x7f" <= c <= "\x9f") else "\ufffd" for c in str(content))
    return escape(text.encode("utf-8", "replace").decode("utf-8"), quote=True)


def element(name: str, /, *contents: Content, **attributes: Content | bool) -> Markup:
    """Write one element; ``class_`` gives ``class``, ``stroke_width`` gives ``stroke-width``; True an empty attribute.

    >>> element("a", "<x>", href='"', hidden=True, title=None)
    '<a href="&quot;" hidden>&lt;x&gt;</a>'
    """
    opening = name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        spelled = key.rstrip("_").replace("_", "-")
        opening += f" {spelled}" if value is True else f' {spelled}="{_text(value)}"'
    return Markup(f"<{opening}>" if name in VOID else f"<{opening}>{html(*contents)}</{name}>")


def link(url: str, text: str | None = None) -> Markup:
    """Link to an address of the web; one of any other scheme stays text.

    >>> link("javascript:alert(1)")
    'javascript:alert(1)'
    """
    try:
        safe = urlsplit(url).scheme in SAFE_SCHEMES
    except ValueError:
        safe = False
    return element("a", text or url, href=url, rel="noreferrer noopener") if safe else html(text or url)


def table(head: tuple[str, ...], rows: list[tuple[Content, ...]], caption: str, numbers: int = 0) -> Markup:
    """Write a table whose last ``numbers`` columns are numbers; it scrolls by itself where the page is narrow."""
    first_number = len(head) - numbers
    kinds = ["num" if index >= first_number else None for index in range(len(head))]
    body = (
        element("tr", *(element("td", cell, class_=kind) for cell, kind in zip(row, kinds, strict=True)))
        for row in rows
    )
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element(
                "thead",
                element("tr", *(element("th", h, scope="col", class_=k) for h, k in zip(head, kinds, strict=True))),
            ),
            element("tbody", *body),
        ),
        class_="scroll",
        tabindex=0,
        role="region",
        aria_label=caption,
    )


def disclosure(summary: Content, *contents: Content, class_: str | None = None, open_: bool = False) -> Markup:
    """Write a part that unfolds, without any script."""
    return element("details", element("summary", summary), *contents, class_=class_, open_=open_)

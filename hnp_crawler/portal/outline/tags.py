"""Say what becomes of each tag of HTML on the way to an outline."""

from __future__ import annotations

BLOCK, BREAK, SILENT, STRONG, LINK, PICTURE, CONTROL, STAMPED = (1 << bit for bit in range(8))
"""What a tag is; it may be several of these at once."""


_TAGS: dict[int, str] = {
    BLOCK: """
        address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre
        section summary table tbody td tfoot th thead tr ul
    """,
    BREAK: "br",
    SILENT: """
        script style template noscript select datalist textarea head title iframe object svg math video audio canvas map
        frameset
    """,
    STRONG: "b strong i em",
    LINK: "a",
    PICTURE: "img",
    CONTROL: "input select textarea button",
    STAMPED: "span div p time small em label abbr",
}


def _kinds() -> dict[str, int]:
    kinds: dict[str, int] = {}
    for kind, tags in _TAGS.items():
        for tag in tags.split():
            kinds[tag] = kinds.get(tag, 0) | kind
    return kinds


KINDS = _kinds()
"""By tag, what it is; one that is not here is text in the line."""

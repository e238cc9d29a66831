"""Fill pages of the sample portal up to the size of real ones."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from random import Random

LINKS, SCRIPTS = 70, 14
LINK = '<li class="menu-item"><a href="/muc/trang-{0}.html" title="Mục số {0}"><span>Chuyên mục {0}</span></a></li>'
STATEMENT = b"(function(w,d){var slot=d.getElementById('slot');if(slot){w.track('slot',1);}})(window,document);"
ROUND = 64
"""Bytes by which scripts differ in length."""
STATE = 1 / 5
"""Share of a script that is data and not code, such as tokens and the state of a form; no two of its bytes repeat."""


def fill_up(page: bytes, size: int) -> bytes:
    """Fill a page up to a size with menus and scripts, as many as real pages of the portal of 60 kB have.

    The scripts are the same on every page, and compress as real pages do: to a fifth, in as much time.
    """
    head, ending, tail = page.rpartition(b"</body>")
    menu = "".join(map(LINK.format, range(LINKS))).encode()
    missing = max(0, size - len(page) - len(menu)) // SCRIPTS // ROUND * ROUND
    scripts = b"".join(_script(number, missing) for number in range(SCRIPTS))
    return head + b'<footer><ul class="menu">' + menu + b"</ul></footer>" + scripts + ending + tail


@cache
def _script(number: int, size: int) -> bytes:
    code = STATEMENT * (int(size * (1 - STATE)) // len(STATEMENT))
    state = b64encode(Random(number).randbytes(size * 3 // 4))[: size - len(code)]
    return b"<script>" + code + b"w.state='" + state + b"';</script>"

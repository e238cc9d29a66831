"""Fill pages of the sample portal up to the size of real ones."""

from __future__ import annotations

LINKS, SCRIPTS = 70, 14
LINK = '<li class="menu-item"><a href="/muc/trang-{0}.html" title="Mục số {0}"><span>Chuyên mục {0}</span></a></li>'
STATEMENT = "(function(w,d){var slot=d.getElementById('slot');if(slot){w.track('slot',1);}})(window,document);"


def fill_up(page: bytes, size: int) -> bytes:
    """Fill a page up to a size with menus and scripts, as many as real pages of the portal of 60 kB have."""
    head, ending, tail = page.rpartition(b"</body>")
    menu = "".join(map(LINK.format, range(LINKS))).encode()
    missing = max(0, size - len(page) - len(menu)) // SCRIPTS
    script = f"<script>{STATEMENT * (missing // len(STATEMENT))}</script>".encode()
    return head + b'<footer><ul class="menu">' + menu + b"</ul></footer>" + script * SCRIPTS + ending + tail

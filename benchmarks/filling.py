"""Fill pages of the sample portal up to the size of real ones."""

from __future__ import annotations

from functools import cache
from random import Random

LINKS, SCRIPTS = 70, 14
LINK = '<li class="menu-item"><a href="/muc/trang-{0}.html" title="Mục số {0}"><span>Chuyên mục {0}</span></a></li>'
ROUND = 64
"""Bytes by which scripts differ in length."""
STATEMENTS, WORDS = 400, 60
LETTERS = "etaoinsrhldcumfpgwybvkxjqz"
FORMS = (
    "Liferay.Portlet.onLoad({{columnPos:@,isStatic:'{0}',namespacedId:'p_p_id_{1}_{2}_INSTANCE_#_',portletId:'{1}_{2}'}});",
    'w.{0}(\'<div class="portlet-{1} portlet-{2}" id="p_p_id_{3}_@_"><span class="{0}-{4}">\');',
    "if({0}.{1}){{{0}.{2}('{3}-{4}',@);}}",
    "{0}.{1}=function({2}){{return {2}.{3}+@;}};",
    'w.state.{0}_{1}={{"id":"#","{2}":"{3}"}};',
)
"""What scripts of real pages consist of: names in ``{}``, a number in ``@``, a key in ``#``."""


def fill_up(page: bytes, size: int) -> bytes:
    """Fill a page up to a size with menus and scripts, as many as real pages of the portal of 60 kB have.

    The scripts are the same on every page, and compress as real pages do: to a fifth, in as much time at any level.
    """
    head, ending, tail = page.rpartition(b"</body>")
    menu = "".join(map(LINK.format, range(LINKS))).encode()
    missing = max(0, size - len(page) - len(menu)) // SCRIPTS // ROUND * ROUND
    scripts = b"".join(_script(number, missing) for number in range(SCRIPTS))
    return head + b'<footer><ul class="menu">' + menu + b"</ul></footer>" + scripts + ending + tail


@cache
def _script(number: int, size: int) -> bytes:
    random, statements, code = Random(number), _statements(), ""
    while len(code) < size:
        statement = random.choice(statements).replace("@", str(random.randrange(1000)))
        code += statement.replace("#", f"{random.getrandbits(32):08x}")
    return f"<script>{code[:size]}</script>".encode()


@cache
def _statements() -> tuple[str, ...]:
    random = Random(STATEMENTS)
    words = ["".join(random.choices(LETTERS, range(26, 0, -1), k=random.randint(3, 10))) for _ in range(WORDS)]
    return tuple(
        random.choice(FORMS).format(*random.choices(words, range(WORDS, 0, -1), k=5)) for _ in range(STATEMENTS)
    )

"""Serve what pages are made of: style sheets, scripts, pictures, files, robots.txt."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, unquote

from hnp_crawler.sample_portal import media
from hnp_crawler.sample_portal.plan import draw

_STYLES: Final = {
    "/css/main.css": """@import "reset.css";
@import url(fonts.css) screen;
body { background: #fff url('../img/bg.png') repeat-x; font: 16px/1.5 serif }
main, footer { max-width: 46rem; margin: auto }
.menu li { display: inline; margin-right: 1em }
""",
    "/css/reset.css": "* { margin: 0; padding: 0 }\np, h1, h2, h3, figure, table { margin: .6em 0 }\n",
    "/css/fonts.css": '@font-face { font-family: Portal; src: url("../fonts/portal.woff2") format("woff2") }\n',
    "/css/legacy.css": """#banner { background: url(/img/banner.png) no-repeat right top }
.blue { color: #036 }
#wrapper { max-width: 46rem; margin: auto }
""",
    "/html/css/main.css": """.asset-content { background: url(../../img/dot.png) no-repeat }
@media print { .portlet { background: url('/img/print.png') } }
""",
}
_SCRIPT: Final = b"document.documentElement.className += ' js';\n"
_PICTURE = re.compile(r"-(\d+)\.(jpg|png)$")


def robots(crawl_delay: float) -> str:
    """Write robots.txt; a delay of 0 is left out."""
    delay = f"Crawl-delay: {crawl_delay:g}\n" if crawl_delay else ""
    rules = "".join(f"Disallow: /{path}\n" for path in ("private/", "tim-kiem", "captcha"))
    return f"User-agent: *\nAllow: /\n{rules}{delay}"


def asset(path: str, query: str) -> tuple[str, bytes] | None:
    """Find the content type and the bytes of a file, or ``None`` where a page must be meant."""
    if path in _STYLES:
        return "text/css; charset=utf-8", _STYLES[path].encode()
    if path == "/js/portal.js":
        return "text/javascript; charset=utf-8", _SCRIPT
    if path in {"/image/image_gallery", "/image/journal/article"}:
        number = parse_qs(query).get("img_id", ["0"])[0]
        return _picture(int(number) if number.isdigit() else 0, "")
    if path.startswith(("/documents/", "/gov-hni/")):
        return "application/pdf", media.pdf(unquote(path.rsplit("/", 1)[-1]))
    if path == "/favicon.ico":
        return "image/x-icon", media.png(1, 16, 16)
    if path == "/captcha" or path.startswith("/img/"):
        return "image/png", media.png(draw(3, path))
    if path == "/fonts/portal.woff2":
        return "font/woff2", b"wOF2" + b"\0" * 60
    found = _PICTURE.search(path)
    return _picture(int(found[1]), path.split("/")[1]) if found else None


def _picture(number: int, size: str) -> tuple[str, bytes]:
    # The sizes of one picture differ in their bytes.
    salt = {"zoom": 1_000_000, "thumb_w": 2_000_000}.get(size, 0)
    if number % 2:
        return "image/jpeg", media.jpeg(number + salt)
    return "image/png", media.png(number, 60 if size == "zoom" else 120, 80)

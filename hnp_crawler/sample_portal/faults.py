"""Let the server fail as real ones do: in passing, for good, or only in what it says about itself."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from hnp_crawler.sample_portal.model import Place
from hnp_crawler.sample_portal.plan import draw
from hnp_crawler.sample_portal.reply import Reply

BLOCK_PAGE: Final = """<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.
Please consult with your administrator.<br><br>Your support ID is: 1264537182736455172<br><br>
<a href='javascript:history.back();'>[Go Back]</a></body></html>"""
CHALLENGE_PAGE: Final = """<!DOCTYPE html><html><head><title>Just a moment...</title>
<noscript>Enable JavaScript and cookies
to continue</noscript></head><body><div id="challenge-running">Checking your browser before accessing the portal.</div>
<script>window._chl={c:'d2a1'};setTimeout(function(){location.reload()},4000)</script></body></html>"""
ERROR_PAGE: Final = """<html><head><title>HTTP Status 500 - Internal Server Error</title></head>
<body><h1>HTTP Status 500</h1>
<p><b>type</b> Exception report</p><p><b>message</b> java.lang.NullPointerException</p><h3>JBoss Web/7.0.13</h3>
</body></html>"""
_HTML: Final = (("Content-Type", "text/html; charset=UTF-8"),)


@dataclass(frozen=True, slots=True)
class Faults:
    """Switch each fault on or off.

    Faults that strike an article's transport do so at the first attempt only, so that whoever asks again gets it; those
    that concern its text are lasting, and leave the truth as it is.
    """

    passing_errors: bool = False
    """Some pages answer 503 or 429 first, with ``Retry-After``."""
    challenges: bool = False
    """Some pages answer with a challenge page first, with status 503 or 200."""
    empty_answers: bool = False
    """Some pages have no bytes first."""
    cut_bodies: bool = False
    """Some bodies end early: fewer bytes than announced, a connection reset, a last chunk that never comes."""
    refusals: bool = False
    """Some connections are reset before the first byte."""
    slow: float = 0.0
    """Seconds that some pages take."""
    error_pages: bool = False
    """Some pages are an error report with status 200 first."""
    wrong_charset: bool = False
    """Some headers name a character set that the page is not written in, or none."""
    broken_html: bool = False
    """Some pages lack end tags, and bear the title of another site."""
    lost_ampersands: bool = False
    """Some pages have ``ldquo;`` for an opening quotation mark."""
    decomposed: bool = False
    """Some pages are written with combining accents."""
    big_pages: bool = False
    """Some pages carry a megabyte of furniture, or boxes nested by the thousand."""
    block_after: int | None = None
    """After how many attempts in all a caller is shut out; the server counts."""
    block_status: int = 403
    """What a caller who is shut out gets: 200, 403, 429 or 503, each with a block page."""

    @classmethod
    def all_on(cls) -> Faults:
        """Have every fault except the block that ends a crawl."""
        return cls(
            passing_errors=True,
            challenges=True,
            empty_answers=True,
            cut_bodies=True,
            refusals=True,
            slow=0.4,
            error_pages=True,
            wrong_charset=True,
            broken_html=True,
            lost_ampersands=True,
            decomposed=True,
            big_pages=True,
        )

    def blocking(self, after: int, status: int = 403) -> Faults:
        """Shut callers out after some attempts, whatever else is on."""
        return replace(self, block_after=after, block_status=status)


def blocked(faults: Faults) -> Reply:
    """Answer a caller who is shut out."""
    return Reply(faults.block_status, _HTML, BLOCK_PAGE.encode())


def disturbed_reply(faults: Faults, reply: Reply, target: str, attempt: int) -> Reply:
    """Spoil an answer on its way, for some targets."""
    if attempt > 1 or not reply.body or target == "/robots.txt":
        return reply
    if faults.slow and draw(17, "slow", target) % 25 == 0:
        reply = replace(reply, delay=faults.slow)
    fate = draw(17, "fate", target) % 60
    headers = (*_HTML, ("Retry-After", "1"))
    match fate:
        case 0 | 1 if faults.passing_errors:
            return Reply(503 if fate else 429, headers, BLOCK_PAGE.encode())
        case 2 | 3 if faults.challenges:
            return Reply(503 if fate == 2 else 200, _HTML, CHALLENGE_PAGE.encode())
        case 4 if faults.empty_answers:
            return Reply(200, _HTML)
        case 5 | 6 | 7 if faults.cut_bodies:
            return _cut(reply, fate)
        case 8 if faults.refusals:
            return replace(reply, ending="reset", send=0)
        case 9 if faults.error_pages:
            return Reply(200, _HTML, ERROR_PAGE.encode())
    return reply


def _cut(reply: Reply, fate: int) -> Reply:
    half = max(1, len(reply.body) // 2)
    if fate == 5:
        return replace(reply, chunked=False, claim=len(reply.body), send=half, ending="close")
    if fate == 6:
        return replace(reply, send=half, ending="reset")
    return replace(reply, chunked=True, send=half, ending="close")


def disturbed_page(faults: Faults, html: str, target: str, place: Place | None) -> tuple[str, bytes]:
    """Spoil the text of a page, for some targets, and give its content type and bytes."""
    kind = "text/html; charset=UTF-8"
    fate = draw(17, "page", target) % 24
    if faults.decomposed and fate in {0, 1}:
        html = unicodedata.normalize("NFD", html)
    if faults.broken_html and fate in {2, 3, 4}:
        html = _broken(html)
    if faults.lost_ampersands and fate in {4, 5}:
        html = html.replace("“", "ldquo;").replace("”", "rdquo;")
    if faults.big_pages and fate in {6, 7} and place is not None:
        html = _big(html, nested=fate == 7)
    if faults.wrong_charset and fate in {8, 9, 10}:
        kind = {8: "text/html; charset=ISO-8859-1", 9: "text/html", 10: "text/html; charset=windows-1258"}[fate]
    return kind, html.encode()


def _broken(html: str) -> str:
    start, end = html.find("<title>"), html.find("</title>")
    if 0 <= start < end:
        html = html[: start + 7] + "Cổng thông tin điện tử Quận Ba Đình" + html[end:]
    html = html.replace("</p>", "").replace("</li>", "")
    return html.replace("</body>", '<div class"after_main"><p><b></body>', 1)


def _big(html: str, *, nested: bool) -> str:
    if nested:
        box = "<div>" * 1500 + "Liên kết" + "</div>" * 1500
    else:
        options = "".join(f'<option value="{number}">Đơn vị số {number}</option>' for number in range(25_000))
        box = f"<select>{options}</select>"
    return html.replace("</body>", box + "</body>", 1)

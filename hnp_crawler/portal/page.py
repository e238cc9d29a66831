"""Read a page of whatever kind: what it is is decided by what it holds, not by its URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hnp_crawler.items import PrintedArticle
from hnp_crawler.portal.addresses import page_links
from hnp_crawler.portal.article import article_of
from hnp_crawler.portal.listing import Listing, listing_of
from hnp_crawler.portal.requisites import page_requisites
from hnp_crawler.portal.scene import Scene, set_scene

Kind = Literal["article", "listing", "soft 404", "block page", "challenge", "empty", "other"]

_REFUSING = frozenset((401, 403, 405, 406, 418, 429, 451, 503, 520, 521, 522, 523, 525, 999))
_SMALL = 2500
"""Characters of text beyond which a page is no block page: those are short."""
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|enable javascript and cookies|verify(?:ing)? (?:that )?you are (?:a )?human|cf-chl|_cf_chl|challenge-platform|ddos[- ]protection"
    r"|xác (?:minh|nhận) (?:rằng )?bạn (?:là người|không phải (?:là )?(?:robot|người máy))|đang kiểm tra trình duyệt|are you a robot|g-recaptcha|h-captcha|hcaptcha"
    r"|please wait while|document\.cookie\s{0,3}=[^;]{0,200}[\s\S]{0,400}?location\.(?:reload|href|replace)|bật javascript",
    re.I,
)
_BLOCK = re.compile(
    r"access (?:is |has been )?(?:denied|blocked|forbidden|restricted)|request (?:has been |was )?(?:blocked|rejected|denied)|you have been blocked|blocked by|forbidden|too many requests"
    r"|rate limit|web application firewall|\bwaf\b|(?:support|incident|event|block|ray|attack) id|your ip|unusual traffic|service (?:temporarily )?unavailable"
    r"|truy cập (?:của bạn )?(?:đã )?bị (?:từ chối|chặn|hạn chế|khóa)|bị chặn|từ chối truy cập|địa chỉ ip (?:của bạn)?|quá nhiều (?:yêu cầu|truy cập|lượt)|tạm thời (?:bị )?(?:khóa|chặn)",
    re.I,
)
_NOT_FOUND = re.compile(
    r"\b404\b|not found|page (?:does not exist|cannot be found|you requested|no longer)|không (?:tìm thấy|tồn tại)|đã bị (?:xóa|xoá|gỡ)|không có (?:dữ liệu|bài viết|nội dung|tin)"
    r"|nội dung (?:này )?(?:không|đang (?:được )?cập nhật)|đang cập nhật|lỗi hệ thống|internal server error|an error (?:has )?occurred|có lỗi xảy ra|error 500|http status|exception report|temporarily unavailable",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what one answer turned out to be."""

    kind: Kind
    """``soft 404``: an article's URL that answers with a listing (then in ``listing``) or an empty template, or an error page with 200."""
    article: PrintedArticle | None = None
    listing: Listing | None = None
    links: tuple[str, ...] = ()
    """Absolute URLs that the page links to, in page order, without fragment; never a form's action."""
    requisites: tuple[str, ...] = ()
    """Absolute URLs that a browser fetches to show the page."""


def read_page(body: bytes, url: str, *, status: int = 200, content_type: str | None = None) -> Page:
    """Read a page: its kind, its article or listing, its links and requisites, all from one parse.

    ``body`` is without content coding; ``url`` the address that answered, ``status`` its HTTP status.
    """
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Page("empty")
    scene = set_scene(body, url, content_type)
    if scene is None:
        return Page("empty")
    links = page_links(scene.outline, scene.absolute)
    requisites = page_requisites(scene.outline, scene.absolute)
    refusal = _refusal(scene, body, status)
    if refusal:
        return Page(refusal, links=links, requisites=requisites)
    article, listing = article_of(scene), listing_of(scene, body)
    kind = _kind(scene, article, listing, status)
    return Page(
        kind,
        article if kind == "article" else None,
        listing if listing.entries or listing.next else None,
        links,
        requisites,
    )


def _refusal(scene: Scene, body: bytes, status: int) -> Kind | None:
    """Recognize a page that stands in for the one asked for: a firewall's, a challenge, at whatever status."""
    text = " ".join(line.text for line in scene.outline.lines[:200])
    prose = sum(scene.weights)
    if len(text) > _SMALL and status not in _REFUSING:
        return None
    head = body[:20_000].decode("utf-8", "replace") + body[-4000:].decode("utf-8", "replace")
    words = scene.evidence.title + " " + text[:6000]
    if (prose < 600 or status in _REFUSING) and _CHALLENGE.search(head):
        return "challenge"
    if status in _REFUSING:
        return "block page"
    if prose < 600 and _BLOCK.search(words) and len(scene.outline.lines) < 40:
        return "block page"
    return None


def _kind(scene: Scene, article: PrintedArticle, listing: Listing, status: int) -> Kind:
    """Tell article from listing by what the prose is: running text, or summaries beside links."""
    names_article = scene.address.kind in ("article", "document")
    running = _running_prose(article, listing)
    summaries = sum(len(entry.summary) for entry in listing.entries)
    dated = sum(1 for entry in listing.entries if entry.date or entry.summary)
    is_listing = len(listing.entries) >= 2 and dated >= 2 and summaries >= running
    is_text = bool(article.title) and running >= 40 and not is_listing
    evident = (
        bool(article.dates)
        or scene.evidence.is_article
        or names_article
        or bool(article.agency)
        or bool(article.newer or article.older)
    )
    words = (scene.evidence.title + " " + " ".join(line.text for line in scene.outline.lines[:120]))[:4000]
    if is_text and evident and not (running < 400 and not article.dates and _NOT_FOUND.search(words)):
        return "article"
    if status >= 400:
        return "other"
    if names_article:
        return "soft 404"
    if running < 400 and _NOT_FOUND.search(words) and not dated:
        return "soft 404"
    if listing.entries or listing.next:
        return "listing"
    return "other"


def _running_prose(article: PrintedArticle, listing: Listing) -> int:
    """Measure the text of the article that is no summary of a listing's entry."""
    summaries = {entry.summary for entry in listing.entries} | {entry.title for entry in listing.entries}
    texts = [article.lead or "", *(block.text for block in article.blocks)]
    return sum(len(text) for text in texts if text not in summaries)

"""Read what surrounds an article's text: newer and older articles, tags, attachments, section, views, comments."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from hnp_crawler.items import PrintedComment, PrintedLink
from hnp_crawler.portal.furniture import fold
from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.stamps import find_stamp, find_views, read_stamp_line
from hnp_crawler.portal.title import Title

MAX_LINKS = 200
_CRUMB = re.compile(r"\s*[>»›/|→]\s*")
_HOME = frozenset(("trang chủ", "home", "trang chu", "homepage"))


def read_related(scene: Scene, first: int) -> tuple[tuple[PrintedLink, ...], tuple[PrintedLink, ...]]:
    """Read the newer and the older articles that the page lists after a label; those in no stated order count as older."""
    lines = scene.outline.lines
    newer: dict[str, PrintedLink] = {}
    older: dict[str, PrintedLink] = {}
    for number in range(first, len(lines)):
        part = scene.parts.get(number)
        if part in ("newer", "older"):
            _gather(scene, number + 1, newer if part == "newer" else older)
    if not older:
        for number in range(first, len(lines)):
            if scene.part(number) == "more" and not lines[number].is_link:
                _gather(scene, number + 1, older)
                break
    return tuple(newer.values()), tuple(link for url, link in older.items() if url not in newer)


def _gather(scene: Scene, number: int, links: dict[str, PrintedLink]) -> None:
    """Gather article links from a line on, up to the first line that is neither link nor date."""
    lines, last = scene.outline.lines, ""
    while number < len(lines) and len(links) < MAX_LINKS:
        line = lines[number]
        stamp = (
            find_stamp(line.text[line.text.rfind(line.links[-1][1]) + len(line.links[-1][1]) :]) if line.links else None
        )
        if not line.links:
            only = read_stamp_line(line.text)
            if only is None or not last:
                return
            links[last] = PrintedLink(last, links[last].text, date=links[last].date or only.text)
        for href, text in line.links:
            url = scene.absolute(href)
            if url and len(text) > 5 and scene.is_article(href) and number not in scene.parts:
                links.setdefault(url, PrintedLink(url, text, date=stamp.text if stamp else ""))
                last = url
            elif number in scene.parts or len(text) > 5:
                return
        number += 1


def read_attachments(scene: Scene, numbers: list[int], end: int) -> tuple[PrintedLink, ...]:
    """Read the documents that the text links to and those in the box of attachments after it."""
    lines = scene.outline.lines
    found: dict[str, PrintedLink] = {}
    after = [number for number in range(end, min(end + 40, len(lines))) if _belongs(scene, end, number)]
    for number in (*numbers, *after):
        for href, text in lines[number].links:
            url = scene.absolute(href) if scene.is_file(href) else None
            if url:
                found.setdefault(url, PrintedLink(url, text))
    return tuple(found.values())


def _belongs(scene: Scene, end: int, number: int) -> bool:
    """Tell whether a line after the text stands in its box of attachments."""
    if any(scene.part(between) == "attachments" for between in range(end, number + 1)):
        return not any(scene.parts.get(between) in ("newer", "older", "end") for between in range(end, number))
    return False


def read_tags(scene: Scene, first: int) -> tuple[tuple[str, ...], str]:
    """Read the keywords that the page prints, and say how they were found."""
    for selector, hit in scene.hits(scene.layout.tags):
        tags = [text for line in scene.outline.lines[hit.start : hit.end] for _, text in line.links]
        if tags:
            return tuple(tags), selector
    lines = scene.outline.lines
    for number in range(first, len(lines)):
        if scene.part(number) != "tags":
            continue
        label, _, rest = lines[number].text.partition(":")
        linked = [text for _, text in lines[number].links]
        if linked:
            return tuple(linked), f"label {label.strip()}"
        if rest.strip():
            return tuple(
                tag.strip(" \xa0.") for tag in re.split(r"[,;]", rest) if tag.strip(" \xa0.")
            ), f"label {label.strip()}"
        following = []
        for line in lines[number + 1 : number + 30]:
            if not line.is_link or len(line.text) > 60 * len(line.links):
                break
            following.extend(text for _, text in line.links)
        if following:
            return tuple(following), f"label {label.strip()}"
    return (), ""


def read_section(scene: Scene, title: Title) -> tuple[str | None, str]:
    """Read the section: the breadcrumb's last part before the title, else a link to the section that the URL names."""
    limit = title.line if title.line >= 0 else min(40, len(scene.outline.lines))
    own = fold(title.text or "")
    for selector, hit in scene.hits(scene.layout.section):
        crumbs = [text for line in scene.outline.lines[hit.start : hit.end] for text in _crumbs(line.text)]
        crumbs = crumbs or _crumbs(hit.text)
        crumbs = [crumb for crumb in crumbs if fold(crumb) not in _HOME and fold(crumb) != own]
        if crumbs:
            return crumbs[-1], selector
    crumb = _breadcrumb(scene, limit, own)
    if crumb:
        return crumb, "breadcrumb"
    for key, value in (
        ("json-ld articleSection", scene.evidence.json_ld.get("articleSection")),
        ("meta article:section", scene.evidence.meta.get("article:section")),
    ):
        if value:
            return value, key
    if title.line >= 2:
        before = scene.outline.lines[title.line - 1].text
        if before == scene.outline.lines[title.line - 2].text and len(before) < 60:
            return before, "name printed twice before the title"
    return _linked_section(scene, limit)


def _breadcrumb(scene: Scene, limit: int, own: str) -> str | None:
    """Read the crumbs in the lines before the title that begin with the home page."""
    lines = scene.outline.lines
    for number in range(limit - 1, max(limit - 12, -1), -1):
        crumbs = _crumbs(lines[number].text)
        folded = [fold(crumb) for crumb in crumbs]
        if not folded or folded[0] not in _HOME:
            continue
        if len(crumbs) == 1:
            for following in range(number + 1, min(number + 5, limit)):
                if len(lines[following].text) < 80 and fold(lines[following].text) != own:
                    crumbs.append(lines[following].text)
        crumbs = [crumb for crumb in crumbs[1:] if fold(crumb) and fold(crumb) != own and not read_stamp_line(crumb)]
        if 1 <= len(crumbs) <= 4:
            return crumbs[-1].strip(" \xa0>»›/|")
    return None


def _crumbs(text: str) -> list[str]:
    return [crumb for crumb in _CRUMB.split(text[:400]) if crumb]


def _linked_section(scene: Scene, limit: int) -> tuple[str | None, str]:
    segments = [segment for segment in urlsplit(scene.url).path.split("/") if segment]
    if len(segments) < 2:
        return None, ""
    wanted = "/" + segments[0]
    for number in range(limit - 1, -1, -1):
        for href, text in scene.outline.lines[number].links:
            if len(text) < 60 and href.rstrip("/").endswith(wanted):
                return text, "link to the URL's section"
    return None, ""


def read_views(scene: Scene, first: int, end: int) -> str | None:
    """Read the view count near the title or the end of the text."""
    lines = scene.outline.lines
    for number in (*range(first, min(first + 6, len(lines))), *range(max(end - 1, 0), min(end + 8, len(lines)))):
        views = find_views(lines[number].text)
        if views:
            return views
    return None


def read_comments(scene: Scene, end: int) -> tuple[PrintedComment, ...]:
    """Read the readers' comments after their label: a short line with the name, perhaps a date, then the text."""
    lines = scene.outline.lines
    start = next((n for n in range(end, len(lines)) if scene.parts.get(n) == "comments"), len(lines))
    comments: list[PrintedComment] = []
    author, date, texts = "", "", list[str]()
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if scene.parts.get(number) not in (None, "tools") or line.controls or len(comments) >= MAX_LINKS:
            break
        stamp = find_stamp(line.text) if len(line.text) < 90 else None
        name = line.text.replace(stamp.text, "").strip(" \xa0()-–|,·•:") if stamp else line.text
        is_name = len(name) <= 40 and not name.endswith((".", "!", "?")) and name[:1].isupper()
        if (stamp and (not name or is_name)) or (not stamp and is_name and (not author or texts)):
            if name:
                if author and texts:
                    comments.append(PrintedComment(author, "\n".join(texts), date))
                    texts, date = [], ""
                author = name
            date = stamp.text if stamp else date
        elif author and scene.parts.get(number) is None:
            texts.append(line.text)
    if author and texts:
        comments.append(PrintedComment(author, "\n".join(texts), date))
    return tuple(comments)

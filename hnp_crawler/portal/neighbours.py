"""Read what surrounds an article's text: newer and older articles, tags, attachments, section, views, comments."""

from __future__ import annotations

import re

from hnp_crawler.items import PrintedBlock, PrintedComment, PrintedLink
from hnp_crawler.portal.closing import MAX_BYLINE
from hnp_crawler.portal.furniture import fold, is_imprint
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import CLOSERS, Scene
from hnp_crawler.portal.stamps import find_stamp, find_views, read_stamp_line
from hnp_crawler.portal.title import Title

MAX_LINKS = 200
MAX_TAGS = 50
MAX_BULLET = 2
"""Characters beside the link in a line that is nothing but a link: a dash and a space."""
MAX_SECTION = 70
_CRUMB = re.compile(r"\s*[>»›/|→]\s*")
_CRUMB_MARK = re.compile(r"[>»›/|→]")
_HOME = frozenset(("trang chủ", "home", "trang chu", "homepage"))


def read_related(scene: Scene, first: int) -> tuple[tuple[PrintedLink, ...], tuple[PrintedLink, ...]]:
    """Read the newer and the older articles that the page lists after a label; those in no stated order count as
    older.
    """
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


def drop_attached(scene: Scene, blocks: list[PrintedBlock], starts: list[int]) -> list[int]:
    """Take links to documents that stand alone at the end of the text off the blocks: they are attachments, no
    paragraphs.
    """
    dropped: list[int] = []
    for index in range(len(blocks) - 1, 0, -1):
        block, start = blocks[index], starts[index]
        numbers = range(start, start + max(len(block.items), 1))
        own = [scene.outline.lines[number] for number in numbers if number < len(scene.outline.lines)]
        if all(line.plain <= MAX_BULLET and _is_file_line(scene, line) for line in own):
            dropped.extend(numbers)
        elif not (dropped and scene.part(start) == "attachments"):
            if dropped or len(block.text) > MAX_BYLINE:
                break
            continue
        del blocks[index], starts[index]
    return dropped


def read_attachments(scene: Scene, numbers: list[int], end: int) -> tuple[PrintedLink, ...]:
    """Read the documents that the text links to and those in the box of attachments after it."""
    lines = scene.outline.lines
    found: dict[str, PrintedLink] = {}
    for number in (*sorted(numbers), *_box_of_files(scene, end)):
        for href, text in lines[number].links:
            url = scene.absolute(href) if scene.is_file(href) else None
            if url:
                found.setdefault(url, PrintedLink(url, text))
    return tuple(found.values())


def _box_of_files(scene: Scene, end: int) -> list[int]:
    """Find the lines with documents right after the text: up to the first line that is no file, label or button."""
    files: list[int] = []
    for number in range(end, min(end + MAX_LINKS, len(scene.outline.lines))):
        line = scene.outline.lines[number]
        if _is_file_line(scene, line):
            files.append(number)
        elif (
            scene.part(number) in CLOSERS
            or scene.outline.boxes[line.box].region
            or files
            or not (scene.part(number) or read_stamp_line(line.text) or find_views(line.text))
        ):
            break
    return files


def _is_file_line(scene: Scene, line: Line) -> bool:
    return any(scene.is_file(href) for href, _ in line.links)


def read_tags(scene: Scene, first: int) -> tuple[tuple[str, ...], str]:
    """Read the keywords that the page prints, and say how they were found."""
    for selector, hit in scene.hits(scene.layout.tags):
        tags = [text for line in scene.outline.lines[hit.start : hit.end] for _, text in line.links]
        if tags:
            return tuple(tags), selector
    outline, lines = scene.outline, scene.outline.lines
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
        box = outline.boxes[lines[number].box]
        while box.end <= number + 1 and box.parent >= 0:
            box = outline.boxes[box.parent]
        following: list[str] = []
        for line in lines[number + 1 : min(box.end, number + MAX_TAGS)]:
            if not line.is_link and (len(line.text) > 40 or outline.boxes[line.box].tag != "li"):
                break
            following.extend([text for _, text in line.links] or [line.text])
        if following:
            return tuple(following), f"label {label.strip()}"
    return (), ""


def read_section(scene: Scene, title: Title) -> tuple[str | None, str]:
    """Read the section: the breadcrumb's last part, the box before the title, else the menu's name for the URL's
    section.
    """
    limit = title.line if title.line >= 0 else min(40, len(scene.outline.lines))
    own = fold(title.text or "")
    for selector, hit in scene.hits(scene.layout.section):
        crumbs = [crumb for line in scene.outline.lines[hit.start : hit.end] for crumb in _crumbs(line)]
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
    return _section_box(scene, limit)


def _breadcrumb(scene: Scene, limit: int, own: str) -> str | None:
    """Read the crumbs in the lines before the title that begin with the home page."""
    lines = scene.outline.lines
    for number in range(limit - 1, max(limit - 12, -1), -1):
        line = lines[number]
        crumbs = _crumbs(line)
        if not crumbs or fold(crumbs[0]) not in _HOME:
            continue
        if len(crumbs) == 1 and number + 1 < limit and not lines[number + 1].links:
            crumbs.append(lines[number + 1].text)
        elif find_stamp(line.text) or (len(crumbs) > 2 and not _CRUMB_MARK.search(line.text)):
            continue  # a menu
        crumbs = [crumb for crumb in crumbs[1:] if fold(crumb) not in ("", own) and not read_stamp_line(crumb)]
        if 1 <= len(crumbs) <= 4 and len(crumbs[-1]) < MAX_SECTION:
            return crumbs[-1].strip(" \xa0>»›/|")
    return None


def _crumbs(line: Line) -> list[str]:
    """Split a line into crumbs: its links and what stands after them, else by the usual marks."""
    texts = [line.text]
    if line.links:
        texts = [text for _, text in line.links]
        texts.append(line.text[line.text.rfind(texts[-1]) + len(texts[-1]) :])
    return [crumb for text in texts for crumb in _CRUMB.split(text[:400]) if crumb.strip(" \xa0")]


def _section_box(scene: Scene, limit: int) -> tuple[str | None, str]:
    """Find the section's name on the page: a heading, or a name printed twice, before the title; the menu's link to
    it.
    """
    lines, boxes = scene.outline.lines, scene.outline.boxes
    menu = _linked_section(scene)
    heading = ""
    for number in range(limit - 1, max(limit - 4, -1), -1):
        line = lines[number]
        if len(line.text) >= MAX_SECTION or scene.part(number) or read_stamp_line(line.text):
            continue
        if menu and fold(line.text) == fold(menu):
            return line.text, "box before the title"
        if boxes[line.box].heading and not line.links and not boxes[line.box].region and not _names_site(line.text):
            heading = heading or line.text
        if number and line.text == lines[number - 1].text:
            return line.text, "name printed twice before the title"
    if menu:
        return menu, "menu's link to the URL's section"
    return (heading, "heading before the title") if heading else (None, "")


def _names_site(text: str) -> bool:
    return fold(text).startswith("cổng ") or fold(text).endswith("portal")


def _linked_section(scene: Scene) -> str | None:
    path = scene.address.canonical.partition("?")[0].partition("://")[2].partition("/")[2]
    segments = [segment for segment in path.split("/") if segment]
    if not segments or (len(segments) == 1 and "?" not in scene.url):
        return None
    wanted = "/" + segments[0].casefold()
    for line in scene.outline.lines:
        for href, text in line.links:
            if len(text) < MAX_SECTION and href.partition("?")[0].partition(";")[0].rstrip("/").casefold().endswith(
                wanted
            ):
                return text
    return None


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
        if scene.outline.boxes[line.box].region or scene.outline.boxes[line.box].heading or is_imprint(line.text):
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

"""Read what surrounds an article's text: newer and older articles, tags, views, readers' comments."""

from __future__ import annotations

import re

from hnp_crawler.portal.article.dateline import read_dateline
from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.wording.furniture import is_imprint, part_of
from hnp_crawler.portal.wording.stamps import find_stamp, find_views, read_stamp_line, split_title
from hnp_crawler.printed import PrintedComment, PrintedLink

_STEP = re.compile(
    r"(?:(?:bài|tin)(?:\sviết)?\s(?:trước|(?P<next>sau|tiếp(?:\stheo)?|kế\stiếp))(?:\sđó)?|previous\s(?:post|article))"
    r"\s?:?\s(?=\S.{9})",
    re.I,
)
MAX_LINKS = 200
MAX_CARD = 4
"""Lines of a box that is one entry: a link, its date and its summary."""
MAX_TAGS = 50
MAX_TAG = 40
"""Characters of a keyword that nothing but commas tells from prose."""


def read_related(scene: Scene, first: int, end: int) -> tuple[tuple[PrintedLink, ...], tuple[PrintedLink, ...]]:
    """Read the newer and the older articles that the page lists after a label; those in no stated order count as
    older.

    ``first`` is the line where the text begins, ``end`` the one where the page's own furniture may begin.
    """
    lines = scene.outline.lines
    newer: dict[str, PrintedLink] = {}
    older: dict[str, PrintedLink] = {}
    openers = dict.fromkeys(scene.lines_of("newer", first), newer)
    openers |= dict.fromkeys(scene.lines_of("older", first), older)
    openers |= {number: older for number in scene.lines_of("more", end) if not lines[number].is_link}
    for number in sorted(openers):
        _gather(scene, number + 1, openers[number])
    if not older:
        for number in scene.lines_of("more", first):
            if not lines[number].is_link:
                _gather(scene, number + 1, older)
                break
    if not (newer or older):
        _gather_beneath(scene, first, end, older)
    for url, link, is_newer in _steps(scene, end):
        if url not in newer and url not in older:
            (newer if is_newer else older)[url] = link
    return tuple(newer.values()), tuple(link for url, link in older.items() if url not in newer)


def _steps(scene: Scene, end: int) -> list[tuple[str, PrintedLink, bool]]:
    """Read the links after the text that call one article the one before or the next, each with whether it is newer."""
    found = []
    for line in scene.outline.lines[end:]:
        for href, text in line.links:
            step = _STEP.match(text)
            url = scene.absolute(href) if step and scene.is_article(href) else None
            if step and url:
                found.append((url, PrintedLink(url, text[step.end() :]), step.group("next") is not None))
    return found


def _gather(scene: Scene, number: int, links: dict[str, PrintedLink]) -> None:
    """Gather article links from a line on, up to the first line that is no link and stands beside none."""
    lines, last, linked = scene.outline.lines, "", number
    while number < len(lines) and len(links) < MAX_LINKS:
        line = lines[number]
        stamp = (
            find_stamp(line.text[line.text.rfind(line.links[-1][1]) + len(line.links[-1][1]) :]) if line.links else None
        )
        if not line.links:
            only = read_stamp_line(line.text)
            if not last or (only is None and not _is_beside(scene, number, linked)):
                return
            if only:
                links[last] = PrintedLink(last, links[last].text, date=links[last].date or only.text)
        for href, text in line.links:
            url = scene.absolute(href)
            if url and len(text) > 5 and scene.is_article(href) and number not in scene.parts:
                title, within = split_title(text)
                date = stamp or within
                links.setdefault(url, PrintedLink(url, title, date=date.text if date else ""))
                last, linked = url, number
            elif number in scene.parts or len(text) > 5:
                return
        number += 1


def _gather_beneath(scene: Scene, first: int, end: int, links: dict[str, PrintedLink]) -> None:
    """Gather the article links that follow the text without a label, in the box that title and text stand in."""
    lines, boxes = scene.outline.lines, scene.outline.boxes
    box = boxes[scene.outline.common_box(max(first - 1, 0), max(end - 1, 0))] if lines and boxes else None
    if box is None or not box.start < end < box.end or box.tag in ("body", "html") or boxes[lines[end].box].region:
        return
    found: dict[str, PrintedLink] = {}
    _gather(scene, end, found)
    if len(found) > 1:
        links.update(found)


def _is_beside(scene: Scene, number: int, linked: int) -> bool:
    """Tell whether a line is the summary in the small box of a link."""
    box = scene.outline.boxes[scene.outline.common_box(linked, number)]
    return box.end - box.start <= MAX_CARD and scene.part(number) is None


def read_tags(scene: Scene, first: int) -> tuple[tuple[str, ...], str]:
    """Read the keywords that the page prints, and say how they were found."""
    for selector, hit in scene.hits(scene.layout.tags):
        tags = [text for line in scene.outline.lines[hit.start : hit.end] for _, text in line.links]
        if tags:
            return tuple(tags), selector
    outline, lines = scene.outline, scene.outline.lines
    for number in scene.lines_of("tags", first):
        label, _, rest = lines[number].text.partition(":")
        linked = [text for _, text in lines[number].links]
        if linked:
            return tuple(tag.removeprefix("#") for tag in linked), f"label {label.strip()}"
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
        if not following and number + 1 < len(lines):
            following = _listed_tags(lines[number + 1].text)
        if following:
            return tuple(tag.removeprefix("#") for tag in following), f"label {label.strip()}"
    for line in lines[first:]:
        label = line.text[: line.text.find(line.links[0][1])] if line.links and line.plain else ""
        if 0 < len(label) <= MAX_TAG and part_of(label) == "tags":
            return tuple(text for _, text in line.links), f"label {label.strip()}"
    hashed = _hashed_tags(scene, first)
    return (hashed, "hash signs") if hashed else _marked_tags(scene, first)


def _hashed_tags(scene: Scene, first: int) -> tuple[str, ...]:
    """Read the first line of nothing but links with a hash sign, or words with one."""
    for line in scene.outline.lines[first:]:
        if line.text.startswith("#") and line.text.count("#") * MAX_TAG >= len(line.text):
            said = [text for _, text in line.links] or line.text.split("#")
            tags = [tag.strip(" \xa0#,;") for tag in said]
            return tuple(tag for tag in tags if tag)[:MAX_TAGS]
    return ()


def _marked_tags(scene: Scene, first: int) -> tuple[tuple[str, ...], str]:
    """Read the links that the page marks as its keywords (``rel="tag"``), where no label names any."""
    marked = {
        element.get("href", "")
        for element in scene.outline.elements("a")
        if (rel := element.get("rel")) and "tag" in rel.split() and "category" not in rel
    }
    lines = scene.outline.lines[first:] if marked else ()
    tags = tuple(text for line in lines for href, text in line.links if href in marked)
    return tags[:MAX_TAGS], "rel=tag" if tags else ""


def _listed_tags(text: str) -> list[str]:
    """Split a line of nothing but keywords; no list where one is longer than keywords are."""
    tags = [tag.strip(" \xa0.") for tag in re.split(r"[,;]", text)]
    return tags if 2 <= len(tags) <= MAX_TAGS and all(0 < len(tag) <= MAX_TAG for tag in tags) else []


def read_views(scene: Scene, first: int, end: int) -> str | None:
    """Read the view count near the title or the end of the text."""
    lines = scene.outline.lines
    for number in (*range(first, min(first + 6, len(lines))), *range(max(end - 4, 0), min(end + 8, len(lines)))):
        views = find_views(lines[number].text)
        if views and not (scene.weights[number] and read_dateline(lines[number]) is None):
            return views
    return None


def read_comments(scene: Scene, end: int) -> tuple[PrintedComment, ...]:
    """Read the readers' comments after their label: a short line with the name, perhaps a date, then the text."""
    lines = scene.outline.lines
    start = next(iter(scene.lines_of("comments", end)), len(lines))
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
        if len(name) == 1 and name.isalpha():
            continue  # the letter that stands for a portrait
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

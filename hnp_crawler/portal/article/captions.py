"""Find the captions that have no markup of their own, and tie captions to pictures."""

from __future__ import annotations

import re
from dataclasses import replace

from hnp_crawler.portal.article.dateline import is_author
from hnp_crawler.portal.article.tables import TABLES
from hnp_crawler.portal.outline import Picture
from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.wording.stamps import read_stamp_line
from hnp_crawler.printed import PrintedBlock, PrintedLink

MIN_CAPTION = 15
MAX_CAPTION = 220
MAX_PLAIN_CAPTION = 160
"""Characters of a caption that nothing but its place and brevity shows."""
_BULLET = re.compile(r"\s*(?:[-–+*•.]|\d{1,2}[.)])\s")
_LABEL = re.compile(r"(?!(?:trong )?ảnh\b|photo\b|nguồn\b)(?:[^:.()]|\([^:.()]{0,40}\)){1,60}:", re.I)
"""A speaker, who may have an office in brackets; a colon within brackets is of a credit."""
MAX_DRESS = 12
"""Lines of a row of buttons."""
_OF_PICTURES = re.compile(r"\W*(?:(?:xem|tải|phóng(?:\sto)?)\s)?(?:ảnh\b|photo|image)", re.I)
_FIGURES = frozenset(("figure",))
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)(?:$|[?/!])|img_id=|/image|/photo", re.I)
_FINISHED = (".", "…", '."', ".”", ";", "?", "!", ":")


def mark_captions(scene: Scene, blocks: list[PrintedBlock], starts: list[int], *, has_lead: bool) -> str:
    """Turn the paragraphs that caption a picture into captions, and say how the first was found.

    Known by markup of their own, by the picture beside them, or, right after the lead, by being short and no sentence.
    """
    ways = ["element for captions"] if any(block.kind == "caption" for block in blocks) else []
    for index, block in enumerate(blocks):
        if block.kind == "paragraph":
            way = _way_by_picture(scene, block.text, starts[index])
            if not way and index == 0 and has_lead and _follows_lead(scene, blocks, starts):
                way = "short paragraph after the lead"
            if way:
                blocks[index] = replace(block, kind="caption")
                ways.append(way)
    return ways[0] if ways else ""


def is_caption(scene: Scene, text: str, number: int) -> bool:
    """Tell whether a line right after a picture is its caption, and so no lead: it is short and no sentence."""
    return _is_short_phrase(text) and _way_by_picture(scene, text, number) != ""


def _way_by_picture(scene: Scene, text: str, number: int) -> str:
    """Tell by what a paragraph right after a picture is known as its caption; empty for any other."""
    if number not in scene.picture_lines or len(text) > MAX_CAPTION or not _may_caption(text):
        return ""
    line, outline = scene.outline.lines[number], scene.outline
    table = outline.ancestor(number, TABLES)
    if table >= 0 and outline.boxes[table].end - outline.boxes[table].start <= 2 and outline.has_picture(table):
        return "table around the picture"
    if _LABEL.match(text) or _has_own_caption(scene, number):
        return ""
    if outline.boxes[line.box].align == "center" or line.is_emphasized:
        return "short text set apart after the picture"
    return "short text after the picture" if _is_short_phrase(text) else ""


def _has_own_caption(scene: Scene, number: int) -> bool:
    """Tell whether the picture before a line has an element for its caption, be it empty, that the line is not in."""
    outline = scene.outline
    picture = next((p for p in reversed(outline.pictures) if p.line == number), None)
    figure = outline.enclosing(picture.box, _FIGURES) if picture else -1
    if figure < 0 or outline.boxes[figure].end > number:
        return False
    return any(outline.boxes[box].tag == "figcaption" for box in outline.within(figure))


def _follows_lead(scene: Scene, blocks: list[PrintedBlock], starts: list[int]) -> bool:
    """Tell whether the paragraph after the lead is a caption, by its form and what follows.

    Where no picture is near and more such lines follow, as in a digest, they are headings of stories.
    """
    text = blocks[0].text
    if len(blocks) < 2 or len(text) < MIN_CAPTION or not _is_short_phrase(text) or _LABEL.match(text):
        return False
    if scene.outline.lines[starts[0]].emphasized * 2 >= len(text):
        return False
    following = blocks[1]
    is_heavier = following.kind == "paragraph" and (len(following.text) > len(text) or _LABEL.match(following.text))
    if not scene.picture_lines.isdisjoint(range(starts[0] - 2, starts[0] + 2)):
        return bool(is_heavier)
    return bool(is_heavier) and not any(
        block.kind == "paragraph" and _is_short_phrase(block.text) and start not in scene.picture_lines
        for block, start in zip(blocks[1:], starts[1:], strict=True)
    )


def _may_caption(text: str) -> bool:
    return not _BULLET.match(text) and not text.endswith(("?", ":", "!"))


def _is_short_phrase(text: str) -> bool:
    return len(text) <= MAX_PLAIN_CAPTION and not text.endswith(_FINISHED) and not _BULLET.match(text)


def read_pictures(
    scene: Scene, blocks: list[PrintedBlock], starts: list[int], text: frozenset[int], end: int
) -> tuple[PrintedLink, ...]:
    """Read the pictures between the title and ``end``, each with the caption that stands nearest after it, else before.

    ``text`` are the lines of the title, which is the first, and of the text.
    """
    first = min(text) + 1
    within = {p.src: p for p in reversed(scene.outline.pictures) if _is_within(scene, p, first, end)}  # each once
    pictures = [
        p
        for p in reversed(within.values())
        if not p.is_icon and not _is_dress(scene, p, text) and not _shows_type_of_file(scene, p)
    ]
    texts: dict[int, str] = {}
    uncaptioned: list[int] = []
    following = 0
    for start, block in zip(starts, blocks, strict=True):
        if block.kind != "caption":
            continue
        while following < len(pictures) and pictures[following].line <= start:
            uncaptioned.append(following)
            following += 1
        if uncaptioned:
            texts[uncaptioned.pop()] = block.text
        elif following < len(pictures) and pictures[following].line <= start + 2:
            texts[following] = block.text
            following += 1
    links = []
    for index, picture in enumerate(pictures):
        url = scene.absolute(picture.src)
        if url:
            links.append(PrintedLink(url, texts.get(index, ""), picture.alt))
    return tuple(links)


def _is_dress(scene: Scene, picture: Picture, text: frozenset[int]) -> bool:
    """Tell whether a picture stands with buttons, links or an author, and not with text: an icon or a portrait."""
    outline, box = scene.outline, picture.box
    while box >= 0 and outline.boxes[box].start == outline.boxes[box].end:
        box = outline.boxes[box].parent
    own = range(outline.boxes[box].start, outline.boxes[box].end) if box >= 0 else range(0)
    if len(own) > MAX_DRESS or not text.isdisjoint(own):
        return False
    return any(_is_of_dress(scene, number) for number in own)


def _is_of_dress(scene: Scene, number: int) -> bool:
    line = scene.outline.lines[number]
    if _OF_PICTURES.match(line.text):
        return False
    return bool(line.links or line.controls or scene.part(number) or read_stamp_line(line.text) or is_author(line.text))


def _shows_type_of_file(scene: Scene, picture: Picture) -> bool:
    """Tell whether a picture stands beside the link to a file, in one line with nothing more to say."""
    lines = scene.outline.lines
    if picture.linked or picture.line >= len(lines):
        return False
    line = lines[picture.line]
    is_beside = line.box == picture.box and not scene.weights[picture.line]
    return is_beside and any(scene.is_file(href) for href, _ in line.links)


def _leads_to_page(scene: Scene, href: str) -> bool:
    """Tell whether a link that a picture stands in leads to a page: neither to the picture itself nor to a script."""
    url = scene.absolute(href)
    return url is not None and url != scene.absolute("") and not (_IMAGE.search(url) or scene.is_file(href))


def _is_within(scene: Scene, picture: Picture, first: int, end: int) -> bool:
    """Tell whether a picture stands in the text; the line that it precedes may already be furniture."""
    if not first <= picture.line <= end or (picture.linked and _leads_to_page(scene, picture.linked)):
        return False
    if picture.line < end:
        return True
    box = scene.outline.boxes[picture.box]
    return box.start < end or (box.end == end and not picture.linked)

"""Turn the lines of an article's text into blocks: paragraphs, captions, headings, lists and tables, and its
pictures.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hnp_crawler.items import PrintedBlock, PrintedLink
from hnp_crawler.portal.outline import Picture
from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.tables import read_table

MAX_CAPTION = 220
MIN_LEAD = 60
_CAPTION_CLASS = re.compile(r"caption|chu-?thich|img-?note|image-?desc|photo-?desc", re.I)
_BULLET = re.compile(r"^\s*[-–+*•.]\s")
_LABEL = re.compile(r"^[^:.]{1,60}:")


def read_blocks(scene: Scene, numbers: list[int]) -> tuple[list[PrintedBlock], list[int]]:
    """Read lines as blocks in reading order, with the line that each begins in.

    A list and a table are one block each; a table that only sets pictures or columns of prose is no table.
    """
    blocks: list[PrintedBlock] = []
    starts: list[int] = []
    inside = set(numbers)
    tried: set[int] = set()
    done = -1
    for number in numbers:
        if number < done:
            continue
        block, end = _compound(scene, number, inside, tried) or (_single(scene, number), number + 1)
        done = max(done, end)
        blocks.append(block)
        starts.append(number)
    return blocks, starts


def split_glued_lead(blocks: list[PrintedBlock], starts: list[int]) -> None:
    """Part a first paragraph that begins with an emphasized sentence: an unclosed tag has glued lead and body."""
    if not blocks or blocks[0].kind != "paragraph" or not blocks[0].emphasis:
        return
    text, run = blocks[0].text, blocks[0].emphasis[0]
    rest = text[len(run) :].lstrip(" \xa0")
    if text.startswith(run) and len(run) >= MIN_LEAD and run.endswith((".", "”", "…")) and len(rest) >= MIN_LEAD:
        blocks[0:1] = [
            PrintedBlock("paragraph", run, emphasis=(run,)),
            PrintedBlock("paragraph", rest, emphasis=blocks[0].emphasis[1:]),
        ]
        starts.insert(0, starts[0])


def mark_captions(scene: Scene, blocks: list[PrintedBlock], starts: list[int], has_lead: bool) -> list[str]:
    """Turn the paragraphs that caption a picture into captions, and say how the first was found.

    Known by markup of their own, by the picture beside them, or, right after the lead, by being short and no sentence.
    """
    ways: list[str] = []
    for index, block in enumerate(blocks):
        if block.kind != "paragraph":
            if block.kind == "caption":
                ways.append("element for captions")
            continue
        way = _caption_way(scene, blocks, starts, index, has_lead)
        if way:
            blocks[index] = replace(block, kind="caption")
            ways.append(way)
    return ways


def read_pictures(
    scene: Scene, blocks: list[PrintedBlock], starts: list[int], first: int, end: int
) -> tuple[PrintedLink, ...]:
    """Read the pictures between two lines, each with the caption that stands nearest after it, else before it."""
    pictures = [p for p in scene.outline.pictures if _is_within(scene, p, first, end) and not p.is_icon]
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


def _is_within(scene: Scene, picture: Picture, first: int, end: int) -> bool:
    """Tell whether a picture stands in the text; the line that it precedes may already be furniture."""
    if not first <= picture.line <= end or (picture.linked and scene.is_article(picture.linked)):
        return False
    if picture.line < end:
        return True
    box = scene.outline.boxes[picture.box]
    return box.start < end or (box.end == end and not picture.linked)


def _compound(scene: Scene, number: int, inside: set[int], tried: set[int]) -> tuple[PrintedBlock, int] | None:
    """Read the table or list that begins with a line, if it stands whole within the text."""
    outline = scene.outline
    table = outline.ancestor(number, ("table",))
    while table >= 0 and table not in tried:
        tried.add(table)
        box = outline.boxes[table]
        rows = read_table(outline, table) if box.end - 1 in inside else ()
        if rows:
            text = "\n".join("\t".join(row) for row in rows)
            return PrintedBlock("table", text, rows=rows), box.end
        table = outline.enclosing(box.parent, ("table",))
    listing = outline.ancestor(number, ("ul", "ol"))
    if listing >= 0 and outline.boxes[listing].start == number and outline.boxes[listing].end - 1 in inside:
        items = _items(scene, listing)
        if items:
            end = outline.boxes[listing].end
            return PrintedBlock("list", "\n".join(items), items=items, emphasis=_emphasis(scene, number, end)), end
    return None


def _items(scene: Scene, listing: int) -> tuple[str, ...]:
    """Read the entries of a list, those of inner lists as entries of their own; nothing where an entry is a small
    article.
    """
    outline = scene.outline
    box = outline.boxes[listing]
    items: dict[int, list[str]] = {}
    for number in range(box.start, box.end):
        entry = outline.ancestor(number, ("li",))
        items.setdefault(entry, []).append(outline.lines[number].text)
    if any(len(texts) > 3 for texts in items.values()):
        return ()
    return tuple(" ".join(texts) for texts in items.values())


def _emphasis(scene: Scene, start: int, end: int) -> tuple[str, ...]:
    return tuple(run for line in scene.outline.lines[start:end] for run in line.emphasis)


def _single(scene: Scene, number: int) -> PrintedBlock:
    line = scene.outline.lines[number]
    box = scene.outline.boxes[line.box]
    if box.heading:
        return PrintedBlock("heading", line.text)
    if scene.outline.ancestor(number, ("figcaption", "caption", "figure")) >= 0 or _has_caption_class(scene, number):
        return PrintedBlock("caption", line.text, emphasis=line.emphasis)
    return PrintedBlock("paragraph", line.text, emphasis=line.emphasis)


def _has_caption_class(scene: Scene, number: int) -> bool:
    boxes = scene.outline.boxes
    box = scene.outline.lines[number].box
    for _ in range(2):
        if box < 0 or boxes[box].end - boxes[box].start > 2:
            return False
        if _CAPTION_CLASS.search((boxes[box].name)[:200]):
            return True
        box = boxes[box].parent
    return False


def _caption_way(scene: Scene, blocks: list[PrintedBlock], starts: list[int], index: int, has_lead: bool) -> str:
    """Tell by what a paragraph is known as a caption; empty for any other."""
    text, number = blocks[index].text, starts[index]
    if len(text) > MAX_CAPTION or _BULLET.match(text) or text.endswith(("?", ":", "!")):
        return ""
    after_picture = number in scene.picture_lines
    line = scene.outline.lines[number]
    box = scene.outline.boxes[line.box]
    if after_picture and scene.outline.ancestor(number, ("table",)) >= 0 and _is_picture_table(scene, number):
        return "table around the picture"
    is_label = bool(_LABEL.match(text)) and not re.match(r"(?:ảnh|photo|nguồn|trong ảnh)\b", text, re.I)
    set_apart = box.align == "center" or line.is_emphasized
    if after_picture and set_apart and not is_label:
        return "short text set apart after the picture"
    unfinished = not text.endswith((".", "…", '."', ".”", ";"))
    is_last = index == len(blocks) - 1
    if after_picture and unfinished and not is_label and len(text) <= 160:
        return "short text after the picture"
    if index == 0 and has_lead and unfinished and not is_label and not is_last and 15 <= len(text) <= 160:
        heavier = blocks[1].kind == "paragraph" and (
            len(blocks[1].text) > len(text) or bool(_LABEL.match(blocks[1].text))
        )
        if heavier and line.emphasized * 2 < len(text):
            return "short paragraph after the lead"
    return ""


def _is_picture_table(scene: Scene, number: int) -> bool:
    index = scene.outline.ancestor(number, ("table",))
    box = scene.outline.boxes[index]
    return box.end - box.start <= 2 and scene.outline.has_picture(index)

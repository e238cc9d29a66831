"""Turn the lines of an article's text into blocks: paragraphs, headings, lists, tables, captions with markup."""

from __future__ import annotations

import re

from hnp_crawler.portal.article.tables import TABLES, read_table
from hnp_crawler.portal.scene import Scene
from hnp_crawler.printed import PrintedBlock

MIN_LEAD = 60
MIN_REST = 20
_LISTS, _ENTRIES = frozenset(("ul", "ol")), frozenset(("li",))
_FIGURES = frozenset(("figcaption", "caption", "figure"))
_CAPTION_CLASS = re.compile(r"caption|chu-?thich|img-?note|image-?desc|photo-?desc", re.I)


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
    if text.startswith(run) and len(run) >= MIN_LEAD and run.endswith((".", "”", "…")) and len(rest) >= MIN_REST:
        blocks[0:1] = [
            PrintedBlock("paragraph", run, emphasis=(run,)),
            PrintedBlock("paragraph", rest, emphasis=blocks[0].emphasis[1:]),
        ]
        starts.insert(0, starts[0])


def _compound(scene: Scene, number: int, inside: set[int], tried: set[int]) -> tuple[PrintedBlock, int] | None:
    """Read the table or list that begins with a line, if it stands whole within the text."""
    outline = scene.outline
    table = outline.ancestor(number, TABLES)
    while table >= 0 and table not in tried:
        tried.add(table)
        box = outline.boxes[table]
        rows = read_table(outline, table) if box.end - 1 in inside else ()
        if rows:
            text = "\n".join("\t".join(row) for row in rows)
            return PrintedBlock("table", text, rows=rows), box.end
        table = outline.enclosing(box.parent, TABLES)
    listing = outline.ancestor(number, _LISTS)
    if listing >= 0 and outline.boxes[listing].start == number and outline.boxes[listing].end - 1 in inside:
        items = _items(scene, listing)
        if items:
            end = outline.boxes[listing].end
            return PrintedBlock("list", "\n".join(items), items=items, emphasis=_emphasis(scene, number, end)), end
    return None


def _items(scene: Scene, listing: int) -> tuple[str, ...]:
    """Read the entries of a list, those of inner lists as entries of their own; nothing where an entry is a small
    article or holds a picture, as in an album.
    """
    outline = scene.outline
    box = outline.boxes[listing]
    items: dict[int, list[str]] = {}
    for number in range(box.start, box.end):
        entry = outline.ancestor(number, _ENTRIES)
        items.setdefault(entry, []).append(outline.lines[number].text)
    if any(len(texts) > 3 or (entry >= 0 and outline.has_picture(entry)) for entry, texts in items.items()):
        return ()
    return tuple(" ".join(texts) for texts in items.values())


def _emphasis(scene: Scene, start: int, end: int) -> tuple[str, ...]:
    return tuple(run for line in scene.outline.lines[start:end] for run in line.emphasis)


def _single(scene: Scene, number: int) -> PrintedBlock:
    line = scene.outline.lines[number]
    box = scene.outline.boxes[line.box]
    if box.heading:
        return PrintedBlock("heading", line.text)
    if scene.outline.ancestor(number, _FIGURES) >= 0 or _has_caption_class(scene, number):
        return PrintedBlock("caption", line.text, emphasis=line.emphasis)
    return PrintedBlock("paragraph", line.text, emphasis=line.emphasis)


def _has_caption_class(scene: Scene, number: int) -> bool:
    boxes = scene.outline.boxes
    box = scene.outline.lines[number].box
    for _ in range(2):
        if box < 0 or boxes[box].end - boxes[box].start > 2:
            return False
        if boxes[box].name and _CAPTION_CLASS.search(boxes[box].name[:200]):
            return True
        box = boxes[box].parent
    return False

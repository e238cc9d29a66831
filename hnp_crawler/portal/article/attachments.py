"""Read the documents that an article offers: linked in the text, or in a box of their own at its end or after it."""

from __future__ import annotations

import re

from hnp_crawler.portal.article.closing import MAX_BYLINE
from hnp_crawler.portal.article.tables import TABLES
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import CLOSERS, Scene
from hnp_crawler.portal.wording.furniture import opened_part
from hnp_crawler.portal.wording.stamps import find_views, read_stamp_line
from hnp_crawler.printed import PrintedBlock, PrintedLink

MAX_LINES = 200
MAX_BULLET = 2
"""Characters beside the link in a line that is nothing but a link: a dash and a space."""
_SIZE = re.compile(
    r"[\W_]*(?:(?:pdf|docx?|xlsx?|pptx?|zip|rar)\b[\W_]*)?\d[\d.,]{0,9}\s?(?:bytes|[kmg]b)\b[\W_]*", re.I
)


def drop_attached(scene: Scene, blocks: list[PrintedBlock], starts: list[int]) -> list[int]:
    """Take links to documents that stand alone at the end of the text off the blocks: they are attachments, no
    paragraphs.
    """
    dropped: list[int] = []
    for index in range(len(blocks) - 1, 0, -1):
        block, start = blocks[index], starts[index]
        numbers = range(start, start + max(len(block.items), 1))
        own = [scene.outline.lines[number] for number in numbers if number < len(scene.outline.lines)]
        is_labelled = scene.opened.get(start) == "attachments"
        if all(_is_file_line(scene, line) and (is_labelled or _is_bare(line)) for line in own):
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
    for number in range(end, min(end + MAX_LINES, len(scene.outline.lines))):
        line = scene.outline.lines[number]
        if _is_file_line(scene, line):
            files.append(number)
        elif not _is_in_table_of_files(scene, number, end) and (
            scene.part(number) in CLOSERS
            or (scene.outline.boxes[line.box].region and scene.part(number) != "attachments")
            or files
            or not (scene.part(number) or line.is_bar or read_stamp_line(line.text) or find_views(line.text))
        ):
            break
    return files


def _is_in_table_of_files(scene: Scene, number: int, end: int) -> bool:
    """Tell whether a line stands in a table after the text that lists documents."""
    outline = scene.outline
    table = outline.ancestor(number, TABLES)
    if table < 0 or outline.boxes[table].start < end or outline.boxes[table].end - number > MAX_LINES:
        return False
    own = outline.lines[outline.boxes[table].start : outline.boxes[table].end]
    return any(_is_file_line(scene, line) for line in own)


def _is_bare(line: Line) -> bool:
    """Tell whether a line holds nothing but its links, a label or bullet before them, and the size of a file."""
    if line.plain <= MAX_BULLET or opened_part(line.text) == "attachments":
        return True
    beside = line.text[line.text.rfind(line.links[-1][1]) + len(line.links[-1][1]) :]
    return len(beside) + MAX_BULLET >= line.plain and _SIZE.fullmatch(beside) is not None


def _is_file_line(scene: Scene, line: Line) -> bool:
    return any(scene.is_file(href) for href, _ in line.links)

"""Read tables as rows, and tell them from tables that only set the page."""

from __future__ import annotations

from hnp_crawler.portal.outline import Outline

TABLES = frozenset(("table",))
"""The tags of tables, as an outline is asked for them."""
MAX_ROWS = 1000
MAX_CELLS = 60
_PROSE = 600
"""A cell with more text than this, and most of the table's, is a column of prose."""


def read_table(outline: Outline, box: int) -> tuple[tuple[str, ...], ...]:
    """Read a table as rows of cells; nothing where it has no two columns, frames pictures, or sets prose in columns.

    The paragraphs of a cell are parted by a space.
    """
    boxes = outline.boxes
    if outline.has_picture(box):
        return ()
    rows: list[list[str]] = []
    for index in outline.within(box):
        tag = boxes[index].tag
        if tag == "table":
            return ()
        if tag == "tr" and len(rows) < MAX_ROWS:
            rows.append([])
        elif tag in ("td", "th") and rows and len(rows[-1]) < MAX_CELLS:
            cell = boxes[index]
            rows[-1].append(" ".join(line.text for line in outline.lines[cell.start : cell.end]))
    filled = [tuple(row) for row in rows if any(row)]
    if sum(1 for row in filled if sum(1 for cell in row if cell) >= 2) < 2:
        return ()
    total = sum(len(cell) for row in filled for cell in row)
    widest = max(len(cell) for row in filled for cell in row)
    return () if widest > _PROSE and widest * 2 > total else tuple(filled)

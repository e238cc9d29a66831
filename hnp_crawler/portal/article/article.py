"""Read an article page: bytes and URL in, printed strings out."""

from __future__ import annotations

import re
from itertools import islice

from hnp_crawler.items import Language
from hnp_crawler.portal.article.attachments import drop_attached, read_attachments
from hnp_crawler.portal.article.blocks import read_blocks, split_glued_lead
from hnp_crawler.portal.article.captions import is_caption, mark_captions, read_pictures
from hnp_crawler.portal.article.closing import is_byline, split_agency
from hnp_crawler.portal.article.dateline import EDGES, is_author, is_author_line
from hnp_crawler.portal.article.extent import find_extent
from hnp_crawler.portal.article.neighbours import read_comments, read_related, read_tags, read_views
from hnp_crawler.portal.article.section import read_section
from hnp_crawler.portal.article.title import Title, find_dates, find_title
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import Scene, set_scene
from hnp_crawler.portal.wording.stamps import find_stamp
from hnp_crawler.printed import PrintedArticle, PrintedBlock

_LEADS = ("paragraph", "heading")  # a lead may be set as a heading; a table or list is none
_VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ\u0300-\u0323\u1ea0-\u1ef9]")


def read_article(body: bytes, url: str, *, content_type: str | None = None) -> PrintedArticle:
    """Read all that an article page prints; what it does not print stays None or empty, and ``problems`` names it.

    ``body`` is the page without content coding, ``url`` the address that it was got from.
    """
    scene = set_scene(body, url, content_type)
    if scene is None:
        return PrintedArticle(layout="plain", problems=(f"read {url[:200]}: the page is empty: {len(body)} bytes",))
    return article_of(scene)


def article_of(scene: Scene) -> PrintedArticle:
    """Read the article of a page whose scene is set."""
    found: dict[str, str] = {}
    title = find_title(scene)
    extent = find_extent(scene, title.line + 1)
    blocks, starts = read_blocks(scene, extent.lines)
    split_glued_lead(blocks, starts)
    attached = drop_attached(scene, blocks, starts)
    byline = _take_byline(scene, blocks, starts, found) or _byline_beside_date(scene, title, starts, found)
    lead = _take_lead(scene, blocks, starts, found)
    agency, lead = split_agency(lead) if lead else (None, None)
    captions = mark_captions(scene, blocks, starts, has_lead=lead is not None)
    first = extent.lines[0] if extent.lines else title.line + 1
    dates = find_dates(scene, title, first)
    section, section_way = read_section(scene, title)
    tags, tags_way = read_tags(scene, max(title.line, 0))
    newer, older = read_related(scene, first, extent.end)
    views = read_views(scene, title.line + 1, extent.end)
    images = read_pictures(scene, blocks, starts, frozenset((title.line, *extent.lines)), extent.end)
    attachments = read_attachments(scene, [*starts, *attached], extent.end)
    comments = read_comments(scene, extent.end)
    language, language_way = language_of(
        scene, " ".join([title.text or "", lead or "", *(block.text for block in blocks[:10])])
    )
    ways = {
        "language": language_way,
        "title": title.found if title.text else "",
        "dates": dates[0].source if dates else "",
        "section": section_way,
        "agency": "tag before the lead" if agency else "",
        "lead": found.get("lead", ""),
        "blocks": extent.found if blocks else "",
        "captions": captions,
        "byline": found.get("byline", ""),
        "images": "pictures within the text" if images else "",
        "attachments": "links to files" if attachments else "",
        "newer": "label" if newer else "",
        "older": "label" if older else "",
        "tags": tags_way,
        "comments": "label" if comments else "",
        "views": "label" if views else "",
    }
    return PrintedArticle(
        layout=scene.layout.name,
        language=language,
        title=title.text,
        dates=dates,
        section=section,
        agency=agency,
        lead=lead,
        blocks=tuple(blocks),
        byline=byline,
        images=images,
        attachments=attachments,
        newer=newer,
        older=older,
        tags=tags,
        comments=comments,
        views=views,
        found=tuple((name, way) for name, way in ways.items() if way),
        problems=tuple(_problems(scene, title, bool(dates), blocks)),
    )


def language_of(scene: Scene, text: str) -> tuple[Language | None, str]:
    """Tell the language by the text; by the URL, then ``lang``, where there is too little of it.

    ``lang`` and the ending ``/en`` are no proof: both were seen on Vietnamese pages.
    """
    sample = text[:2000]
    if len(sample) >= 80:
        enough = len(sample) // 25 + 1
        found = sum(1 for _ in islice(_VIETNAMESE.finditer(sample), enough))
        return ("vi" if found == enough else "en"), "letters of the text"
    if scene.address.language:
        return scene.address.language, "url"
    if scene.outline.language[:2] in ("vi", "en"):
        return ("vi" if scene.outline.language.startswith("vi") else "en"), "html lang"
    return None, ""


def _take_lead(scene: Scene, blocks: list[PrintedBlock], starts: list[int], found: dict[str, str]) -> str | None:
    """Take the lead off the blocks: what the layout marks, the paragraph with the agency tag, else the first paragraph.

    A document has none, nor has a page whose template leaves its place empty, nor a text of a single paragraph.
    """
    for selector, hit in scene.hits(scene.layout.lead):
        own = [index for index, start in enumerate(starts) if hit.start <= start < hit.end]
        if own:
            found["lead"] = selector
            return _pop(blocks, starts, own)
        if not hit.text and scene.hits(scene.layout.body):
            return None
    tagged = next((index for index, block in enumerate(blocks[:4]) if split_agency(block.text)[0]), -1)
    if tagged >= 0:
        found["lead"] = "paragraph with the agency tag"
        return _pop(blocks, starts, [tagged])
    if len(blocks) < 2 or scene.address.kind == "document" or is_caption(scene, blocks[0].text, starts[0]):
        return None
    if scene.weights[starts[0]] and blocks[0].kind in _LEADS:
        found["lead"] = "first paragraph"
        return _pop(blocks, starts, [0])
    return None


def _pop(blocks: list[PrintedBlock], starts: list[int], indices: list[int]) -> str:
    text = " ".join(blocks[index].text for index in indices)
    for index in reversed(indices):
        del blocks[index], starts[index]
    return text


def _take_byline(scene: Scene, blocks: list[PrintedBlock], starts: list[int], found: dict[str, str]) -> str | None:
    """Take the author's line off the blocks: what the layout marks, else the last line if it reads like one."""
    lines = scene.outline.lines
    for selector, hit in scene.hits(scene.layout.byline):
        text = " ".join(line.text for line in lines[hit.start : hit.end])
        if text and len(text) < 200:
            for index in reversed(range(len(blocks))):
                if hit.start <= starts[index] < hit.end:
                    del blocks[index], starts[index]
            found["byline"] = selector
            return text
    for index in range(len(blocks) - 1, max(len(blocks) - 4, 0), -1):
        block = blocks[index]
        line = lines[starts[index]]
        box = scene.outline.boxes[line.box]
        set_apart = box.align == "right" or line.emphasized * 10 >= len(line.text) * 9
        may_name = block.kind == "paragraph" or (block.kind == "heading" and index == len(blocks) - 1)
        if may_name and is_byline(block.text, set_apart=set_apart):
            del blocks[index], starts[index]
            found["byline"] = "author alone on the last line"
            return block.text
        if len(block.text) > 200:
            break
    return None


def _byline_beside_date(scene: Scene, title: Title, starts: list[int], found: dict[str, str]) -> str | None:
    """Read the author before or after the date near the title, in its line or in one of their own."""
    first = title.line + 1
    for number in range(first, min(first + 4, starts[0])) if starts and title.line >= 0 else ():
        author = _author_in(scene.outline.lines[number])
        if author:
            found["byline"] = "author beside the date"
            return author
        if is_author_line(scene, number, title.line):
            found["byline"] = "author on the line beside the date"
            return scene.outline.lines[number].text
    return None


def _author_in(line: Line) -> str | None:
    """Read the author in a line with a date, where nothing else stands in it but links to sections."""
    text = line.text
    for _, linked in line.links:
        text = text.replace(linked, " ")
    stamp = find_stamp(text)
    if stamp is None or stamp.text == text:
        return None
    names = (piece.strip(EDGES) for piece in text.split(stamp.text))
    return next((name for name in names if is_author(name)), None)


def _problems(scene: Scene, title: Title, dated: bool, blocks: list[PrintedBlock]) -> list[str]:
    where = scene.url[:200]
    problems = []
    if title.text is None:
        problems.append(f"title of {where}: no line reads like one")
    elif title.line >= 0 and not title.stamp and title.text != scene.outline.lines[title.line].text:
        problems.append(f"date of {where}: the stamp after the title is empty: '()'")
    if not dated:
        problems.append(f"date of {where}: no stamp beside the title and none in the head")
    if not blocks:
        problems.append(f"body of {where}: no text after the title")
    if scene.outline.cut:
        problems.append(f"read {where}: the page is larger than is read: {len(scene.outline.lines)} lines were read")
    return problems

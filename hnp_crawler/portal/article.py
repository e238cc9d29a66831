"""Read an article page: bytes and URL in, printed strings out."""

from __future__ import annotations

import re

from hnp_crawler.items import Language, PrintedArticle, PrintedBlock
from hnp_crawler.portal.blocks import mark_captions, read_blocks, read_pictures
from hnp_crawler.portal.closing import is_byline, split_agency
from hnp_crawler.portal.extent import Extent, find_extent
from hnp_crawler.portal.furniture import fold
from hnp_crawler.portal.neighbours import (
    read_attachments,
    read_comments,
    read_related,
    read_section,
    read_tags,
    read_views,
)
from hnp_crawler.portal.scene import Scene, set_scene
from hnp_crawler.portal.stamps import split_title
from hnp_crawler.portal.title import Title, find_dates, find_title

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
    lead, agency, numbers = _take_lead(scene, extent, found)
    blocks, starts = read_blocks(scene, numbers)
    if blocks and title.text and title.line < 0 and fold(blocks[0].text) == fold(title.text):
        blocks, starts = blocks[1:], starts[1:]
    byline = _take_byline(scene, extent, blocks, starts, found)
    captions = mark_captions(scene, blocks, starts, has_lead=lead is not None)
    first = extent.lines[0] if extent.lines else title.line + 1
    dates = find_dates(scene, title, first)
    section, section_way = read_section(scene, title)
    tags, tags_way = read_tags(scene, max(title.line, 0))
    newer, older = read_related(scene, first)
    views = read_views(scene, title.line + 1, extent.end)
    images = read_pictures(scene, blocks, starts, title.line + 1, extent.end)
    attachments = read_attachments(scene, extent.lines, extent.end)
    comments = read_comments(scene, extent.end)
    language, language_way = language_of(
        scene, " ".join([title.text or "", lead or "", *(block.text for block in blocks)])
    )
    ways = {
        "language": language_way,
        "title": title.found if title.text else "",
        "dates": dates[0].source if dates else "",
        "section": section_way,
        "agency": found.get("agency", ""),
        "lead": found.get("lead", ""),
        "blocks": extent.found if blocks else "",
        "captions": captions[0] if captions else "",
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
        return ("vi" if len(_VIETNAMESE.findall(sample)) * 25 > len(sample) else "en"), "letters of the text"
    if scene.address.language:
        return scene.address.language, "url"
    if scene.outline.language[:2] in ("vi", "en"):
        return ("vi" if scene.outline.language.startswith("vi") else "en"), "html lang"
    return None, ""


def _take_lead(scene: Scene, extent: Extent, found: dict[str, str]) -> tuple[str | None, str | None, list[int]]:
    """Take the lead off the lines: what the layout marks, else the first paragraph of the text."""
    lines, numbers = scene.outline.lines, list(extent.lines)
    for selector, hit in scene.hits(scene.layout.lead):
        own = [number for number in numbers if hit.start <= number < hit.end]
        if own:
            text = " ".join(lines[number].text for number in own)
            found["lead"] = selector
            return *_with_agency(text, found), [number for number in numbers if number not in own]
        if not hit.text and scene.hits(scene.layout.body):
            return None, None, numbers  # the template has a place for the lead, and it is empty
    for position, number in enumerate(numbers[:4]):
        agency, _ = split_agency(lines[number].text)
        if agency:
            found["lead"] = "paragraph with the agency tag"
            return *_with_agency(lines[number].text, found), numbers[:position] + numbers[position + 1 :]
    if len(numbers) >= 2:
        first = lines[numbers[0]]
        if scene.weights[numbers[0]] and scene.outline.ancestor(numbers[0], ("table", "ul", "ol")) < 0:
            found["lead"] = "first paragraph"
            return first.text, None, numbers[1:]
    return None, None, numbers


def _with_agency(text: str, found: dict[str, str]) -> tuple[str, str | None]:
    agency, rest = split_agency(text)
    if agency:
        found["agency"] = "tag before the lead"
    return rest, agency


def _take_byline(
    scene: Scene, extent: Extent, blocks: list[PrintedBlock], starts: list[int], found: dict[str, str]
) -> str | None:
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
        if block.kind == "paragraph" and is_byline(block.text, set_apart=set_apart):
            del blocks[index], starts[index]
            found["byline"] = "author alone on the last line"
            return block.text
        if len(block.text) > 200:
            break
    return None


def _problems(scene: Scene, title: Title, dated: bool, blocks: list[PrintedBlock]) -> list[str]:
    where = scene.url[:200]
    problems = []
    if title.text is None:
        problems.append(f"title of {where}: no line reads like one")
    elif (
        title.line >= 0
        and not title.stamp
        and split_title(scene.outline.lines[title.line].text)[0] != scene.outline.lines[title.line].text
    ):
        problems.append(f"date of {where}: the stamp after the title is empty: '()'")
    if not dated:
        problems.append(f"date of {where}: no stamp beside the title and none in the head")
    if not blocks:
        problems.append(f"body of {where}: no text after the title")
    if scene.outline.cut:
        problems.append(f"read {where}: the page is larger than is read: {len(scene.outline.lines)} lines were read")
    return problems

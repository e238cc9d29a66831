"""Read the section that an article stands in: the breadcrumb, a box before the title, the menu."""

from __future__ import annotations

import re

from hnp_crawler.portal.article.naming import names_site
from hnp_crawler.portal.article.title import Title
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.wording.furniture import HOME, fold
from hnp_crawler.portal.wording.stamps import find_stamp, read_stamp_line

MAX_SECTION = 70
MAX_CRUMBS = 5
"""Lines of a breadcrumb whose crumbs stand one below another."""
_BREADCRUMB = re.compile(r"crumb|duong-?dan|pathway|sitemap-?path", re.I)
"""How frameworks call one: without its name it is no different from a menu."""
_CRUMB = re.compile(r"\s*(?:[>»›|→]|(?<!\d)/|/(?!\d))\s*")
_EDGES = " \xa0>»›/|"
_CRUMB_MARK = re.compile(r"[>»›/|→]")


def read_section(scene: Scene, title: Title) -> tuple[str | None, str]:
    """Read the section: the breadcrumb's last part, the box before the title, else the menu's name for the URL's
    section.
    """
    limit = title.line if title.line >= 0 else min(40, len(scene.outline.lines))
    own = fold(title.text or "")
    for selector, hit in scene.hits(scene.layout.section):
        crumbs = [crumb for line in scene.outline.lines[hit.start : hit.end] for crumb in _crumbs(line)]
        crumbs = [crumb for crumb in crumbs if fold(crumb) not in HOME and fold(crumb) != own]
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
        if not crumbs or fold(crumbs[0]) not in HOME:
            continue
        if len(crumbs) == 1 and number + 1 < limit and not lines[number + 1].links:
            crumbs.append(lines[number + 1].text)
        elif len(crumbs) == 1:
            crumbs += _listed_crumbs(scene, number, limit)
        elif find_stamp(line.text) or (len(crumbs) > 2 and not _CRUMB_MARK.search(line.text)):
            continue  # a menu
        crumbs = [crumb for crumb in crumbs[1:] if fold(crumb) not in ("", own) and not read_stamp_line(crumb)]
        if 1 <= len(crumbs) <= 4 and len(crumbs[-1]) < MAX_SECTION:
            return crumbs[-1].strip(_EDGES)
    return None


def _listed_crumbs(scene: Scene, number: int, limit: int) -> list[str]:
    """Read the crumbs that stand in lines of their own, in a small box before the title that is called a breadcrumb."""
    boxes, lines = scene.outline.boxes, scene.outline.lines
    box = boxes[scene.outline.common_box(number, min(number + 1, len(lines) - 1))]
    named = box.name + (boxes[box.parent].name if box.parent >= 0 else "")
    if (
        not number - 1 <= box.start <= box.end <= limit
        or box.end - number > MAX_CRUMBS
        or not _BREADCRUMB.search(named)
    ):
        return []
    return [line.text for line in lines[number + 1 : box.end]]


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
    # An article that is shown on the home page still stands in a box that is called as the menu calls its section.
    names = {fold(text) for line in lines[:limit] for _, text in line.links} - {"", *HOME}
    heading = ""
    for number in range(limit - 1, max(limit - 4, -1), -1):
        line = lines[number]
        if len(line.text) >= MAX_SECTION or scene.part(number) or read_stamp_line(line.text):
            continue
        name = fold(line.text)
        if (menu and name == fold(menu)) or (not line.links and name in names):
            return line.text.strip(_EDGES), "box before the title"
        if boxes[line.box].heading and not line.links and not boxes[line.box].region and not names_site(line.text):
            heading = heading or line.text
        if number and line.text == lines[number - 1].text:
            return line.text, "name printed twice before the title"
    if menu:
        return menu, "menu's link to the URL's section"
    return (heading, "heading before the title") if heading else (None, "")


def _linked_section(scene: Scene) -> str | None:
    path = scene.address.canonical.partition("?")[0].partition("://")[2].partition("/")[2]
    segments = [segment for segment in path.split("/") if segment]
    if not segments or (len(segments) == 1 and "?" not in scene.url):
        return None
    wanted = "/" + segments[0].casefold()
    for href, text in scene.links:
        path = href.partition("?")[0].partition(";")[0].rstrip("/")
        if not path.casefold().endswith(wanted) or len(text) >= MAX_SECTION or fold(text) in HOME:
            continue
        if not scene.is_article(href):  # an article of the same page differs in its query alone
            return text
    return None

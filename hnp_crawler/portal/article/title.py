"""Find the title of an article and the dates beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hnp_crawler.portal.article.dateline import read_dateline
from hnp_crawler.portal.article.naming import (
    AGREED,
    MAX_TITLE,
    agreement_with_url,
    names_site,
    titles_named,
    without_site,
)
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import CLOSERS, Scene, words_of
from hnp_crawler.portal.wording.furniture import HOME, fold
from hnp_crawler.portal.wording.stamps import (
    Stamp,
    find_stamp,
    is_date_label,
    is_relative,
    read_stamp_line,
    split_title,
)
from hnp_crawler.printed import PrintedDate

MIN_TITLE = 6
"""Characters of the shortest line that may be a title."""
_ENOUGH = 4
"""The score of a line that more than one thing speaks for."""
_FAIR = 1.5
"""The score of a heading that text follows, where nothing else on the page names a title."""
_UNFOLDED = 1.6
"""How many times as long as its folded form a title may be printed: in decomposed letters, between dashes."""
MAX_REPEAT = 60
"""Lines after a title within which it may stand again."""


@dataclass(slots=True)
class Title:
    """Hold a title with where it stands."""

    text: str | None
    found: str = ""
    line: int = -1
    """Its line in the page; -1 where it is not printed."""
    stamp: Stamp | None = None


def find_title(scene: Scene) -> Title:
    """Find the title by all that speaks for it: stamp, URL, ``og:title``, heading, the date and the text that follow.

    A layout's selector adds its weight; the nearest ``<h1>`` alone is not trusted, for it may belong to another box.
    """
    lines, boxes = scene.outline.lines, scene.outline.boxes
    preferred = {hit.start: selector for selector, hit in reversed(scene.hits(scene.layout.title))}
    named = titles_named(scene)
    longest = max(map(len, named), default=0) * _UNFOLDED
    end = _first_closer(scene)
    best, best_score, best_how = -1, 0.0, ""
    for number in range(min(end, len(lines))):
        line = lines[number]
        if not MIN_TITLE <= len(line.text) <= MAX_TITLE or (number in scene.parts and number not in preferred):
            continue
        if line.is_link and not boxes[line.box].heading and number not in preferred and not scene.leads_here(line):
            continue
        score, how = _score(scene, number, named, longest)
        if number in preferred:
            score, how = score + 4, preferred[number]
        if score > best_score and not _is_dress(scene, line.text):
            best, best_score, best_how = number, score, how
    if best not in preferred:
        best = _nearest_to_text(scene, _unlinked(scene, best, end), end)
    if best_score >= _ENOUGH:
        return _printed(scene, best, best_how)
    unprinted = _unprinted(scene)
    if unprinted is None or (best >= 0 and _is_headed_by(scene, best, unprinted)):
        return _printed(scene, best, best_how) if best_score >= _FAIR else unprinted or Title(None)
    return unprinted


def _is_dress(scene: Scene, text: str) -> bool:
    """Tell whether a line that a date follows names the site or the date, and is no title."""
    return is_date_label(text) or (names_site(text) and agreement_with_url(text, scene) <= AGREED)


def _unlinked(scene: Scene, best: int, end: int) -> int:
    """Take the same title further on that is no link: a box of newest articles may name the page's own before it."""
    lines = scene.outline.lines
    if best < 0 or not lines[best].links:
        return best
    title = fold(split_title(lines[best].text)[0])
    further = (each for each in range(best + 1, end) if not lines[each].links)
    return next((each for each in further if fold(split_title(lines[each].text)[0]) == title), best)


def _nearest_to_text(scene: Scene, best: int, end: int) -> int:
    """Take the last of several equal lines that most of the prose follows: one for small screens, or a crumb, may
    stand before; none that the stamp follows, for the text may begin with its title.
    """
    lines, weights, chosen = scene.outline.lines, scene.weights, best
    if best < 0 or scene.outline.boxes[lines[best].box].heading or split_title(lines[best].text)[1]:
        return best
    if any(read_stamp_line(line.text) for line in lines[best + 1 : best + 3]):
        return best
    for number in range(best + 1, min(best + MAX_REPEAT, end)):
        is_same = lines[number].text == lines[best].text and not lines[number].is_link
        if is_same and sum(weights[best + 1 : number]) * 2 < sum(weights[number + 1 : end]):
            chosen = number
    return chosen


def _is_stamped(scene: Scene, number: int) -> bool:
    """Tell whether the line after a line is a stamp, or one beside the author."""
    lines = scene.outline.lines
    if number + 1 >= len(lines):
        return False
    if read_stamp_line(lines[number + 1].text):
        return True
    return scene.outline.boxes[lines[number].box].heading > 0 and read_dateline(lines[number + 1]) is not None


def _is_headed_by(scene: Scene, number: int, unprinted: Title) -> bool:
    """Tell whether a heading holds all words of the title that the head of the page names: it is the fuller form."""
    line = scene.outline.lines[number]
    return scene.outline.boxes[line.box].heading > 0 and words_of(unprinted.text or "") <= words_of(line.text)


def _printed(scene: Scene, line: int, how: str) -> Title:
    text, stamp = split_title(scene.outline.lines[line].text)
    if stamp and not stamp.has_time and not _is_stamped_by_day(scene, line):
        return Title(scene.outline.lines[line].text, how, line)
    return Title(text, how, line, stamp)


def _unprinted(scene: Scene) -> Title | None:
    """Take a title that only the head of the page names."""
    evidence = scene.evidence
    sources = (("json-ld headline", evidence.json_ld.get("headline")), ("og:title", evidence.meta.get("og:title")))
    for source, text in sources:
        if text:
            return Title(without_site(text), source)
    if scene.slug and agreement_with_url(evidence.title, scene) > AGREED:
        return Title(without_site(evidence.title), "<title>")
    return None


def _is_stamped_by_day(scene: Scene, line: int) -> bool:
    """Tell whether a date without time at the end of a title is its stamp.

    The mobile page stamps so; elsewhere ``(20/04/2017)`` may be part of the title, and is where the date stands apart.
    """
    generation = scene.address.generation
    if generation in (None, "b1", "b2"):
        beside = _dates_beside(scene, Title(None, line=line), line)
        return not beside and not scene.evidence.json_ld.get("datePublished")
    return generation == "b2m"


def find_dates(scene: Scene, title: Title, body_start: int) -> tuple[PrintedDate, ...]:
    """Find the stamps of an article in the order of trust: on the title, beside it, JSON-LD, meta.

    A page clock, an event's date and the dates of other articles stand elsewhere and are never taken.
    """
    dates: list[PrintedDate] = []
    if title.stamp:
        dates.append(PrintedDate(title.stamp.text, "title stamp"))
    dates.extend(_dates_beside(scene, title, body_start))
    dates.extend(
        PrintedDate(value, source)
        for source, value in (
            ("json-ld datePublished", scene.evidence.json_ld.get("datePublished")),
            ("meta article:published_time", scene.evidence.meta.get("article:published_time")),
            ("meta datePublished", scene.evidence.meta.get("datepublished")),
            ("meta pubdate", scene.evidence.meta.get("pubdate")),
        )
        if value and len(value) < 80
    )
    if not dates and scene.address.kind == "document":
        dates.extend(_dates_in_particulars(scene, title))
    seen: set[str] = set()
    return tuple(date for date in dates if not (date.text in seen or seen.add(date.text)))  # type: ignore[func-returns-value]


def _dates_beside(scene: Scene, title: Title, body_start: int) -> list[PrintedDate]:
    lines = scene.outline.lines
    found: list[PrintedDate] = []
    for selector, hit in scene.hits(scene.layout.date):
        if title.line >= 0 and not title.line - 3 <= hit.start <= max(body_start, title.line + 6):
            continue
        found = _stamps_of((hit.text, hit.title), selector)
        if found:
            return found
    if title.line < 0:
        return found
    for number in range(title.line, min(max(body_start, title.line + 4), title.line + 8, len(lines))):
        found.extend(_stamps_after(lines[number], number > title.line))
        if found and not is_relative(found[0].text):
            break
    found.sort(key=lambda date: is_relative(date.text))
    return found or _date_before(scene, title)


def _stamps_after(line: Line, is_after: bool) -> list[PrintedDate]:
    """Read the stamps of a line at or after the title: it holds nothing else, or the author beside the date."""
    if not is_after:
        return _stamps_of(line.stamps, "attribute beside the title")
    found = _stamps_of((line.text, *line.stamps), "line after the title")
    dateline = None if found else read_dateline(line)
    return [PrintedDate(dateline.stamp.text, "date beside the author")] if dateline else found


def _dates_in_particulars(scene: Scene, title: Title) -> list[PrintedDate]:
    """Read the first date that a document's particulars name: the day that it was issued."""
    lines = scene.outline.lines
    for number in range(max(title.line, 0), len(lines) - 1):
        stamp = read_stamp_line(lines[number + 1].text) if is_date_label(lines[number].text) else None
        if stamp:
            return [PrintedDate(stamp.text, lines[number].text)]
    return []


def _stamps_of(values: Iterable[str], source: str) -> list[PrintedDate]:
    """Read values that should be stamps; one that is relative to the capture comes last."""
    stamps = [stamp for value in values if (stamp := read_stamp_line(value))]
    return [PrintedDate(stamp.text, source) for stamp in sorted(stamps, key=lambda stamp: is_relative(stamp.text))]


def _date_before(scene: Scene, title: Title) -> list[PrintedDate]:
    """Take a date right before the title only where both stand in a box that holds nothing before the date: no page
    clock.
    """
    outline = scene.outline
    if title.stamp or title.line < 1:
        return []
    for number in range(title.line - 1, max(title.line - 3, -1), -1):
        text = outline.lines[number].text
        stamp = read_stamp_line(text) or _behind_section(scene, text)
        if stamp:
            box = outline.boxes[outline.common_box(number, title.line)]
            if box.start >= number - 1 and box.tag not in ("body", "html", "header"):
                return [PrintedDate(stamp.text, "line before the title")]
    return []


def _behind_section(scene: Scene, text: str) -> Stamp | None:
    """Read the stamp in a line that names a section before it, as the page's links do."""
    stamp = find_stamp(text)
    if stamp is None or not text.endswith(stamp.text):
        return None
    name = fold(text.removesuffix(stamp.text))
    return stamp if name and name not in HOME and any(fold(link) == name for _, link in scene.links) else None


def _score(scene: Scene, number: int, named: dict[str, float], longest: float) -> tuple[float, str]:
    """Add up what speaks for a line being the title; the word names what speaks loudest."""
    outline, lines = scene.outline, scene.outline.lines
    line = lines[number]
    box = outline.boxes[line.box]
    text, stamp = split_title(line.text)
    heading = box.heading
    next_stamp = _is_stamped(scene, number)
    worth = named.get(fold(text), 0) if len(text) <= longest else 0
    agreement = agreement_with_url(text, scene) if scene.slug else 0.0
    if not (stamp or heading or next_stamp or worth or agreement > AGREED):
        return 0, ""
    score, how = 0.0, ""
    if heading:
        score, how = 4.0 - heading * 0.75, f"<h{heading}>"
    if next_stamp and len(text) > 12:
        score, how = score + 3, how or "line before the date"
    if worth:
        score, how = score + worth, "line that the head of the page names"
    if agreement > AGREED:
        score, how = score + 6 * agreement, "line that the URL names"
    if stamp:
        score, how = score + (6 if stamp.has_time else 4), "line with the stamp"
    if line.is_link and not (agreement > AGREED and (heading or scene.leads_here(line))):
        score -= 4
    if box.region:
        score -= 4
    if scene.address.kind != "document" and not any(scene.weights[number + 1 : number + 14]):
        score -= 3
    return score, how


def _first_closer(scene: Scene) -> int:
    """Find the first label of furniture after any prose: the title stands before it."""
    seen = False
    for number, weight in enumerate(scene.weights):
        seen = seen or weight > 80
        if seen and scene.parts.get(number) in CLOSERS:
            return number
    return len(scene.outline.lines)

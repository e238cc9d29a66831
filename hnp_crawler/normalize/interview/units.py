"""Cut an article's paragraphs into units: the pieces of which each belongs to one turn or to none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hnp_crawler.normalize.interview.evidence import Evidence, is_thanks, weigh
from hnp_crawler.normalize.interview.labels import REACH, Opening, classify, read_opening
from hnp_crawler.normalize.name_words import UPPER

MAX_CUTS = 400
"""Cuts inside one paragraph; a text with more is no interview and stays whole from there on."""


@dataclass(slots=True)
class Unit:
    """Hold one piece of a paragraph with the mark and label that it opens with."""

    paragraph: int
    first: bool
    """Whether the paragraph begins with this unit."""
    opening: Opening
    text: str
    """The text without mark and label."""
    printed: str
    """The text with them."""
    emphasized: bool
    evidence: Evidence


_SENTENCE = re.compile(rf"[.!?…][\"”’)]*\s+(?=[\"“‘(–*+-]?\s?[{UPPER}\d])")
_LABEL_COLON = re.compile(r":")
_BREAKS = re.compile(r"[.!?…”\"][\"”’)]*\s+|\s[-–*+•]\s")


def _label_cuts(text: str) -> list[int]:
    """Return where labels begin inside a paragraph, at the head of a sentence."""
    cuts: list[int] = []
    place = text.find(":")
    head = read_opening(text)
    if head.label:
        place = text.find(":", len(head.label))
    while place >= 0 and len(cuts) < MAX_CUTS:
        floor = max(cuts[-1] if cuts else 0, place - REACH)
        begins = [found.end() for found in _BREAKS.finditer(text, floor, place)]
        for begin in begins:
            if not any(character.isalnum() for character in text[floor:begin]):
                continue
            label = text[begin:place].strip(" -–*+•")
            if classify(label) in {"asks", "answers", "person"}:
                mark = _BREAKS.search(text, max(0, begin - 3), begin)
                cuts.append(
                    begin - len(mark.group().lstrip())
                    if mark and mark.group().strip() in {"-", "–", "*", "+", "•"}
                    else begin
                )
                break
        place = text.find(":", place + 1)
    return cuts


def _sentence_cuts(text: str) -> list[int]:
    return [found.end() for found in _SENTENCE.finditer(text) if found.start() > 3]


_FIRST_PERSON = re.compile(r"\b(?:(?<![Cc]húng )[Tt]ôi|[Cc]húng ta|[Mm]ình)\b")
_ADDRESS = re.compile(r"(?:thưa|xin) (?!các|quý)\w+|\b(?:ông|bà|anh|chị|đồng chí)\b[^.?!]*\?", re.IGNORECASE)


def _question_cuts(text: str, *, after_question: bool) -> list[int]:
    """Return where a question that shares its paragraph with an answer may begin or end.

    A question glued to the end is cut off where an answer must stand before it: behind a question, or in the first person.
    """
    if "?" not in text and "ảm ơn" not in text and "ám ơn" not in text:
        return []
    cuts = _sentence_cuts(text)
    if not cuts:
        return []
    asked = read_opening(text).kind in {"asks", "bare"}
    chosen: list[int] = []
    bounds = [0, *cuts, len(text)]
    last = text[bounds[-2] :]
    if is_thanks(last):
        chosen.append(bounds[-2])
    elif len(bounds) > 3 and is_thanks(text[bounds[-3] : bounds[-2]]) and len(last) < 60:
        chosen += [bounds[-3], bounds[-2]]
    elif last.rstrip(' "”').endswith("?") and _ADDRESS.search(last):
        if not asked and (after_question or _FIRST_PERSON.search(text, 0, bounds[-2])):
            chosen.append(bounds[-2])
    for index in range(1, min(len(bounds) - 1, 6)):
        sentence = text[bounds[index - 1] : bounds[index]]
        if sentence.rstrip(' "”').endswith("?") and _ADDRESS.search(text[: bounds[index]]):
            rest = text[bounds[index] :]
            if len(rest) > 60 and not rest.rstrip(' "”').endswith("?"):
                chosen.append(bounds[index])
            break
    return sorted(set(chosen))


def _emphasis_cuts(text: str, runs: Sequence[str]) -> list[int]:
    """Return where an emphasized question parts from an answer in normal type."""
    cuts: list[int] = []
    place = 0
    for run in runs:
        begin = text.find(run, place) if run else -1
        if begin < 0:
            continue
        place = begin + len(run)
        if run.rstrip().endswith("?") and len(run) > 20:
            cuts += [begin, place]
    return [cut for cut in cuts if 0 < cut < len(text.rstrip())]


def _share_emphasized(text: str, runs: Sequence[str]) -> float:
    return sum(len(run) for run in runs if run and run in text) / len(text) if text else 0.0


def cut_into_units(paragraphs: Sequence[str], emphasis: Sequence[Sequence[str]] | None) -> list[Unit]:
    """Cut paragraphs at labels, at questions glued to answers, and where the typography changes."""
    units: list[Unit] = []
    after_question = False
    for number, paragraph in enumerate(paragraphs):
        runs = emphasis[number] if emphasis is not None and number < len(emphasis) else ()
        cuts = set(_label_cuts(paragraph)) if ":" in paragraph else set()
        if runs:
            cuts |= set(_emphasis_cuts(paragraph, runs))
        bounds = [0, *sorted(cuts), len(paragraph)]
        pieces: list[tuple[int, int]] = []
        for begin, end in zip(bounds, bounds[1:], strict=False):
            inner = [begin, *(begin + cut for cut in _question_cuts(paragraph[begin:end], after_question=after_question)), end]
            pieces += zip(inner, inner[1:], strict=False)
        after_question = paragraph.rstrip(" \"”").endswith("?") and len(pieces) == 1
        for begin, end in pieces:
            printed = paragraph[begin:end].strip()
            if not printed:
                continue
            opening = read_opening(printed)
            text = printed[opening.body :]
            emphasized = bool(runs) and _share_emphasized(printed, runs) > 0.75
            units.append(
                Unit(number, begin == 0, opening, text, printed, emphasized, weigh(text, typography=emphasized))
            )
    return units

"""Find where a paragraph must be cut: at labels, around questions glued to answers, where the typography changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hnp_crawler.normalize.interview.evidence import is_thanks
from hnp_crawler.normalize.interview.labels import MARKS, REACH, classify, read_opening
from hnp_crawler.normalize.name_words import UPPER

MAX_CUTS = 400
"""Cuts inside one paragraph; a text with more stays whole from there on."""
TOLD = 120
"""Characters from which on what stands before a question glued to it may be an answer by its first person alone."""
MAX_RUNS = 100
"""Runs of bold or italics that are looked at in one paragraph."""

_SENTENCE = re.compile(rf"[.!?…][\"”’)]*\s+(?=[\"“‘(–*+-]?\s?[{UPPER}\d])")
_BREAK = re.compile(rf"[.!?…”\"][\"”’)]*\s+|\s[-–*+•]\s|(?<=[^\W\d_{UPPER}bdđfjklqrsvwxz][.!?…])(?=[{UPPER}])")
"""Where a label may begin: behind a sentence or before a mark, and where the space between two sentences was lost.
No syllable of Vietnamese ends with the letters that end ``ThS.`` and ``Dr.``."""
_ME = re.compile(r"\b(?:(?<![Cc]húng )[Tt]ôi|[Cc]húng ta)\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_OPENS_ASKING = re.compile(r"(?:kính )?thưa (?!các|quý)\w+|xin ", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:thưa|xin) (?!các|quý)\w+|\b(?:ông|bà|anh|chị|đồng chí)\b[^.?!]*\?", re.IGNORECASE)


def cuts_of(paragraph: str, runs: Sequence[str], *, after_question: bool) -> list[int]:
    """Return the places inside a paragraph where a new unit begins, in order.

    ``runs`` are its parts in bold or italics; ``after_question`` tells whether the paragraph before ends in a question.
    """
    if ":" not in paragraph and not runs and not _may_share(paragraph):
        return []
    cuts = set(label_cuts(paragraph)) if ":" in paragraph else set()
    if runs:
        cuts.update(_emphasis_cuts(paragraph, runs))
    if _may_share(paragraph):
        bounds = [0, *sorted(cuts), len(paragraph)]
        for begin, end in pairwise(bounds):
            piece = paragraph[begin:end]
            cuts.update(begin + cut for cut in _question_cuts(piece, after_question=after_question))
    return sorted(cuts)


def _may_share(paragraph: str) -> bool:
    """Tell whether a question or thanks may share a paragraph with an answer."""
    return "?" in paragraph or "ảm ơn" in paragraph or "ám ơn" in paragraph


def label_cuts(text: str) -> list[int]:
    """Return where labels begin inside a paragraph, at the head of a sentence."""
    cuts: list[int] = []
    head = read_opening(text)
    place = text.find(":", len(head.label))
    while place >= 0 and len(cuts) < MAX_CUTS:
        floor = max(cuts[-1] if cuts else 0, place - REACH)
        for found in _BREAK.finditer(text, floor, place):
            begin = found.end()
            before = text[floor:begin]
            if not any(map(str.isalnum, before)):
                continue
            label = text[begin:place].strip(" -–*+•")
            if not label[:1].islower() and classify(label) in {"asks", "answers", "person"}:
                mark = found.group().strip()
                cuts.append(found.start() + 1 if mark in MARKS else begin)
                break
        place = text.find(":", place + 1)
    return cuts


def _question_cuts(text: str, *, after_question: bool) -> list[int]:
    """Return where a question that shares its paragraph with an answer begins or ends.

    A question glued to the end is cut off where an answer must stand before it: behind a question, or in the first
    person. A question at the head is cut off where something that does not ask follows it.
    """
    cuts = [found.end() for found in _SENTENCE.finditer(text) if found.start() > 3]
    if not cuts:
        return []
    head = read_opening(text)
    asked = head.kind in {"asks", "bare"} or bool(_OPENS_ASKING.match(text, head.body))
    chosen: list[int] = []
    bounds = [0, *cuts, len(text)]
    last = text[bounds[-2] :]
    if is_thanks(last):
        chosen.append(bounds[-2])
    elif len(last) < 60 and not _asks(last) and is_thanks(text[max(bounds[-3], head.body) : bounds[-2]].strip()):
        chosen += [cut for cut in bounds[-3:-1] if cut]
    elif not asked and _asks(last) and _ADDRESS.search(last):
        told = text[: bounds[-2]]
        if after_question or (len(told) > TOLD and _says_me(told)):
            chosen.append(bounds[-2])
    for begin, end in pairwise(bounds[:6] if len(bounds) > 6 else bounds[:-1]):
        if _asks(text[begin:end]) and _ADDRESS.search(text, 0, end):
            rest = text[end:]
            if len(rest) > 60 and not _asks(rest):
                chosen.append(end)
            break
    return chosen


def _says_me(text: str) -> bool:
    """Tell whether a text is in the first person, outside what it quotes."""
    return bool(_ME.search(text)) and bool(_ME.search(_QUOTED.sub("", text)))


def _asks(text: str) -> bool:
    return text.rstrip(' "”').endswith("?")


def _emphasis_cuts(text: str, runs: Sequence[str]) -> list[int]:
    """Return where an emphasized question parts from an answer in normal type."""
    cuts: list[int] = []
    place = 0
    for run in runs[:MAX_RUNS]:
        begin = text.find(run, place) if run else -1
        if begin >= 0:
            place = begin + len(run)
            if len(run) > 20 and run.rstrip().endswith("?"):
                cuts += [begin, place]
    return [cut for cut in cuts if 0 < cut < len(text.rstrip())]

"""Cut an article's paragraphs into units: the pieces of which each belongs to one turn or to none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hnp_crawler.normalize.interview.cuts import MAX_RUNS, cuts_of
from hnp_crawler.normalize.interview.evidence import Evidence, weigh
from hnp_crawler.normalize.interview.labels import REACH, Opening, classify, fold, read_opening
from hnp_crawler.normalize.names import begins_with_office, is_full_name

LEAD_REACH = 12
"""Units from the top among which a lead is expected to introduce the interview."""


@dataclass(slots=True)
class Unit:
    """Hold one piece of a paragraph with the mark and label that it opens with."""

    first: bool
    """Whether a paragraph begins with this unit."""
    opening: Opening
    text: str
    """The text without mark and label."""
    printed: str
    """The text with them."""
    emphasized: bool
    lead: bool
    """Whether it stands where an article introduces its interview."""
    evidence: Evidence
    sign: str
    """The sign that it opens with: ``label``, a mark, ``emphasis`` or ``plain``."""

    def reopen(self, opening: Opening) -> None:
        """Read the unit as one with another mark or label."""
        self.opening = opening
        self.text = self.printed[opening.body :]
        self.evidence = weigh(self.text, typography=self.emphasized, lead=self.lead)
        self.sign = _sign_of(opening, emphasized=self.emphasized)


def _sign_of(opening: Opening, *, emphasized: bool) -> str:
    return "label" if opening.label else opening.mark or ("emphasis" if emphasized else "plain")


def cut_into_units(paragraphs: Sequence[str], emphasis: Sequence[Sequence[str]] | None) -> list[Unit]:
    """Cut paragraphs into units; ``emphasis`` holds each paragraph's runs in bold or italics, where they are known."""
    units: list[Unit] = []
    after_question = False
    bare = _lines_without_colon(paragraphs)
    waiting: Opening | None = None
    for number, paragraph in enumerate(paragraphs):
        lone = _lone_label(paragraph, bare) if number + 1 < len(paragraphs) else None
        if lone is not None and waiting is None:
            waiting = lone
            continue
        runs = emphasis[number] if emphasis is not None and number < len(emphasis) else ()
        asks = "?" in paragraph
        cuts = [
            cut
            for cut in cuts_of(paragraph, runs, after_question=after_question)
            if not _is_office_behind_name(paragraph, cut)
        ]
        after_question = asks and not cuts and paragraph.rstrip(' "”').endswith("?")
        for begin, end in zip((0, *cuts), (*cuts, len(paragraph)), strict=True):
            _append(units, paragraph[begin:end].strip(), runs, first=begin == 0, heading=waiting)
            waiting = None
    return units


def _lone_label(paragraph: str, bare: frozenset[str]) -> Opening | None:
    """Read a label that has a line of its own, with the words below it; None for any other line."""
    if paragraph in bare:
        return Opening("", paragraph, classify(paragraph), fold(paragraph), 0)
    if not paragraph.endswith(":"):
        return None
    opening = read_opening(paragraph)
    return opening if opening.label and opening.body >= len(paragraph) else None


def _lines_without_colon(paragraphs: Sequence[str]) -> frozenset[str]:
    """Find the lines that are labels though they have no colon: they recur, and some of them are the press."""
    short = Counter(
        paragraph for paragraph in paragraphs if len(paragraph) < REACH and not paragraph.endswith((".", "!", "?", ":"))
    )
    kinds = {line: classify(line) for line, count in short.items() if count > 1}
    if "asks" not in kinds.values():
        return frozenset()
    return frozenset(line for line, kind in kinds.items() if kind in ("asks", "answers", "person"))


def _is_office_behind_name(paragraph: str, cut: int) -> bool:
    """Tell whether a cut would part a name from the office that a dash ties to it."""
    return is_full_name(paragraph[:cut].strip(" -–—")) and begins_with_office(paragraph[cut:].lstrip(" -–—"))


def _append(
    units: list[Unit], printed: str, runs: Sequence[str], *, first: bool, heading: Opening | None = None
) -> None:
    if not printed:
        return
    opening = read_opening(printed)
    if runs and not opening.label:
        opening = _set_off_label(printed, opening, runs[0]) or opening
    if heading is not None and not opening.label:
        printed = f"{heading.label} {printed}"
        opening = heading._replace(body=len(heading.label) + 1)
    text = printed[opening.body :]
    emphasized = bool(runs) and _share(printed, runs) > 0.75
    lead = len(units) < LEAD_REACH and opening.kind not in ("asks", "bare")
    evidence = weigh(text, typography=emphasized, lead=lead)
    sign = _sign_of(opening, emphasized=emphasized)
    units.append(Unit(first, opening, text, printed, emphasized, lead, evidence, sign))


def _set_off_label(printed: str, opening: Opening, run: str) -> Opening | None:
    """Read a label that only its type parts from the words behind it: ``<b>Ông Tuấn</b> Theo tôi …``."""
    end = opening.body + len(run)
    rest = printed[end:].lstrip()
    if not printed.startswith(run, opening.body) or not rest[:1].isupper():
        return None
    kind = classify(run)
    if kind not in ("asks", "answers", "person"):
        return None
    return Opening(opening.mark, printed[:end], kind, fold(run), len(printed) - len(rest))


def _share(printed: str, runs: Sequence[str]) -> float:
    """Return which share of a text is set off."""
    return sum(len(run) for run in runs[:MAX_RUNS] if run and run in printed) / len(printed)

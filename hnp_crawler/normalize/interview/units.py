"""Cut an article's paragraphs into units: the pieces of which each belongs to one turn or to none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hnp_crawler.normalize.interview.cuts import MAX_RUNS, cuts_of
from hnp_crawler.normalize.interview.evidence import Evidence, weigh
from hnp_crawler.normalize.interview.labels import Opening, read_opening

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

    def reopen(self, opening: Opening) -> None:
        """Read the unit as one with another mark or label."""
        self.opening = opening
        self.text = self.printed[opening.body :]
        self.evidence = weigh(self.text, typography=self.emphasized, lead=self.lead)


def cut_into_units(paragraphs: Sequence[str], emphasis: Sequence[Sequence[str]] | None) -> list[Unit]:
    """Cut paragraphs into units; ``emphasis`` holds each paragraph's runs in bold or italics, where they are known."""
    units: list[Unit] = []
    after_question = False
    for number, paragraph in enumerate(paragraphs):
        runs = emphasis[number] if emphasis is not None and number < len(emphasis) else ()
        asks = "?" in paragraph
        cuts = cuts_of(paragraph, runs, after_question=after_question)
        after_question = asks and not cuts and paragraph.rstrip(' "”').endswith("?")
        if not cuts:
            _append(units, paragraph, runs, first=True)
            continue
        for begin, end in zip((0, *cuts), (*cuts, len(paragraph)), strict=True):
            _append(units, paragraph[begin:end].strip(), runs, first=begin == 0)
    return units


def _append(units: list[Unit], printed: str, runs: Sequence[str], *, first: bool) -> None:
    if not printed:
        return
    opening = read_opening(printed)
    text = printed[opening.body :]
    emphasized = bool(runs) and _share(printed, runs) > 0.75
    lead = len(units) < LEAD_REACH
    evidence = weigh(text, typography=emphasized, lead=lead)
    units.append(Unit(first, opening, text, printed, emphasized, lead, evidence))


def _share(printed: str, runs: Sequence[str]) -> float:
    """Return which share of a text is set off."""
    return sum(len(run) for run in runs[:MAX_RUNS] if run and run in printed) / len(printed)

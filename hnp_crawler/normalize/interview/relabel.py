"""Correct the openings of units by what the whole article shows: labels that are none, and labels without a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hnp_crawler.normalize.interview.evidence import weigh
from hnp_crawler.normalize.interview.labels import PLAIN, Opening, classify, read_opening
from hnp_crawler.normalize.interview.units import Unit

MAX_KNOWN = 50
"""Labels that are looked for without their colon."""

_PRESS = re.compile(r"(?:PV|P\.V|P/V|Phóng viên)(?=[.\s])")
_PART = re.compile(r"[.]?\s*[-–]?\s*")


def drop_label(unit: Unit) -> None:
    """Take back a label that the article as a whole does not bear out."""
    mark = unit.opening.mark
    start = read_opening(unit.printed.partition(":")[0]).body if mark else 0
    unit.reopen(Opening(mark, "", None, "", start) if mark else PLAIN)


def restore_labels(units: Sequence[Unit]) -> None:
    """Recognize labels that lost their colon: a press word before a question, or a label known from another turn.

    A line that is nothing but a known label stays as it is: that is a caption.
    """
    known: dict[str, Opening] = {}
    for unit in units:
        if unit.opening.kind == "person" and len(known) < MAX_KNOWN:
            printed = unit.opening.label.rstrip(" :")
            known[printed.lstrip("-–*+•. ")] = unit.opening
    for unit in units:
        if unit.opening.label or not unit.text[:1].isupper():
            continue
        press = _PRESS.match(unit.text)
        if press:
            _restore(unit, press.group(), dashed=True)
            continue
        for printed in known:
            if unit.text.startswith(printed):
                _restore(unit, printed, dashed=False)
                break


def _restore(unit: Unit, label: str, *, dashed: bool) -> None:
    part = _PART.match(unit.text, len(label))
    if part is None or not part.group() or (("-" in part.group() or "–" in part.group()) and not dashed):
        return
    rest = unit.text[part.end() :]
    kind = classify(label)
    if not rest[:1].isupper() or kind is None:
        return
    seen = weigh(rest, lead=True)
    if seen.introduces:
        return
    fits = seen.asks or seen.addressed or seen.thanks if kind == "asks" else seen.first_person or seen.answer >= 1.3
    if fits:
        body = len(unit.printed) - len(rest)
        unit.reopen(
            Opening(unit.opening.mark, unit.printed[:body].rstrip(" -–"), kind, read_opening(f"{label}:").key, body)
        )

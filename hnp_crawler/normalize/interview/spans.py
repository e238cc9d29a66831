"""Tell what a turn found in an article says of itself: whom it addresses, whether it asks, how it fills its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hnp_crawler.normalize.interview.evidence import Evidence
from hnp_crawler.normalize.interview.habits import Habits
from hnp_crawler.normalize.interview.turns import Span
from hnp_crawler.normalize.interview.units import Unit


def is_introduced(units: Sequence[Unit], habits: Habits) -> bool:
    """Tell whether the article introduces somebody who answers."""
    return bool(habits.names) or any(unit.evidence.introduces for unit in units)


def fills_paragraphs(units: Sequence[Unit], span: Span) -> bool:
    """Tell whether a turn begins and ends with its paragraphs."""
    behind = span.units[-1] + 1
    return units[span.units[0]].first and (behind == len(units) or units[behind].first)


def ends_asking(units: Sequence[Unit], span: Span) -> bool:
    """Tell whether a part of a turn ends like a question."""
    return any(seen.asks for seen in _seen_in(units, span))


def addresses(units: Sequence[Unit], span: Span) -> bool:
    """Tell whether a turn addresses somebody."""
    return any(seen.addressed for seen in _seen_in(units, span))


def speaks_for_himself(units: Sequence[Unit], span: Span) -> bool:
    """Tell whether a turn is in the first person."""
    return any(seen.first_person for seen in _seen_in(units, span))


def is_addressed(units: Sequence[Unit], span: Span, habits: Habits) -> bool:
    """Tell whether a question addresses somebody: by a pronoun, a title, or the name of the one who answers."""
    if max(seen.question for seen in _seen_in(units, span)) < 3.0:
        return False
    return addresses(units, span) or is_called(units, span, habits)


def is_called(units: Sequence[Unit], span: Span, habits: Habits) -> bool:
    """Tell whether a turn holds the given name of one who answers."""
    given = {name.rpartition(" ")[2] for name in habits.names}
    texts = [units[index].text for index in span.units]
    return any(name in text and name in re.split(r"\W+", text) for text in texts for name in given)


def _seen_in(units: Sequence[Unit], span: Span) -> list[Evidence]:
    return [units[index].evidence for index in span.units]

"""Fill sentences from the stock with districts, offices, names and figures drawn from a seed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

Stock = dict[str, Any]

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


@cache
def load_stock(name: str) -> Any:
    """Read one file of the text stock that ships with the package."""
    return json.loads(files(__package__).joinpath("stock", f"{name}.json").read_text("utf-8"))


def capitalized(text: str) -> str:
    """Raise the first letter and leave the rest.

    >>> capitalized("quận Ba Đình")
    'Quận Ba Đình'
    """
    return text[:1].upper() + text[1:]


class Wording:
    """Draw words for one article: what was named once (district, office, person) stays, figures are drawn anew.

    It answers ``wording[slot]`` and so serves ``str.format_map``; a drawn text may itself hold slots.
    """

    def __init__(self, rng: Random, stock: Stock, topic: Stock, published: datetime, fixed: dict[str, str]) -> None:
        self.rng = rng
        self.stock = stock
        self.topic = topic
        self._published = published
        self._fixed = {"topic": str(topic["name"]), "topic_cap": capitalized(str(topic["name"])), **fixed}
        self._vietnamese = "commune" in stock

    def __getitem__(self, slot: str) -> str:
        if slot in self._fixed:
            return self._fixed[slot]
        figure = self._figure(slot)
        if figure is not None:
            return figure
        drawn = self.fill(str(self.rng.choice(self.stock[slot.rstrip("0123456789")])))
        if slot not in {"money", "daypart", "plan"}:
            self._fixed[slot] = drawn
        return drawn

    def fill(self, sentence: str) -> str:
        """Replace the slots of a sentence."""
        return sentence.format_map(self)

    def introduce(self, slot: str, text: str) -> None:
        """Fix what a slot says from here on."""
        self._fixed[slot] = text

    def some(self, sentences: Sequence[str], count: int) -> list[str]:
        """Draw different sentences, at most ``count``, and fill them."""
        return [self.fill(sentence) for sentence in self.rng.sample(sentences, min(count, len(sentences)))]

    def one(self, sentences: Sequence[str]) -> str:
        """Draw one sentence and fill it."""
        return self.fill(self.rng.choice(sentences))

    def _figure(self, slot: str) -> str | None:
        rng = self.rng
        match slot:
            case "n":
                return str(rng.randint(2, 48))
            case "n_plus":
                return str(rng.randint(49, 126))
            case "k":
                return str(rng.randint(10, 420))
            case "k2":
                return f"{rng.randint(1, 30):02d}"
            case "big":
                thousands, rest = rng.randint(1, 96), rng.randrange(0, 1000, 50)
                return f"{thousands}{'.' if self._vietnamese else ','}{rest:03d}"
            case "percent":
                tenth = rng.randint(0, 9)
                return f"{rng.randint(5, 97)}{(',' if self._vietnamese else '.') + str(tenth) if tenth > 4 else ''}%"
            case "year":
                return str(self._published.year)
            case "day":
                day = self._published + timedelta(days=rng.randint(-9, 9))
                return f"{day.day}/{day.month}"
            case "month_day" | "md1" | "md2":
                days = {"md1": -8, "md2": -2}.get(slot) or rng.randint(-9, 0)
                day = self._published + timedelta(days=days)
                return f"{MONTHS[day.month - 1]} {day.day}"
        if slot.endswith("_cap"):
            return capitalized(self[slot.removesuffix("_cap")])
        return None

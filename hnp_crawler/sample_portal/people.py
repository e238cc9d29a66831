"""Draw people with Vietnamese names, forms of address and offices."""

from __future__ import annotations

from dataclasses import dataclass

from hnp_crawler.items import Interviewee
from hnp_crawler.sample_portal.wording import Wording, capitalized


@dataclass(frozen=True, slots=True)
class Person:
    """Hold a person as an article introduces them."""

    name: str
    given: str
    address: str
    """How a reporter speaks to them: ``ông``, ``bà``, ``đồng chí``."""
    interviewee: Interviewee

    @property
    def post(self) -> str:
        """Office and organization in one, as printed in front of a name."""
        return f"{self.interviewee.office} {self.interviewee.organization}"

    @property
    def introduction(self) -> str:
        """The words that introduce the person in a lead, name last.

        The honorific goes in small letters before the office, a degree stands right before the name.
        """
        who = self.interviewee
        parts = [who.honorific.lower() if who.honorific else "", self.post, who.rank or "", self.name]
        return " ".join(part for part in parts if part)

    @property
    def call(self) -> str:
        """The short form that labels use: honorific or degree, and name."""
        return f"{self.interviewee.honorific or self.interviewee.rank} {self.name}"


def draw_person(wording: Wording, *, woman: bool | None = None, post: int | None = None) -> Person:
    """Draw a name, an office and the honorific that goes with both."""
    rng, stock = wording.rng, wording.stock
    posts = stock["posts"]
    chosen = posts[post if post is not None else rng.randrange(len(posts))]
    honorific: str | None = chosen["honorific"]
    if woman is None:
        woman = honorific == "Bà" or (honorific != "Ông" and rng.random() < 0.5)
    side = "f" if woman else "m"
    given = rng.choice(stock[f"given_{side}"])
    name = f"{rng.choice(stock['family'])} {rng.choice(stock[f'middle_{side}'])} {given}"
    if honorific in {"Ông", "Bà"}:
        honorific = "Bà" if woman else "Ông"
    address = honorific.lower() if honorific else ("bà" if woman else "ông")
    return Person(
        name=name,
        given=given,
        address=address,
        interviewee=Interviewee(
            name=name,
            honorific=honorific,
            rank=chosen["rank"],
            office=chosen["office"],
            organization=wording.fill(chosen["organization"]),
        ),
    )


def party_committee(district: str) -> str:
    """Name the party committee of a district.

    >>> party_committee("quận Ba Đình"), party_committee("thị xã Sơn Tây")
    ('Quận ủy Ba Đình', 'Thị ủy Sơn Tây')
    """
    for unit, committee in (("thị xã", "Thị ủy"), ("huyện", "Huyện ủy"), ("quận", "Quận ủy")):
        if district.startswith(unit):
            return f"{committee}{district.removeprefix(unit)}"
    return f"Đảng ủy {capitalized(district)}"

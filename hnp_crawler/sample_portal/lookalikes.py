"""Compose articles that look like interviews and are none."""

from __future__ import annotations

from random import Random

from hnp_crawler.sample_portal.model import Draft, Piece, Place
from hnp_crawler.sample_portal.news import pictured, word
from hnp_crawler.sample_portal.people import draw_person
from hnp_crawler.sample_portal.wording import Wording, capitalized, load_stock


def compose_lookalike(rng: Random, place: Place) -> Draft:
    """Compose a letter, a speech, statements in label form …: dialogue without an interview."""
    kinds = load_stock("lookalikes_vi")
    kind = kinds[place.form % len(kinds)]
    wording, _ = word(rng, place)
    words = _named_people(wording) | _sentences(wording)

    def fill(text: str) -> str:
        for slot, value in words.items():
            text = text.replace(f"{{{slot}}}", value)
        return wording.fill(text)

    pieces = [*pictured(wording, place, 0), *(Piece("paragraph", fill(text)) for text in kind["paragraphs"])]
    byline = wording.one(wording.stock["reporter"])
    return Draft(
        language="vi",
        title=fill(kind["title"]),
        pieces=tuple(pieces),
        agency="HNP",
        lead=fill(kind["lead"]),
        byline=byline,
        authors=(byline,),
        tags=tuple(wording.topic["tags"]),
    )


def _named_people(wording: Wording) -> dict[str, str]:
    words: dict[str, str] = {}
    for number, post in ((1, 0), (2, 2), (3, 6)):
        person = draw_person(wording, post=post)
        title = f"{person.interviewee.office} {person.interviewee.organization}"
        lowered = title[:1].lower() + title[1:]
        words |= {f"p{number}": person.name, f"p{number}_title": title, f"p{number}_title_lower": lowered}
    return words


def _sentences(wording: Wording) -> dict[str, str]:
    stock, topic = wording.stock, wording.topic
    words: dict[str, str] = {}
    for name, sentences in (
        ("answer", topic["answers"]),
        ("middle", stock["middles"]),
        ("opening", stock["openings"]),
        ("ending", stock["endings"]),
    ):
        words |= {f"{name}{n}": text for n, text in enumerate(wording.some(sentences, 3), 1)}
    return {name: capitalized(text) for name, text in words.items()}

"""Compose the articles in English, interviews among them."""

from __future__ import annotations

from datetime import datetime
from random import Random

from hnp_crawler.items import Interview, Interviewee, Turn
from hnp_crawler.sample_portal.model import Draft, File, Piece, Place, Shot
from hnp_crawler.sample_portal.wording import Wording, load_stock

_UNDATED = datetime(2012, 6, 15)


def compose_english(rng: Random, place: Place) -> Draft:
    """Compose a news article or, where the place says so, an interview, in English."""
    stock = load_stock("english")
    topic = rng.choice(stock["topics"])
    wording = Wording(rng, stock, topic, place.published or _UNDATED, {})
    reporter = wording.one(stock["reporter"])
    interview, talk = _interview(wording) if place.genre == "interview" else (None, [])
    pieces = talk or _paragraphs(wording)
    caption = wording.one(stock["vietnamese_captions" if rng.random() < 0.2 else "captions"])
    if rng.random() < 0.7:
        pieces[0:0] = [Piece("picture", shot=Shot(place.number * 10, caption, caption)), Piece("caption", caption)]
    return Draft(
        language="en",
        title=wording.one(stock["interview_titles"] if interview else topic["titles"]),
        pieces=tuple(pieces),
        agency="HNP" if rng.random() < 0.5 else None,
        lead=wording.one(stock["interview_leads"] if interview else topic["leads"]),
        byline=f"By {reporter}",
        authors=(reporter,),
        interview=interview,
        files=(File(f"report-{place.number}.pdf", "Download the report"),) if rng.random() < 0.1 else (),
        tags=tuple(topic["tags"]),
    )


def _paragraphs(wording: Wording) -> list[Piece]:
    stock, topic, rng = wording.stock, wording.topic, wording.rng
    sentences = wording.some(topic["facts"], 4) + wording.some(stock["middles"], rng.randint(2, 5))
    rng.shuffle(sentences)
    sentences.insert(0, wording.one(stock["openings"]))
    sentences.append(wording.one(stock["endings"]))
    pieces = []
    while sentences:
        size = rng.choice((1, 2, 2))
        pieces.append(Piece("paragraph", " ".join(sentences[:size])))
        del sentences[:size]
    if rng.random() < 0.25:
        pieces.insert(2, Piece("heading", wording.one(stock["subheads"])))
    return pieces


def _interview(wording: Wording) -> tuple[Interview, list[Piece]]:
    stock, topic = wording.stock, wording.topic
    office, name = wording.one(stock["posts"]), wording["person"]
    wording.introduce("intro", f"{name}, {office}")
    turns, pieces = [], []
    answers = wording.some(topic["answers"], 3)
    for question, answer in zip(wording.some(topic["asks"], 2), (answers[0], " ".join(answers[1:])), strict=True):
        turns.append(Turn(role="interviewer", speaker=None, label="Reporter:", text=question))
        turns.append(Turn(role="interviewee", speaker=name, label=f"{name}:", text=answer))
    turns.append(Turn(role="interviewer", speaker=None, label="Reporter:", text=wording.one(stock["closings"])))
    pieces = [Piece("paragraph", f"{turn.label} {turn.text}", bold=turn.label or "") for turn in turns]
    who = Interviewee(name=name, office=office)
    reason = "The turns are marked in the form “Reporter and name”."
    return Interview(
        is_interview=True, evidence="labels", reason=reason, interviewees=(who,), turns=tuple(turns)
    ), pieces

"""Compose news, digests and documents in Vietnamese."""

from __future__ import annotations

from datetime import datetime
from random import Random

from hnp_crawler.items import Comment
from hnp_crawler.sample_portal.model import Draft, File, Piece, Place, Shot
from hnp_crawler.sample_portal.people import Person, draw_person, party_committee
from hnp_crawler.sample_portal.wording import Wording, capitalized, load_stock

_UNDATED = datetime(2012, 6, 15)


def word(rng: Random, place: Place, *, woman: bool | None = None, post: int | None = None) -> tuple[Wording, Person]:
    """Open the wording of one Vietnamese article: its topic, its district, its office and its main person."""
    stock = load_stock("common_vi")
    topic = rng.choice(load_stock("topics_vi"))
    district = rng.choice(stock["district"])
    fixed = {"district": district, "district_party": party_committee(district)}
    wording = Wording(rng, stock, topic, place.published or _UNDATED, fixed)
    person = draw_person(wording, woman=woman, post=post)
    wording.introduce("person", person.name)
    wording.introduce("honorific", person.interviewee.honorific or person.interviewee.rank or "")
    wording.introduce("honorific_low", person.address)
    wording.introduce("office_person", person.post)
    wording.introduce("intro", person.introduction)
    return wording, person


def pictured(wording: Wording, place: Place, index: int, *, captioned: bool = True) -> list[Piece]:
    """Draw a picture, and the caption that follows it."""
    captions = wording.stock["captions"]
    caption = wording.fill(captions[(place.number + index) % len(captions)]) if captioned else ""
    alt = caption or capitalized(str(wording.topic["name"]))
    picture = Piece("picture", shot=Shot(place.number * 10 + index, caption, alt))
    return [picture, Piece("caption", caption)] if caption else [picture]


def _paragraphs(wording: Wording, length: int) -> list[Piece]:
    stock, rng = wording.stock, wording.rng
    sentences = wording.some(wording.topic["facts"], 3 + length // 2) + wording.some(stock["middles"], length)
    rng.shuffle(sentences)
    pieces = [Piece("paragraph", wording.one(stock["openings"]))]
    while sentences:
        size = rng.choice((1, 1, 2, 2, 3))
        pieces.append(Piece("paragraph", " ".join(sentences[:size])))
        del sentences[:size]
    return pieces


def _list(wording: Wording) -> Piece:
    items = tuple(wording.some(wording.stock["bullets"], 4))
    return Piece("list", "\n".join(items), items=items)


def _table(wording: Wording) -> Piece:
    rows = [tuple(wording.rng.choice(wording.stock["headcells"]))]
    rows += [
        (f"{row}. {capitalized(wording[f'ward{row}'])}", wording["n"], wording["percent"])
        for row in range(1, wording.rng.randint(3, 6))
    ]
    return Piece("table", "\n".join(" ".join(row) for row in rows), rows=tuple(rows))


def _byline(wording: Wording) -> tuple[str | None, tuple[str, ...]]:
    first, second = wording.some(wording.stock["reporter"], 2)
    return wording.rng.choice(
        (
            (first, (first,)),
            (first, (first,)),
            (f"{first} - {second}", (first, second)),
            (f"{first} (tổng hợp)", (first,)),
            (None, ()),
        )
    )


def compose_news(rng: Random, place: Place) -> Draft:
    """Compose a news article: paragraphs, now and then a picture, a subhead, bullets, a table, files, comments."""
    wording, _ = word(rng, place)
    pieces = _paragraphs(wording, rng.randint(2, 8))
    if rng.random() < 0.3:
        pieces.insert(rng.randint(2, len(pieces)), Piece("heading", wording.one(wording.stock["subheads"])))
        pieces.append(Piece("paragraph", wording.one(wording.topic["answers"])))
    if rng.random() < 0.2:
        pieces.append(_list(wording))
    if rng.random() < 0.2:
        pieces += [Piece("paragraph", "- " + bullet) for bullet in wording.some(wording.stock["bullets"], 2)]
    if rng.random() < 0.2:
        pieces.append(_table(wording))
    pieces.append(Piece("paragraph", wording.one(wording.stock["endings"])))
    for index in range(rng.choice((0, 1, 1, 2))):
        at = 0 if index == 0 else rng.randint(3, len(pieces))
        pieces[at:at] = pictured(wording, place, index, captioned=rng.random() < 0.8)
    byline, authors = _byline(wording)
    return Draft(
        language="vi",
        title=capitalized(wording.one(wording.topic["titles"])),
        pieces=tuple(pieces),
        agency="HNP" if rng.random() < 0.8 else None,
        lead=capitalized(wording.one(wording.topic["leads"])),
        byline=byline,
        authors=authors,
        files=_files(wording, place, rng.choice((0, 0, 0, 1, 2))),
        tags=tuple(wording.topic["tags"]),
        comments=_comments(wording),
        typing="decomposed" if rng.random() < 0.05 else "plain",
    )


def _files(wording: Wording, place: Place, count: int) -> tuple[File, ...]:
    names = (f"ke hoach {place.number}.pdf", f"phu-luc-{place.number}.pdf")
    return tuple(File(name, f"Tải về {wording['plan']}") for name in names[:count])


def _comments(wording: Wording) -> tuple[Comment, ...]:
    rng, stock = wording.rng, wording.stock
    if rng.random() > 0.1:
        return ()
    return (Comment(author=rng.choice(stock["comment_authors"]), text=wording.one(stock["comments"])),)


def compose_digest(rng: Random, place: Place) -> Draft:
    """Compose a digest: one article that holds several stories, each under its own subhead."""
    pieces: list[Piece] = []
    names: list[str] = []
    for story in range(3):
        wording, _ = word(rng, place)
        names.append(wording["district"])
        pieces.append(Piece("heading", wording.one(wording.topic["titles"])))
        pieces += _paragraphs(wording, 1)[1:]
        if story == 1:
            pieces += pictured(wording, place, story)
    byline, authors = _byline(wording)
    title = f"Tin quận, huyện: {capitalized(names[0])} và các đơn vị"
    lead = f"Bản tin hôm nay có các nội dung đáng chú ý từ {', '.join(dict.fromkeys(names))}."
    return Draft("vi", title, tuple(pieces), agency="HNP", lead=lead, byline=byline, authors=authors)


def compose_document(rng: Random, place: Place) -> Draft:
    """Compose an official document: grounds, clauses, and the scanned file."""
    wording, _ = word(rng, place)
    stock = wording.stock
    title = f"{wording['plan']}: {wording.one(stock['documents'])}"
    pieces = [Piece("paragraph", wording.fill(text)) for text in (*stock["grounds"], "QUYẾT ĐỊNH:", *stock["clauses"])]
    if rng.random() < 0.4:
        pieces.append(_table(wording))
    return Draft(
        "vi", title, tuple(pieces), files=(File(f"van ban {place.number}.pdf", f"{wording['plan']} (bản quét)"),)
    )

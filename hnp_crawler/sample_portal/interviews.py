"""Compose interviews in every form of marking, together with their turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from hnp_crawler.items import Interview, Interviewee, Role, Turn
from hnp_crawler.sample_portal.forms import FORMS, Form
from hnp_crawler.sample_portal.model import Draft, Piece, Place
from hnp_crawler.sample_portal.news import pictured, word
from hnp_crawler.sample_portal.people import Person, draw_person
from hnp_crawler.sample_portal.wording import Wording, capitalized


def compose_interview(rng: Random, place: Place) -> Draft:
    """Compose an interview in the form that the place names, with the turns as its truth."""
    form = FORMS[place.form % len(FORMS)]
    wording, person = word(rng, place, woman=form.woman, post=form.post)
    people = [person, *(draw_person(wording) for _ in range(form.people - 1))]
    while len({guest.name for guest in people}) < len(people):
        people[-1] = draw_person(wording)
    reporter = wording.one(wording.stock["reporter"])
    composer = _Conversation(form, wording, people, reporter, place)
    composer.talk(rng.randint(3, 5))
    stock = wording.stock
    lead = wording.one(stock["interview_leads"])
    if len(people) > 1:
        lead += f" Cùng tham gia cuộc trao đổi có {people[1].introduction}."
    pieces = [*pictured_person(wording, place, person, rng), *composer.pieces]
    # Without thanks nothing would tell a paragraph behind the interview from the last answer's.
    if rng.random() < 0.3 and form.closing != "none":
        pieces.append(Piece("paragraph", wording.one(stock["afters"])))
    byline, authors = _byline(rng, reporter)
    interview = Interview(
        is_interview=True,
        evidence=form.evidence,
        reason=f"The turns are marked in the form “{form.name}”.",
        interviewees=_in_order_of_appearance(people, composer.turns),
        turns=tuple(composer.turns),
    )
    return Draft(
        language="vi",
        title=wording.one(stock["interview_titles"]),
        pieces=tuple(pieces),
        agency="HNP" if rng.random() < 0.8 else None,
        lead=lead,
        byline=byline,
        authors=authors,
        interview=interview,
        tags=("phỏng vấn", str(wording.topic["tags"][0])),
        typing="eth" if form.eth else "plain",
    )


def pictured_person(wording: Wording, place: Place, person: Person, rng: Random) -> list[Piece]:
    """Show the interviewee, with office and name as caption, and now and then lead up to the conversation."""
    pieces = pictured(wording, place, 0, captioned=False)
    picture = pieces[0].shot
    assert picture is not None
    caption = f"{person.post} {person.name}"
    pieces = [Piece("picture", shot=type(picture)(picture.number, caption, caption)), Piece("caption", caption)]
    if rng.random() < 0.3:
        pieces.append(Piece("paragraph", wording.one(wording.stock["interview_preludes"])))
    return pieces


def _in_order_of_appearance(people: Iterable[Person], turns: Iterable[Turn]) -> tuple[Interviewee, ...]:
    by_name = {person.name: person.interviewee for person in people}
    speakers = dict.fromkeys(turn.speaker for turn in turns if turn.role == "interviewee" and turn.speaker)
    return tuple(by_name[speaker] for speaker in speakers)


def _byline(rng: Random, reporter: str) -> tuple[str | None, tuple[str, ...]]:
    patterns = ("{}", "{}", "{} (thực hiện)", "Thực hiện: {}", "{} (ghi)")
    return rng.choice(patterns).format(reporter), (reporter,)


class _Conversation:
    """Write turn after turn, as pieces of the body and as truth at once."""

    def __init__(self, form: Form, wording: Wording, people: list[Person], reporter: str, place: Place) -> None:
        self.pieces: list[Piece] = []
        self.turns: list[Turn] = []
        self._form = form
        self._wording = wording
        self._people = people
        self._place = place
        self._named_reporter = reporter if form.ask.startswith("{reporter}") else None
        self._words = {"reporter": reporter, "reader": wording.rng.choice(wording.stock["readers"])}
        self._answers = self._answer_sentences()

    def talk(self, rounds: int) -> None:
        """Ask and answer as often as told, then say thanks in the form's way."""
        form, rng, topic, stock = self._form, self._wording.rng, self._wording.topic, self._wording.stock
        # The topic's own questions name the matter; general ones follow.
        asks = rng.sample(topic["asks"], 2) + rng.sample(stock["asks"], rounds)
        for number, ask in enumerate(asks[:rounds]):
            person = self._people[number % len(self._people)]
            question = self._question(ask, person, number)
            if form.glued and number == rounds - 1:
                self._glue(question)
            else:
                self._turn("interviewer", number, question, [], person)
            self._answer(number, person)
        if form.closing != "none":
            thanks = rng.choice(stock["closings"]).format(addr=self._people[0].address)
            self._turn("interviewer", rounds, thanks, [], self._people[0], bare=form.closing == "bare")

    def _question(self, ask: str, person: Person, number: int) -> str:
        filled = self._wording.fill(ask.replace("{addr}", person.address))
        if filled.startswith(("xin ", "theo ")) and number % 2:
            return capitalized(filled)
        if filled.startswith(f"{person.address} ") and self._form.evidence == "labels" and number % 2:
            return capitalized(filled)
        if f"thưa {person.address}" in filled:
            return capitalized(filled)
        return f"Thưa {person.address}, {filled}"

    def _answer_sentences(self) -> Iterator[str]:
        rng, wording = self._wording.rng, self._wording
        own, general = list(wording.topic["answers"]), list(wording.stock["answers"])
        rng.shuffle(own)
        rng.shuffle(general)
        while own or general:
            pool = own if own and (not general or rng.random() < 0.5) else general
            yield wording.fill(pool.pop())

    def _answer(self, number: int, person: Person) -> None:
        rng = self._wording.rng
        sentences = [sentence for sentence, _ in zip(self._answers, range(rng.randint(2, 4)), strict=False)]
        if not sentences:
            sentences = self._wording.some(self._wording.topic["facts"], 2)
        several = len(sentences) > 2 and self._form.evidence != "marks" and rng.random() < 0.6
        cut = 2 if several else len(sentences)
        self._turn("interviewee", number, " ".join(sentences[:cut]), sentences[cut:], person)
        if rng.random() < 0.15:
            self.pieces += pictured(self._wording, self._place, number + 1)

    def _glue(self, question: str) -> None:
        last = self.pieces[-1] if self.pieces[-1].kind == "paragraph" else None
        if last is None:
            self._turn("interviewer", 1, question, [], self._people[0])
            return
        label = self._label("interviewer", 1, self._people[0])
        self.pieces[-1] = Piece("paragraph", f"{last.text} {label} {question}", bold=last.bold)
        self.turns.append(Turn(role="interviewer", speaker=self._named_reporter, label=label, text=question))

    def _label(self, role: Role, number: int, person: Person) -> str:
        form = self._form
        first, later = (form.ask, form.ask_later) if role == "interviewer" else (form.answer, form.answer_later)
        pattern = first if later is None or number < len(self._people) else later
        who = person.interviewee
        return pattern.format(
            call=person.call,
            name=person.name,
            given=person.given,
            post=person.post,
            rank=who.rank or who.honorific,
            organization=who.organization,
            capitals=f"{person.post} {person.name}".upper(),
            **self._words,
        )

    def _mark(self, role: Role, number: int) -> str:
        mark = self._form.ask_mark if role == "interviewer" else self._form.answer_mark
        return f"{number + 1}. " if mark == "#" else mark

    def _turn(self, role: Role, number: int, text: str, more: list[str], person: Person, *, bare: bool = False) -> None:
        form = self._form
        label = "" if bare else self._label(role, number, person)
        mark = "" if bare or label else self._mark(role, number)
        opening = f"{label}{form.space}" if label else mark
        bold = {"question": f"{opening}{text}" if role == "interviewer" else "", "label": label, "nothing": ""}[
            form.bold
        ]
        if label and form.alone:
            self.pieces.append(Piece("paragraph", label, bold=label))
            self.pieces.append(Piece("paragraph", text, bold=text if bold != label and bold else ""))
        else:
            self.pieces.append(Piece("paragraph", f"{opening}{text}", bold=bold))
        self.pieces += [Piece("paragraph", paragraph) for paragraph in more]
        speaker = person.name if role == "interviewee" else self._named_reporter
        self.turns.append(Turn(role=role, speaker=speaker, label=label or None, text="\n".join([text, *more])))

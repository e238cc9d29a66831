"""Hold the reader against invented articles in every form that interviews are known to take."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hnp_crawler.normalize.interview import read_interview


@dataclass
class Case:
    name: str
    evidence: str
    speaker: str | None
    paragraphs: list[str] = field(default_factory=list)
    emphasis: list[list[str]] = field(default_factory=list)
    turns: list[tuple[str, str | None, str, str | None]] = field(default_factory=list)

    def add(self, line: str) -> None:
        joined = line.startswith("+")
        tag, _, rest = line.removeprefix("+").partition(" ")
        speaker = self.speaker
        if rest.startswith("@"):
            words = rest[1:].split()
            size = next(n for n in (4, 3, 2) if " ".join(words[:n]) in " ".join(self.paragraphs))
            speaker, rest = " ".join(words[:size]), " ".join(words[size:])
        bold = rest.startswith("*") and not rest.startswith("* ")
        rest = rest.removeprefix("*") if bold else rest
        label, found, text = rest.partition("¦")
        if not found:
            label, text = "", rest
        printed = label + text
        if joined:
            self.paragraphs[-1] = f"{self.paragraphs[-1].rstrip()} {printed}"
        else:
            self.paragraphs.append(printed)
            self.emphasis.append([printed] if bold else [])
        text = text.strip()
        named = label.strip() if any(c.isalpha() for c in label) else None
        if tag == "Q":
            self.turns.append(("interviewer", named, text, None))
        elif tag == "A":
            self.turns.append(("interviewee", named, text, speaker))
        elif tag in {"q", "a"}:
            role, named, before, speaker = self.turns[-1]
            self.turns[-1] = (role, named, f"{before}\n{text}".strip(), speaker)


def read_cases() -> list[Case]:
    cases: list[Case] = []
    for line in Path(__file__).with_name("interview_cases.txt").read_text("utf-8").splitlines():
        if line.startswith("==="):
            name, evidence, *speaker = (part.strip() for part in line.removeprefix("===").split("|"))
            cases.append(Case(name, evidence, speaker[0] if speaker and speaker[0] != "-" else None))
        elif line.strip() and not line.startswith("#"):
            cases[-1].add(line)
    return cases


CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    got = read_interview(case.paragraphs, case.emphasis)
    assert got.is_interview == (case.evidence != "none"), got.reason
    assert [(t.role, t.text) for t in got.turns] == [(role, text.replace("Ð", "Đ")) for role, _, text, _ in case.turns]
    assert [(t.label or "").lstrip("-+*. ").replace(" ", "") for t in got.turns] == [
        (label or "").lstrip("-+*. ").replace(" ", "").replace("Ð", "Đ") for _, label, _, _ in case.turns
    ]
    assert [t.speaker for t in got.turns if t.role == "interviewee"] == [
        speaker for role, _, _, speaker in case.turns if role == "interviewee"
    ]
    assert got.evidence == (None if case.evidence == "none" else case.evidence)

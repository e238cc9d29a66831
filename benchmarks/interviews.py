"""Compare the interview reader with what a user could do instead, and print its speed.

    python benchmarks/interviews.py [--data ../shared/interviews/dev]

Three ways over the same labelled articles: a plain label pattern, trafilatura's text with that pattern (where
trafilatura is installed), and ``read_interview``. Figures as in ``score.py`` beside the articles. Then articles per
second on one core, and how the time grows with hostile text.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
import time
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from types import ModuleType

from hnp_crawler.items import Interview, Turn
from hnp_crawler.normalize.interview import read_interview

DEFAULT = Path(__file__).parents[2] / "shared" / "interviews" / "dev"
LABEL = re.compile(
    r"^\s*[-*+•.]?\s*(?P<label>(?P<asks>PV|P\.V|P/V|Phóng viên|Hỏi)[^:]{0,20}"
    r"|[A-ZĐÀ-Ỹ][^:.?!\"“]{1,60}):\s*(?P<text>.*)"
)


Reader = Callable[[Sequence[str]], Interview]


def plain_pattern(paragraphs: Sequence[str]) -> Interview:
    """Split at lines that open with a press label, or with capitalized words and a colon."""
    turns: list[Turn] = []
    for paragraph in paragraphs:
        found = LABEL.match(paragraph)
        if found:
            role = "interviewer" if found["asks"] else "interviewee"
            name = None if found["asks"] else re.sub(r"^(?:Ông|Bà|Đồng chí)\s+", "", found["label"])
            turns.append(Turn(role=role, speaker=name, label=found["label"] + ":", text=found["text"]))
        elif turns:
            last = turns.pop()
            turns.append(Turn(role=last.role, speaker=last.speaker, label=last.label, text=f"{last.text}\n{paragraph}"))
    roles = {turn.role for turn in turns}
    return Interview(
        is_interview=len(roles) == 2, evidence="labels", reason="", turns=tuple(turns) if len(roles) == 2 else ()
    )


def trafilatura_pattern() -> Reader | None:
    """Return a reader that lets trafilatura pick the text first, or None where it is not installed."""
    try:
        from trafilatura import extract
    except ImportError:
        return None

    def read(paragraphs: Sequence[str]) -> Interview:
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        text = extract(f"<html><body><article>{body}</article></body></html>") or ""
        return plain_pattern(text.splitlines())

    return read


def load_score(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(score: ModuleType, reader: Reader, paths: Sequence[Path]) -> dict[str, float]:
    right = total = negatives = alarms = gold = found = begun = exact = asked = named = 0
    for path in paths:
        labels, got, rows, _ = score.score_one(reader, path)
        if labels.get("ambiguous"):
            continue
        right += got.is_interview == labels["is_interview"]
        total += 1
        negatives += not labels["is_interview"]
        alarms += got.is_interview and not labels["is_interview"]
        gold, found = gold + len(rows), found + len(got.turns)
        begun += sum(row["begun"] for row in rows)
        exact += sum(row["exact"] for row in rows)
        asked += sum(row["speaker"] is not None for row in rows)
        named += sum(bool(row["speaker"]) for row in rows)
    return {
        "detection": right / total,
        "false alarms": alarms / max(1, negatives),
        "start F1": score.f1(begun, found, gold),
        "exact F1": score.f1(exact, found, gold),
        "speaker": named / max(1, asked),
    }


def per_second(reader: Reader, articles: Sequence[Sequence[str]]) -> float:
    best = float("inf")
    for _ in range(7):
        begin = time.process_time()
        for article in articles:
            reader(article)
        best = min(best, time.process_time() - begin)
    return len(articles) / best


HOSTILE: dict[str, Callable[[int], list[str]]] = {
    "one line of colons": lambda n: ["A: " * (n // 3)],
    "one line of labels": lambda n: ["PV: a? " * (n // 7)],
    "only turns": lambda n: ["PV: Thưa ông, vì sao?", "Ông Trần Văn Hà: Vì tôi thấy cần."] * (n // 54),
    "names in the lead": lambda n: [
        "phỏng vấn ông Nguyễn Văn An, Giám đốc Sở Y tế, " * (n // 46),
        "PV: Vì sao?",
        "Ông An: Vì tôi thế.",
    ],
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--data", type=Path, default=DEFAULT)
    data = options.parse_args().data
    paths = sorted(data.glob("*.txt"))
    if not paths:
        print(f"no labelled articles in {data}", file=sys.stderr)
        return 2
    score = load_score(data.parent / "score.py")
    articles = [[line for line in path.read_text("utf-8").splitlines()[1:] if line.strip()] for path in paths]
    readers: dict[str, Reader | None] = {
        "plain label pattern": plain_pattern,
        "trafilatura + pattern": trafilatura_pattern(),
        "read_interview": read_interview,
    }
    length = sum(len(line) for article in articles for line in article) // len(articles)
    print(f"{len(paths)} labelled articles, {length} characters each")
    for name, reader in readers.items():
        if reader is None:
            print(f"{name:22} not installed")
            continue
        row = figures(score, reader, paths)
        shown = "  ".join(
            f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in row.items()
        )
        print(f"{name:22} {shown}  {per_second(reader, articles):8,.0f} articles/s")
    print("\nseconds for 250 kB, 500 kB, 1 MB of hostile text")
    for name, make in HOSTILE.items():
        times = []
        for size in (250_000, 500_000, 1_000_000):
            text = make(size)
            begin = time.process_time()
            read_interview(text)
            times.append(time.process_time() - begin)
        print(f"{name:22} " + "  ".join(f"{seconds:6.2f}" for seconds in times))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Tell cheaply of most ordinary articles that they cannot be interviews, before anything is cut and weighed."""

from __future__ import annotations

from collections.abc import Sequence

from hnp_crawler.normalize.interview.address import may_address
from hnp_crawler.normalize.interview.cuts import label_cuts
from hnp_crawler.normalize.interview.labels import read_opening

_PRESS = ("phóng viên", "pv", "p.v", "p/v")
"""What may be a label without its colon."""


def may_be_interview(lines: Sequence[str]) -> bool:
    """Tell whether any line may be a question: by its mark, by words that call somebody, or by a label.

    What is told to be none would be refused after a full reading, too.

    >>> may_be_interview(["Thành phố trồng thêm cây.", "Ông Trần Văn Hà nói: “Tôi rất mừng”."])
    False
    >>> may_be_interview(["Vì sao?"]), may_be_interview(["BNEWS: Cây trồng ở đâu."]), may_be_interview(["Thưa ông."])
    (True, True, True)
    """
    text = "\n".join(lines)
    if "?" in text:
        return True
    bare = text.lower()
    if may_address(text, bare) or any(word in bare for word in _PRESS):
        return True
    return ":" in text and any(":" in line and _is_labelled(line) for line in lines)


def _is_labelled(line: str) -> bool:
    return read_opening(line).kind in ("asks", "bare") or bool(label_cuts(line))

"""Turn an article's paragraphs into an interview: turns with speakers, or the reason why there is none."""

from __future__ import annotations

from hnp_crawler.normalize.interview.reader import read_interview

__all__ = ["read_interview"]

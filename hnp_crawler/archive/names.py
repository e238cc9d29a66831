"""Name what lies in the folder of a collection, and the endings of files that are not whole."""

from __future__ import annotations

ARCHIVE, INDEXES, INDEX = "archive", "indexes", "index.cdxj"
CRAWLS, MANIFEST = "crawls", "crawl.json"
LINE_FILES = ("articles.jsonl", "removals.jsonl")

OPEN = ".open"
"""What a file's name ends in while it is being written."""
CUT = ".cut-"
"""What the name of a file with cut bytes ends in, before the offset that they were cut at."""

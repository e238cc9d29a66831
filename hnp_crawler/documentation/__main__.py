"""Fill the generated tables into the documents: ``python -m hnp_crawler.documentation``, in the project's root."""

from __future__ import annotations

from pathlib import Path

from hnp_crawler.documentation.tables import PAGES, fill_in

for page in map(Path, PAGES):
    page.write_text(fill_in(page.read_text("utf-8")), "utf-8")

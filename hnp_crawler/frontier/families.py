"""Give up families of addresses behind which nothing new is found: spaces without end that every page opens anew."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from hnp_crawler.portal.urls import read_url
from hnp_crawler.printed import PrintedArticle

MAX_BARREN_FAMILY = 60
"""Most pages of a family in a row that may be and name no new article; the rest of it is not asked for."""
ERROR = 2
"""For how many such pages an error, or a page that says there is nothing, counts."""
_NUMBER = re.compile("[0-9]+")


class Families:
    """Count, family by family, how many pages in a row were and named no new article."""

    def __init__(self) -> None:
        self._barren: Counter[str] = Counter()
        self._articles: dict[int, int] = {}

    def is_copy(self, identity: str, article: PrintedArticle) -> bool:
        """Tell whether an article was met in this crawl under another identity, word for word."""
        text = hash((article.title, *(block.text for block in article.blocks)))
        return bool(article.blocks) and self._articles.setdefault(text, hash(identity)) != hash(identity)

    def note(self, url: str, *, is_barren: bool, is_error: bool = False) -> None:
        """Note what a page of a family turned out to be; one that yields makes up for all before it."""
        family = family_of(url)
        if family is None:
            return
        if is_barren:
            self._barren[family] += ERROR if is_error else 1
        else:
            self._barren.pop(family, None)

    def is_given_up(self, url: str) -> bool:
        """Tell whether the family of an address has yielded nothing for so long that none of it is wanted."""
        family = family_of(url)
        return family is not None and self._barren[family] >= MAX_BARREN_FAMILY


def family_of(url: str) -> str | None:
    """Give what an address has in common with those that a program makes beside it; None for one that stands alone.

    Those are the pages of one folder, those whose names differ by a number only, and one page asked for with other
    values of the same parameters.

    >>> family_of("http://h/goi-y/4f1c"), family_of("http://h/muc/2/bai-9"), family_of("http://h/xem-12.html")
    ('http://h/goi-y/*', 'http://h/muc/0/*', 'http://h/xem-0.html')
    >>> family_of("http://h/ho-so?ma=7&loai=2"), family_of("http://h/gioi-thieu")
    ('http://h/ho-so?loai&ma', None)
    """
    parts = urlsplit(read_url(url).canonical)
    folder, _, last = parts.path.rpartition("/")
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    if names:
        return f"{parts.scheme}://{parts.netloc}{_NUMBER.sub('0', parts.path)}?{'&'.join(names)}"
    if folder:
        return f"{parts.scheme}://{parts.netloc}{_NUMBER.sub('0', folder)}/*"
    return f"{parts.scheme}://{parts.netloc}/{_NUMBER.sub('0', last)}" if _NUMBER.search(last) else None


def in_series(url: str) -> str:
    """Give what the addresses of all pages of a listing have in common: all but the numbers.

    >>> in_series("http://h/tin?page=2") == in_series("http://h/tin?page=17")
    True
    """
    return _NUMBER.sub("0", read_url(url).identity)

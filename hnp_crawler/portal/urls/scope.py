"""Tell what belongs to a crawl by the hosts of its seeds."""

from __future__ import annotations

from collections.abc import Collection

from hnp_crawler.portal.urls.parts import bare_host, split

CITY = "hanoi.gov.vn"
FAMILY = frozenset({CITY, "english.hanoi.gov.vn", "vanban.hanoi.gov.vn"})
"""The hosts of one portal, aliases aside; the departments under the same domain have portals of their own."""


def is_in_scope(url: str, hosts: Collection[str]) -> bool:
    """Tell whether a URL lies on one of the seeds' hosts, ``host[:port]`` each, or on one that belongs to them.

    The hosts of the city's portal belong together; under any other name its subdomains belong to it.

    >>> is_in_scope("http://english.thudo.gov.vn/featured-news", ["hanoi.gov.vn"])
    True
    >>> is_in_scope("https://sotttt.hanoi.gov.vn/", ["hanoi.gov.vn"])
    False
    """
    parts = split(url.strip())
    if parts is None:
        return False
    asked = parts.authority
    for host in hosts:
        seed = split(f"{parts.scheme}://{host}/")
        if seed is None:
            continue
        if asked == seed.authority or (asked in FAMILY and seed.authority in FAMILY):
            return True
        named = not bare_host(seed.authority).replace(".", "").isdecimal()
        if named and asked.endswith("." + seed.authority) and seed.authority not in FAMILY:
            return True
    return False

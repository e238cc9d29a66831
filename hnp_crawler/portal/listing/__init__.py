"""Read a listing from a page's scene: its entries, and where it goes on."""

from __future__ import annotations

from hnp_crawler.portal.listing.listing import Listing, ListingEntry, listing_of, next_page, read_listing

__all__ = ["Listing", "ListingEntry", "listing_of", "next_page", "read_listing"]

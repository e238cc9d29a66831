"""Crawl the portal: seeds, what to follow, and callbacks; every rule lies elsewhere."""

"""Read captures again, without a network: the same reading and cleaning as in a crawl, over any archive."""

"""Hold a collection on disk: its places and its lock, its line files, and what one crawl has open of it."""

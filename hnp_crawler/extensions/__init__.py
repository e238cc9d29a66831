"""Glue the crawl to its collection: open and close it, log, stop."""

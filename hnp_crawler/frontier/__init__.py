"""Decide what a crawl asks for and in which order, and note what became of it: Scrapy's scheduler over the ledger."""

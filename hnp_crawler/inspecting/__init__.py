"""Look into a collection without a crawl: its state, an article's history, what a citation stands for, one page."""

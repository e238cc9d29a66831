"""Keep exchanges: WARC files, their index and the proof of both, without Scrapy, the clock or the network."""

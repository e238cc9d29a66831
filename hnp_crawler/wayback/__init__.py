"""Read pages out of web archives that others keep: their CDX servers, their mementos, their WARC files by range."""

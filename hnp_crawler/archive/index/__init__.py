"""List where each capture lies: CDXJ lines under sort keys, made while a crawl runs or from the files anew."""

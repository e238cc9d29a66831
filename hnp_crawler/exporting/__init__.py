"""Hand the articles on as they stand now: the newest version of each, in the forms that other programs read."""

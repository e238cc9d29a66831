"""Turn printed strings into values: texts, dates, names, interviews."""

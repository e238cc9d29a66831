"""Write and read WARC files: records, gzip members, files; each record stands for itself."""

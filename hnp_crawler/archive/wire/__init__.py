"""Hold what crosses the wire: the bytes of an exchange, and the HTTP messages and codings in them."""

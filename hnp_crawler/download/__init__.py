"""Fetch over HTTP and hand every exchange, exactly as it crossed the wire, to the open collection."""

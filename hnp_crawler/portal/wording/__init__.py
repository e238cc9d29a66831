"""Know how the portal words its own furniture, and how it prints times."""

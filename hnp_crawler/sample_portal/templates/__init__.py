"""Print articles and listings in the templates of each generation of the portal."""

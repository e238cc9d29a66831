"""Add the project's verbs to ``scrapy``."""

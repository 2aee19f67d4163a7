"""Markdown files in, an immutable library out. This room knows nothing of visitors, partners' rows or pages."""

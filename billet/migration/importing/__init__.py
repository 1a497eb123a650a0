"""Brings a `Site` into a content folder and the comments into a blog, and reports what came and what did
not."""

"""Writes a blog in the formats of other tools."""

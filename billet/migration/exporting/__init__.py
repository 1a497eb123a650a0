"""Writes a blog in the formats of others."""

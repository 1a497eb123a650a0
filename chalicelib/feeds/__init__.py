"""Atom, JSON Feed and the sitemap, made of entries with whole addresses.

It is pure: `chalicelib.web` collects the entries and sends the documents.
"""

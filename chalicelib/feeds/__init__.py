"""Atom, JSON Feed and the sitemap. Pure."""

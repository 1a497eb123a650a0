"""Full-text search: an SQLite FTS5 database of most articles, and a short list of the newest changes."""

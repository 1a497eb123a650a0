"""The cards of articles: planned, drawn, and with which fonts."""

"""HTML of other tools to the Markdown of Billet, where the same comes back; else it stays HTML."""

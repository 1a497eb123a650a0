"""HTML of other tools to the Markdown of Billet, where the same comes back; else it stays HTML."""

from billet.migration.conversion.comments import comment_to_markdown, escape_comment
from billet.migration.conversion.converter import Converted, to_markdown

__all__ = ["Converted", "comment_to_markdown", "escape_comment", "to_markdown"]

"""``billet serve``: the blog on this machine."""

from __future__ import annotations

from billet.commands.common import errors_as_one_line
from billet.commands.help import command, option


@command(example="billet serve --content ~/blog --port 8123")
@option("--port", default="8000", show_default=True, help="Port of the site; 0 takes a free one.")
@option(
    "--content",
    default="content",
    show_default=True,
    help="Folder with site.toml, articles/, pages/ and media/.",
)
@option("--prefix", default="", help="Stage prefix, as API Gateway has: /api.")
@option("--fresh", is_flag=True, help="Forget the comments and messages of earlier runs.")
def serve(port: str, content: str, prefix: str, fresh: bool) -> None:
    """Show the blog on this machine, on a local AWS of its own."""
    from billet.local.serve import serve as run

    with errors_as_one_line():
        run(port, content, prefix, fresh=fresh)

"""Lets Hugo and Pelican build what `billet export` writes for them, and compares the texts of each page.

For developers, with the tools on the path: ``python -m tests.migration.record.generator_builds [CONTENT]``.
Prints what differs, and exits with 1 where anything does. None gives a warning.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from billet import folder as folders
from billet.migration.exporting.blog_content import BlogContent, Text
from billet.migration.exporting.export import export
from billet.migration.exporting.plain_markdown import words_of
from chalicelib.services import Services
from tests.conftest import Author, FrozenClock, make_blog, running_aws

COMMANDS = {
    "hugo": ("hugo", "--panicOnWarning", "--destination"),
    "pelican": ("pelican", "--fatal", "warnings", "--settings", "pelicanconf.py", "--output"),
}
BODIES = {
    "hugo": re.compile(r'<div class="text">\n(.*?)\n</div>\s*(?:<ul class="tags|</article>)', re.DOTALL),
    "pelican": re.compile(
        r"<!-- /.post-info -->(.*?)</div><!-- /.entry-content -->|"
        r'<h1 class="entry-title">[^\n]*</h1>(.*?)</section>\s*<section id="extras"',
        re.DOTALL,
    ),
}


def main(content: Path) -> int:
    """Returns the number of pages that differ."""
    differing = compared = 0
    with running_aws(), make_blog(FrozenClock()) as blog:
        author = Author(blog)
        for key, path in folders.files(content):
            author.uploads(key, path.read_bytes())
        author.reconciles()
        read = BlogContent(blog)
        texts = [text for text in read.texts() if text.article.is_public(read.now)]
        for name in COMMANDS:
            for text, page in _built(blog, name, texts):
                body = BODIES[name].search(page)
                shown = read.html_of(text, "https://billet.invalid")
                compared += 1
                if body is None or words_of("".join(filter(None, body.groups()))) != words_of(shown):
                    differing += 1
                    print(f"{name}: {text.article.key} differs")
    print(f"{compared} pages compared, {differing} differ")
    return differing


def _built(blog: Services, name: str, texts: list[Text]) -> Iterator[tuple[Text, str]]:
    with tempfile.TemporaryDirectory() as temporary:
        site, built = Path(temporary, "site"), Path(temporary, "built")
        export(blog, site, name)
        subprocess.run([*COMMANDS[name], built], cwd=site, check=True, stdout=subprocess.DEVNULL)
        for text in texts:
            yield text, (built / text.article.path.lstrip("/") / "index.html").read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1] if sys.argv[1:] else "content"))))

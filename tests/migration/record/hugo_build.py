"""Lets Hugo build what `billet export --format hugo` writes, and compares the texts of each page.

For developers, with Hugo on the path: ``python -m tests.migration.record.hugo_build [CONTENT]``. Prints what
differs, and exits with 1 where anything does. Debian's Hugo 0.111.3 built the demo and eight blogs of others,
2,300 texts, without a warning.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from billet import folder as folders
from billet.migration.exporting import plain_markdown
from billet.migration.exporting.blog_content import BlogContent
from billet.migration.exporting.export import export
from chalicelib.services import utc_now
from tests.conftest import Author, make_blog, running_aws

_BODY = re.compile(r'<div class="text">\n(.*?)\n</div>\s*(?:<ul class="tags|</article>)', re.DOTALL)


def main(content: Path) -> int:
    """Returns the number of pages that differ."""
    differing = 0
    with running_aws(), make_blog(utc_now) as blog, tempfile.TemporaryDirectory() as temporary:  # type: ignore[arg-type]  # a clock that goes
        author = Author(blog)
        for key, path in folders.files(content):
            author.uploads(key, path.read_bytes())
        author.reconciles()
        site, built = Path(temporary, "site"), Path(temporary, "built")
        export(blog, site, "hugo")
        subprocess.run(["hugo", "--panicOnWarning", "--source", site, "--destination", built], check=True)
        read = BlogContent(blog)
        for text in read.texts():
            if not text.article.is_public(read.now):
                continue
            page = (built / text.article.path.lstrip("/") / "index.html").read_text(encoding="utf-8")
            body = re.search(
                r'<div class="text">\n(.*?)\n</div>\s*(?:<ul class="tags|</article>)', page, re.DOTALL
            )
            shown = read.html_of(text, "https://billet.invalid")
            if body is None or plain_markdown.words_of(body[1]) != plain_markdown.words_of(shown):
                differing += 1
                print(f"{text.article.key} differs")
    print(f"{differing} pages differ")
    return differing


if __name__ == "__main__":
    sys.exit(bool(main(Path(*sys.argv[1:2]) if sys.argv[1:] else Path("content"))))

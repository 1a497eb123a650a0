"""What is exported and imported again is the same blog, whatever it holds."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from billet.local.local_aws import LocalAws
from billet.migration import sources
from billet.migration.exporting.export import export
from billet.migration.importing import trial
from billet.migration.importing.folder_writer import FolderWriter
from billet.migration.importing.importer import write_files
from billet.migration.importing.plan import make_plan
from billet.migration.model import Site
from chalicelib.content.article import Article
from chalicelib.conversation.comment import STATES, Comment
from chalicelib.conversation.message import BOXES, Message
from chalicelib.index.articles import all_articles
from chalicelib.index.file import IndexFile, open_index
from chalicelib.index.publishing_queries import former_paths
from chalicelib.index.storage import INDEX_KEY
from chalicelib.services import Services
from tests.conftest import NOW, Author, FrozenClock, make_blog

OPTIONS = sources.Options(ZoneInfo("Europe/Paris"))

HEADS = st.sampled_from(
    [
        "",
        "---\ntitle: Été\ndate: 2013-04-02\ntags: [a, B]\n---\n",
        "---\r\ntitle: CRLF\r\ndraft: true\r\n---\r\n",
        "+++\ntitle = 'T'\nprivate_note = 'never shown'\n[extra]\nx = 1\n+++\n",
        '{"title": "J", "date": "2031-01-01T10:00:00+05:00", "aliases": ["/2013/j.html"]}\n',
        "Title: Lignes\nDate: 2020-02-03\nCategory: c\n\n",
        "\ufeff---\nid: mine\nexpires: 2026-03-02\n---\n",
        "---\ntitle: Moved\naliases:\n  - /?p=12\n---\n",
        "---\ndate: soon\n---\n",
    ]
)
BODIES = st.sampled_from(
    [
        "Un texte.\n",
        "# Titre\n\nUn *texte*.",
        "Ligne\r\n\r\n| a |\r\n|---|\r\n",
        "---\n\nAprès.\n",
        "a\x0b b\u2028c",
    ]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
MOMENTS = st.integers(0, 10**9).map(lambda seconds: NOW - timedelta(seconds=seconds, microseconds=7))


@st.composite
def comments(draw: st.DrawFn) -> list[Comment]:
    drawn: list[Comment] = []
    for number in range(draw(st.integers(0, 4))):
        state = draw(st.sampled_from(STATES))
        drawn.append(
            Comment(
                id=f"c{number}",
                article=draw(st.sampled_from(["articles/a", "articles/gone"])),
                name=draw(TEXTS),
                text=draw(TEXTS),
                posted=draw(MOMENTS),
                state=state,
                email="" if state == "approved" else draw(st.sampled_from(["", "é@example.org"])),
                expires=None if state == "approved" else NOW + timedelta(days=draw(st.integers(1, 300))),
                parent=draw(st.sampled_from(["", *(comment.id for comment in drawn)])),
                by_author=draw(st.booleans()),
                verdict="links" if state == "spam" else "",
            )
        )
    return drawn


MESSAGES = st.lists(
    st.builds(
        Message,
        id=st.uuids().map(str),
        name=TEXTS,
        email=st.just("b@example.org"),
        subject=TEXTS,
        text=TEXTS,
        received=MOMENTS,
        expires=st.just(NOW + timedelta(days=9)),
        box=st.sampled_from(BOXES),
    ),
    max_size=2,
    unique_by=lambda message: message.id,
)


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    files=st.dictionaries(
        st.sampled_from(["a", "b", "2013-01-05-c", "d.en"]), st.tuples(HEADS, BODIES), min_size=1
    ),
    renamed=st.booleans(),
    written=comments(),
    received=MESSAGES,
)
def test_a_blog_comes_back_as_it_was(
    aws: LocalAws,
    files: dict[str, tuple[str, str]],
    renamed: bool,
    written: list[Comment],
    received: list[Message],
) -> None:
    with make_blog(FrozenClock()) as blog, tempfile.TemporaryDirectory() as folder:
        author = Author(blog)
        author.uploads("site.toml", 'title = "É"\n[redirects]\n"/old/*" = "/articles/*"\n')
        author.uploads("media/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        for name, (head, body) in files.items():
            author.uploads(f"articles/{name}.md", head + body)
        author.reconciles()
        if renamed:
            name, (head, body) = next(iter(files.items()))
            author.uploads("articles/renamed.md", head + body)
            author.deletes(f"articles/{name}.md")
            author.reconciles()
        for comment in written:
            blog.comments.add(comment)
        for message in received:
            blog.messages.add(message)

        for name in ("markdown", "json"):
            path = Path(folder, name)
            export(blog, path, name)
            site = sources.recognise(path).read(path, OPTIONS)
            assert_same(site, blog, author.index, Path(folder, f"{name}-content"))


def assert_same(site: Site, blog: Services, index: IndexFile, folder: Path) -> None:
    """Asserts that a site holds a blog: what publishing its files makes, and what readers wrote."""
    republished = publish(site, blog, folder)
    former = former_paths(index)
    assert {a.key: facts(a, {}) for a in all_articles(republished)} == {
        a.key: facts(a, former) for a in all_articles(index)
    }
    assert republished.site == index.site
    originals = [replace(c.original, mail="", revision=0) for c in site.comments if c.original]
    stored = [comment for state in STATES for comment in blog.comments.in_state(state)]
    assert sorted(originals, key=str) == sorted((replace(c, mail="", revision=0) for c in stored), key=str)
    assert {c.id: (c.text, c.entry, c.parent, c.state) for c in site.comments} == {
        c.id: (c.text, c.article, c.parent, c.state) for c in stored
    }
    assert sorted(site.messages, key=str) == sorted(
        (m for box in BOXES for m in blog.messages.in_box(box)), key=str
    )
    assert [medium.path for medium in site.media] == ["media/a.svg"]


def publish(site: Site, blog: Services, folder: Path) -> IndexFile:
    paths = {}
    contents = {entry.path: entry.source or b"" for entry in site.entries} | {"site.toml": site.settings_file}
    for key, data in contents.items():
        paths[key] = folder / key
        paths[key].parent.mkdir(parents=True, exist_ok=True)
        paths[key].write_bytes(data)
    tried = trial.try_out(paths, blog.render_worker, NOW + timedelta(days=1), lambda _: None)
    fetched = tried.bucket.fetch(INDEX_KEY)
    assert fetched
    return open_index(fetched.data)


def facts(article: Article, former: dict[str, list[str]]) -> dict[str, Any]:
    """Returns what is to be the same of an article: its former addresses are old ones of its file now."""
    aliases = {*article.aliases, *former.get(article.id, [])}
    passing = ("etag", "version", "names_id", "dated_by_upload", "edited", "aliases_line", "term_lines")
    values = {name: value for name, value in asdict(article).items() if name not in passing}
    return {**values, "aliases": aliases, "updated": article.updated or article.edited}


@pytest.mark.parametrize("name", ["markdown", "json"])
def test_an_import_writes_the_files_byte_for_byte(
    blog: Services, author: Author, tmp_path: Path, name: str
) -> None:
    files = {
        "site.toml": '# mine\r\ntitle = "É"\r\n[redirects]\r\n"/old/*" = "/articles/*"\r\n',
        "theme.css": "body { color: #123456 }\n",
        "articles/a.md": "\ufeff+++\r\nid = 'a'\r\ndate = 2026-01-01\r\n+++\r\n\r\nTexte.\r\n",
        "pages/b/index.md": "---\nid: b\ndate: 2026-01-01\naliases: ['/?p=1']\n---\n[a](/articles/a)\n",
        "pages/b/été 1.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "media/c.txt": "un\rdeux",
    }
    for key, text in files.items():
        author.uploads(key, text)
    author.reconciles()
    export(blog, tmp_path / "export", name)

    site = sources.recognise(tmp_path / "export").read(tmp_path / "export", OPTIONS)
    content, staging = tmp_path / "content", tmp_path / "staging"
    writer = FolderWriter(content, "billet")
    plan = make_plan(site, content, staging, writer, blog.render_worker, NOW)
    write_files(plan, writer)

    assert plan.notices() == []
    for key, text in files.items():
        assert (content / key).read_bytes() == text.encode(), key
    again = make_plan(
        site, content, tmp_path / "again", FolderWriter(content, "billet"), blog.render_worker, NOW
    )
    assert set(again.outcomes.values()) <= {"same"}

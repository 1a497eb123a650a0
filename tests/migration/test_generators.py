"""What the readers of static site generators share."""

from __future__ import annotations

from pathlib import Path

import pytest

from billet.migration.model import Medium, OldAddress, Origin
from billet.migration.sources import all_sources, recognise
from billet.migration.sources.generators import liquid, rst
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import Folder
from billet.migration.sources.generators.media import media_redirects
from billet.migration.sources.generators.template_tags import Expansion
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import DATA, messages_at, read_source


@pytest.mark.parametrize("name", ["hugo", "jekyll", "pelican", "hexo", "eleventy", "nikola", "astro"])
def test_each_folder_is_of_one_kind_alone_and_is_read_the_same_twice(name: str) -> None:
    folder = DATA / name / "site"
    generators = {"hugo", "jekyll", "pelican", "hexo", "eleventy", "nikola", "astro", "zola"}
    assert recognise(folder).name == name
    assert {s.name for s in all_sources() if s.recognises(folder)} & generators == {name}
    first, second = read_source(folder, name), read_source(folder, name)
    assert first == second
    ids = [entry.id for entry in first.entries]
    assert len(set(ids)) == len(ids)
    assert all("/" not in entry_id and len(entry_id) <= 60 for entry_id in ids)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{% highlight c++ %}\nint x;\n{% endhighlight %}", "```c++\nint x;\n```"),
        ("{% raw %}{% if %}{% endraw %}", "{% if %}"),
        ("`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("`{{ page.title }}` {{ page.title }}", "`{{ page.title }}` T"),
        ("{{ '/x/' | relative_url }}", "/x/"),
        ("{% img left /a b.png 10 20 'A title' 'An alt' %}", '![An alt](/a "A title")'),
        ("{% img /a.png 100 Words of it %}", "![Words of it](/a.png)"),
        ("{% youtube https://youtu.be/dQw4w9WgXcQ %}", None),
        (
            "{% blockquote Me https://x.org/ Here %}\nA\n\nB\n{% endblockquote %}",
            "> A\n>\n> B\n>\n> — Me, [Here](https://x.org/)",
        ),
        ("{% codeblock Title lang:js %}\n```\n{% endcodeblock %}", '````js title="Title"\n```\n````'),
        ("a\n{% gist 123 %}\nb", "a\n\n<https://gist.github.com/123>\n\nb"),
    ],
)
def test_tags_of_liquid_become_markdown(written: str, shown: str | None) -> None:
    unknown: list[str] = []
    handlers = liquid.handlers(lambda _: None, {"page.title": "T"}.get)
    text = Expansion(liquid.LANGUAGE, handlers, lambda tag, _: unknown.append(tag)).expand(written)
    assert unknown == []
    assert text == shown if shown else "youtube-nocookie.com/embed/dQw4w9WgXcQ" in text


def test_tags_that_are_not_known_stay_and_are_told_with_their_lines() -> None:
    unknown: list[tuple[str, int]] = []
    text = "a\n{% for x in y %}{{ x | myFilter }}\n{% endfor %}"
    expansion = Expansion(
        liquid.LANGUAGE, liquid.handlers(lambda _: None, lambda _: None), lambda *tag: unknown.append(tag)
    )
    assert expansion.expand(text, 10) == text
    assert unknown == [("{% for x in y %}", 11), ("{{ x | myFilter }}", 11)]


def test_one_line_leads_on_from_a_folder_whose_media_moved_as_they_were() -> None:
    def medium(path: str, *addresses: str) -> Medium:
        return Medium(path=path, origin=Origin(path), content=b"", addresses=addresses)

    media = [
        medium("media/img/a.png", "/img/a.png"),
        medium("media/img/sub/b.png", "/img/sub/b.png"),
        medium("media/img/c-2.png", "/img/c.png"),
        medium("media/logo.gif", "/logo.gif"),
        medium("articles/x/d.png", "/2013/x/d.png"),
        medium("media/same.png", "/media/same.png"),
    ]
    assert media_redirects(media) == [
        OldAddress("/img/*", "/media/img/*"),
        OldAddress("/img/c.png", "/media/img/c-2.png"),
        OldAddress("/logo.gif", "/media/logo.gif"),
        OldAddress("/2013/*", "/media/articles/*"),
    ]


def test_settings_without_case_are_merged_and_broken_ones_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("Title = 'A'\n[Params]\nx = 1\ny = 2\n")
    (tmp_path / "b.yml").write_text("title: !ruby/object:X B\nparams: {Y: yes}\n")
    (tmp_path / "c.yml").write_text("a: [\n")
    folder = Folder.open(tmp_path)
    merged = Configuration.read(folder, "a.toml", "b.yml")
    assert (merged.text("TITLE"), merged.text("params.x"), merged.flag("params.y")) == ("B", "1", True)
    with pytest.raises(ConfigurationError, match=r"c\.yml cannot be read"):
        Configuration.read(folder, "c.yml")


def test_restructuredtext_reads_no_file_and_names_lines(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    converted = rst.convert(
        f"T\n=\n\n.. include:: {secret}\n\n.. csv-table::\n   :file: {secret}\n\n:abbr:`A (b)`\n"
    )
    assert "SECRET" not in converted.html
    assert '<abbr title="b">A</abbr>' in converted.html
    assert [line for line, _ in converted.messages] == [4, 6]


def test_files_that_do_not_come_are_named(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text("title = 'T'\n")
    for name in ("content/a.md", "layouts/x.html", "static/style.css", "notes/mine.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x\n")
    site = read_source(tmp_path, "hugo")
    assert messages_at(site, "notes/mine.md") == ["0: the site did not show it"]
    (message,) = messages_at(site, tmp_path.name)
    assert message.endswith("do not come: hugo.toml, static/style.css, layouts/")


def test_texts_of_one_name_in_several_folders_have_addresses_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text("title = 'T'\n")
    for folder in ("a/x", "b/x", "c"):
        (tmp_path / "content" / folder).mkdir(parents=True)
        (tmp_path / "content" / folder / "one.md").write_text("---\ntitle: T\n---\n[m](irc:host/x)\n")
    site = read_source(tmp_path, "hugo")
    assert [entry.slug for entry in site.entries] == ["", "", "c-one"]
    assert {entry.text for entry in site.entries} == {"[m](irc:host/x)\n"}

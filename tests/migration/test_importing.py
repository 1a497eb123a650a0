"""From a site of another tool to a content folder, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billet.migration import markdown_links
from billet.migration.importing import front_matter
from billet.migration.importing.folder_writer import FolderWriter
from billet.migration.importing.ledger import STATE
from billet.migration.importing.link_map import LinkMap
from billet.migration.model import OldAddress, Site
from chalicelib.content import article_parser
from chalicelib.content.article import Source
from chalicelib.content.article_parser import Defaults
from chalicelib.errors import ConfigurationError
from tests.conftest import NOW
from tests.migration.sites import OLD, comment, entry, import_into, picture, plan_of, site

Import = Callable[[Site], object]


def addresses_of(folder: Path, old_site: Site, staging: Path) -> dict[str, str]:
    return {tried.old: tried.new for tried in plan_of(old_site, folder, staging).addresses}


def test_an_article_comes_with_its_fields_and_its_old_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    old = entry(
        tags=("C++", "été"), language="en", draft=True, summary="Two\nlines", fields={"humeur": "gaie"}
    )
    import_into(folder, site(old), tmp_path / "staging")
    text = (folder / "articles/un.md").read_text(encoding="utf-8")
    assert text == (
        "---\ntitle: Un\ndate: 2013-04-02T08:30:00+00:00\ndraft: true\nlang: en\nsummary: Two lines\n"
        "tags:\n  - C++\n  - été\nid: old-un\naliases:\n  - /2013/04/un.html\nhumeur: gaie\n---\n\nBonjour.\n"
    )


titles = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)


@given(
    title=titles.filter(bool),
    tags=st.lists(st.sampled_from(["C++", "été", "no", "12", "a: b", "'", "2013-01-01"]), unique=True),
    moment=st.integers(-2_000_000_000, 4_000_000_000),
)
def test_what_is_written_is_what_is_read(title: str, tags: list[str], moment: int) -> None:
    old = entry(title=title, tags=tuple(tags), date=datetime.fromtimestamp(moment, UTC))
    head = front_matter.write(old, ("/x",), lambda _: None)
    source = Source(old.path, f"{head}\nText".encode(), '"e"', "", NOW)
    article = article_parser.parse(source, "articles", Defaults("fr", UTC))
    assert (article.title, article.tags, article.id) == (title, tuple(tags), "old-un")
    assert article.date.timestamp() == moment


@pytest.mark.parametrize(
    ("written", "led"),
    [
        (f"[x]({OLD}/2013/04/deux.html#l-%C3%A9t%C3%A9)", "[x](deux.md#l-%C3%A9t%C3%A9)"),
        ("[x](/2013/04/DEUX)", "[x](deux.md)"),
        ("[x](deux.html?utm_source=a)", "[x](deux.md)"),
        ('![m](/wp-content/uploads/2013/mer.png "La mer")', '![m](../media/2013/mer.png "La mer")'),
        (f"<{OLD}/2013/04/deux.html>", f"[{OLD}/2013/04/deux.html](deux.md)"),
        ("[x]: /2013/04/deux.html", "[x]: deux.md"),
        ('<a href="/2013/04/deux.html">x</a>', '<a href="deux.md">x</a>'),
        ("[x](/2013/04/un.html#bas)", "[x](#bas)"),
        (f"[x]({OLD}/)", "[x](/)"),
        (f"[x]({OLD}/category/velo/)", "[x](/category/velo/)"),
        (f"[x]({OLD}/rubrique/velo)", "[x](/categories/velo)"),
        ('<a href=/2013/04/deux.html title="a\'b">x</a>', '<a href="deux.md" title="a\'b">x</a>'),
        ("<a href='/2013/04/deux.html?a=\"b\"'>", '<a href="deux.md">'),
        ('<a href="/2013/04/deux.html&#35;bas">', '<a href="deux.md#bas">'),
        ("> [x]:\n  /2013/04/deux.html", "> [x]:\n  deux.md"),
        ("![x](/wp-content/uploads/2013/mer calme.png)", "![x](../media/2013/mer%20calme.png)"),
        (
            "[![x](/wp-content/uploads/2013/mer.png)](/2013/04/deux.html)",
            "[![x](../media/2013/mer.png)](deux.md)",
        ),
        (
            '{{< figure src="/wp-content/uploads/2013/mer.png" >}}',
            '{{< figure src="../media/2013/mer.png" >}}',
        ),
        *(
            (same, same)
            for same in (
                r"\[x\](/2013/04/deux.html)",
                "[^1]: /2013/04/deux.html",
                "<pre>[x](/2013/04/deux.html)</pre>",
                '<!-- <a href="/2013/04/deux.html"> -->',
                'src="/2013/04/deux.html"',
            )
        ),
        *((same, same) for same in ("`[x](/2013/04/deux.html)`", "    [x](/2013/04/deux.html)", "[x](#bas)")),
        *((same, same) for same in ("[x](https://elsewhere.example/2013/04/deux.html)", "[x](mailto:a@b.c)")),
        *(
            (same, same)
            for same in ("[x](/unknown)", "[x](http://[bad)", "```\n[x](/2013/04/deux.html)\n```")
        ),
    ],
)
def test_links_lead_to_the_files_and_code_stays(written: str, led: str) -> None:
    un, deux = entry("un"), entry("deux")
    redirects = [OldAddress("/rubrique/velo", "/categories/velo")]
    media = [picture(), picture("media/2013/mer calme.png")]
    links = LinkMap(site(un, deux, media=media, redirects=redirects))
    assert markdown_links.lead(written, lambda address: links.target(un, address)) == written.replace(
        written, led
    )


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ('[a](b.md) and ![x](<p 1.jpg> "T")', '[a](N) and ![x](<N> "T")'),
        ("![x](p (1).jpg) [y]( z )", "![x](N) [y]( N )"),
        ("[r]: <x y.md> 't'\n[^1]: note", "[r]: <N> 't'\n[^1]: note"),
        (
            '<img alt="(a)" src="/x.png" srcset="a.png 1x, b.png 2x">',
            '<img alt="(a)" src="N" srcset="N 1x, N 2x">',
        ),
        ('<img srcset="a.png 1x,b.png,  data:x;y,z 2x ,c">', '<img srcset="N 1x,N,  N 2x ,N">'),
        ("`[a](b)` ``[a](b) ` `` [c](d)", "`[a](b)` ``[a](b) ` `` [c](N)"),
        (
            "```\n[a](b)\n```\n> ~~~\n> [a](b)\n> ~~~\n[c](d)",
            "```\n[a](b)\n```\n> ~~~\n> [a](b)\n> ~~~\n[c](N)",
        ),
        ("~~~\n[a](b)", "~~~\n[a](b)"),
        ("a [b] (c) [d]()", "a [b] (c) [d]()"),
    ],
)
def test_addresses_change_and_nothing_else(text: str, changed: str) -> None:
    assert markdown_links.lead(text, lambda _: "N") == changed


@given(
    st.lists(
        st.sampled_from(
            [*"[]()<>`\\!\"'=#^:{}% \n/ax", "](", "]: ", "<a href=", "<!--", "-->", "<pre>", "```", "{{<"]
        ),
        max_size=40,
    ).map("".join)
)
def test_a_text_without_old_addresses_stays_as_it_is(text: str) -> None:
    assert markdown_links.lead(text, lambda _: None) == text


def test_the_second_import_changes_nothing_and_an_author_s_change_stays(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    first = import_into(folder, site(entry("un"), entry("deux")), tmp_path / "1")
    again = import_into(folder, site(entry("un"), entry("deux")), tmp_path / "2")
    assert set(first.plan.outcomes.values()) == {"new"}
    assert set(again.plan.outcomes.values()) == {"same"}
    (folder / "articles/un.md").write_text("---\ntitle: Mine\n---\n", encoding="utf-8")
    third = import_into(folder, site(entry("un", text="New"), entry("deux", text="New")), tmp_path / "3")
    assert third.plan.outcomes == {"articles/un.md": "kept", "articles/deux.md": "changed"}
    assert "Mine" in (folder / "articles/un.md").read_text(encoding="utf-8")
    assert any(notice.origin.file == "articles/un.md" and notice.left_out for notice in third.notices)


def test_an_interrupted_import_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    (folder / "articles").mkdir(parents=True)
    blocker = folder / "articles/deux.md"
    (folder / "articles/.deux.md.partial").mkdir()  # the disk refuses the second file
    with pytest.raises(IsADirectoryError):
        import_into(folder, site(entry("un"), entry("deux")), tmp_path / "1")
    assert not blocker.exists()
    (folder / "articles/.deux.md.partial").rmdir()
    report = import_into(folder, site(entry("un"), entry("deux")), tmp_path / "2")
    assert report.plan.outcomes == {"articles/un.md": "same", "articles/deux.md": "new"}


def test_each_old_address_is_tried_by_the_routes_of_the_blog(tmp_path: Path) -> None:
    old = site(
        entry("un", addresses=(f"{OLD}/2013/04/un.html", "/?p=12"), categories=("Vélo",)),
        entry("plus-tard", date=datetime(2031, 1, 1, tzinfo=UTC)),
        media=[
            picture(),
            picture("media/2013/été.png", addresses=("/autres/été.png", "/autres/été-300x200.png")),
        ],
        redirects=[
            OldAddress("/wp-content/uploads/*", "/media/*"),
            OldAddress("/rubrique/velo", "/categories/velo"),
            OldAddress("/nulle-part", "/articles/nulle-part"),
        ],
    )
    assert addresses_of(tmp_path / "content", old, tmp_path / "staging") == {
        "/2013/04/un.html": "/articles/un",
        "/?p=12": "/articles/un",
        "/2013/04/plus-tard.html": "",
        "/rubrique/velo": "/categories/velo",
        "/nulle-part": "",
        "/wp-content/uploads/2013/mer.png": "/media/2013/mer.png",
        "/autres/été.png": "/media/2013/%C3%A9t%C3%A9.png",
        "/autres/été-300x200.png": "/media/2013/%C3%A9t%C3%A9.png",
    }


def test_settings_join_those_of_the_folder_whose_own_stay(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "site.toml").write_text('# mine\ntitle = "Mine"\n', encoding="utf-8")
    old = site(
        entry(), settings={"title": "Old", "language": "fr", "contact": {"email": "no mail"}, "tagline": "T"}
    )
    report = import_into(folder, old, tmp_path / "staging")
    text = (folder / "site.toml").read_text(encoding="utf-8")
    assert text.startswith('# mine\ntitle = "Mine"\n')
    assert 'tagline = "T"' in text
    assert "no mail" not in text
    assert sorted(notice.message.split(" ")[0] for notice in report.notices) == ["contact.email", "title"]


def test_a_damaged_site_toml_stops_the_import_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("title = \n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"site\.toml cannot be read.*nothing was imported"):
        import_into(tmp_path, site(entry()), tmp_path / "staging")
    assert not (tmp_path / "articles").exists()


def test_comments_keep_their_threads_and_those_without_an_article_are_named(tmp_path: Path) -> None:
    comments = [
        comment("1"),
        comment("2", parent="1", name=""),
        comment("3", parent="gone"),
        comment("4", entry="", page=f"{OLD}/2013/04/un.html"),
        comment("5", entry="", page="/page-disparue.html"),
        comment("6", is_deleted=True, name="", text=""),
        comment("7", parent="6", state="pending", email="a@example.org"),
    ]
    report = import_into(tmp_path, site(entry(), comments=comments), tmp_path / "staging")
    taken = {made.id: made for made in report.comments}
    assert [(made.id, made.parent) for made in report.comments] == [
        *(("1", ""), ("2", "1"), ("3", ""), ("4", ""), ("6", ""), ("7", "6"))
    ]
    assert {made.article for made in report.comments} == {"old-un"}
    assert (taken["2"].name, taken["6"].name, taken["6"].text, taken["7"].email) == ("Anonyme", "", "", "")
    assert [notice.origin.item for notice in report.notices] == ["comment 5", "comment 3"]


def test_a_day_stays_a_day_and_a_time_is_written_in_its_zone() -> None:
    assert "date: 2013-04-02\n" in front_matter.write(entry(date=date(2013, 4, 2)), (), lambda _: None)
    moment = datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    text = front_matter.write(entry(date=moment, zone="Europe/Paris"), (), lambda _: None)
    assert "date: 2021-10-31T02:30:00+02:00\n" in text


def test_an_article_without_a_date_is_named_before_it_is_published(tmp_path: Path) -> None:
    old_site = site(entry(date=None), entry("deux", date=None, draft=True), entry("trois"))
    notices = plan_of(old_site, tmp_path / "content", tmp_path / "staging").notices()
    assert [notice.remedy for notice in notices] == ["Write its date into articles/un.md before"]


def test_the_report_is_never_published(tmp_path: Path) -> None:
    from billet import folder as folders

    import_into(tmp_path, site(entry()), tmp_path / "staging")
    assert (tmp_path / STATE / "old-files.json").exists()
    assert not any(STATE in key for key, _ in folders.files(tmp_path))


@pytest.mark.parametrize(
    "path", ["articles/../../x.md", "/tmp/x.md", "articles/a\\b.md", "site.toml", ".git/x.md"]
)
def test_an_item_outside_of_the_published_folders_is_named_and_not_written(tmp_path: Path, path: str) -> None:
    old = site(entry(path=path), media=[picture(path.replace(".md", ".png"))])
    report = import_into(tmp_path / "content", old, tmp_path / "staging")
    assert not report.plan.outcomes
    assert [notice.left_out for notice in report.notices] == [True, True]
    assert not list(tmp_path.rglob("*x.*"))


def test_two_items_of_one_file_are_not_written_over_each_other(tmp_path: Path) -> None:
    report = import_into(tmp_path, site(entry(), entry("UN", text="Other")), tmp_path / "staging")
    assert report.plan.outcomes == {"articles/un.md": "new"}
    assert "articles/UN.md is the file of another item already" in report.notices[0].message


def link_out(folder: Path) -> None:
    (folder.parent / "outside").mkdir()
    (folder / "articles").symlink_to(folder.parent / "outside")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (link_out, "articles leads out of .* Nothing was imported"),
        (lambda folder: (folder / "articles").touch(), "articles is a file, and a folder is needed"),
        (lambda folder: (folder.rmdir(), folder.touch()), "content is a file: name a folder"),
    ],
)
def test_a_folder_that_cannot_take_files_stops_the_import_before_it_writes(
    tmp_path: Path, prepare: Callable[[Path], object], message: str
) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    prepare(folder)
    with pytest.raises(ConfigurationError, match=message):
        import_into(folder, site(entry(), media=[picture()]), tmp_path / "staging")
    assert not list(tmp_path.glob("outside/*"))
    assert not (folder / "media").exists()


@pytest.mark.parametrize("ledger", [b"", b"[]", b'{"address": "", "files": {"a": 1}}', b"\xff"])
def test_a_damaged_ledger_is_named(tmp_path: Path, ledger: bytes) -> None:
    (tmp_path / STATE).mkdir()
    (tmp_path / STATE / "old-files.json").write_bytes(ledger)
    with pytest.raises(ConfigurationError, match=r"old-files\.json is damaged .* delete it"):
        import_into(tmp_path, site(entry()), tmp_path / "staging")


def test_what_the_author_deleted_or_renamed_stays_away_until_the_ledger_is_deleted(tmp_path: Path) -> None:
    import_into(tmp_path, site(entry()), tmp_path / "1")
    (tmp_path / "articles/un.md").rename(tmp_path / "articles/mine.md")
    again = import_into(tmp_path, site(entry(), comments=[comment()]), tmp_path / "2")
    assert again.plan.outcomes == {"articles/un.md": "deleted"}
    assert "deleted or renamed since" in again.notices[0].message
    assert [taken.article for taken in again.comments] == ["old-un"]
    assert not (tmp_path / "articles/un.md").exists()
    (tmp_path / STATE / "old-files.json").unlink()
    assert import_into(tmp_path, site(entry()), tmp_path / "3").plan.outcomes == {"articles/un.md": "new"}


def test_a_second_source_leaves_the_files_of_the_first_and_comments_come_to_no_other_article(
    tmp_path: Path,
) -> None:
    import_into(tmp_path, site(entry()), tmp_path / "1", "first")
    other = site(entry(id="new-un", text="Other"), comments=[comment(entry="new-un")])
    report = import_into(tmp_path, other, tmp_path / "2", "second")
    assert report.plan.outcomes == {"articles/un.md": "kept"}
    assert not report.comments
    assert [notice.origin.file for notice in report.notices] == ["articles/un.md", "export.xml"]


def test_two_blogs_of_one_tool_are_told_apart_by_their_addresses(tmp_path: Path) -> None:
    import_into(tmp_path, site(entry()), tmp_path / "1")
    writer = FolderWriter(tmp_path, "old")
    writer.require_same_site("http://www.old.example.org/")
    with pytest.raises(ConfigurationError, match="the same ids"):
        writer.require_same_site("https://other.example.org")


@pytest.mark.parametrize("address", ["http://[bad/x", "/\ud800", "https://old.example.org:99999/"])
def test_what_is_no_address_is_named(tmp_path: Path, address: str) -> None:
    old = site(
        entry(addresses=(address, "/a")),
        media=[picture(addresses=(address,))],
        redirects=[OldAddress(address, "/articles/un"), OldAddress("/b", address)],
    )
    report = import_into(tmp_path / "content", old, tmp_path / "staging")
    assert sum("is no address" in notice.message for notice in report.notices) == 4
    assert [tried.old for tried in report.plan.addresses] == ["/a"]


def test_an_old_address_that_shows_the_home_page_or_has_no_file_leads_nowhere(tmp_path: Path) -> None:
    old = site(entry(addresses=("/media/gone.png",)), media=[picture(addresses=("/?attachment_id=7",))])
    assert addresses_of(tmp_path / "content", old, tmp_path / "staging") == {
        "/media/gone.png": "",
        "/?attachment_id=7": "",
    }


def test_a_redirect_of_the_author_stays_where_an_old_one_contradicts_it(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes(b'\xef\xbb\xbf[redirects]\r\n"/a" = "/b" # mine\r\n')
    report = import_into(tmp_path, site(redirects=[OldAddress("/b", "/a")]), tmp_path / "staging")
    assert (tmp_path / "site.toml").read_bytes() == b'\xef\xbb\xbf[redirects]\r\n"/a" = "/b" # mine\r\n'
    assert "the redirect of /b cannot be used" in report.notices[0].message


def test_settings_that_are_not_utf_8_stop_the_import(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes(b'title = "\xe9"\n')
    with pytest.raises(ConfigurationError, match=r"site\.toml cannot be read"):
        import_into(tmp_path, site(entry()), tmp_path / "staging")


def test_comments_that_no_table_takes_are_named_and_the_others_come(tmp_path: Path) -> None:
    comments = [
        *(comment("a/b"), comment(""), comment("x" * 3000), comment("1", text="é" * 60_000)),
        *(comment("2", text="half \ud800, none \0", name="\x07"), comment("2", text="Twice")),
        *(comment("3", parent="4"), comment("4", parent="3"), comment("5", parent="1")),
    ]
    report = import_into(tmp_path, site(entry(), comments=comments), tmp_path / "staging")
    assert [(taken.id, taken.parent) for taken in report.comments] == [
        ("2", ""),
        ("3", ""),
        ("4", "3"),
        ("5", ""),
    ]
    assert (report.comments[0].name, report.comments[0].text) == ("Anonyme", "half , none")
    assert sum(notice.left_out for notice in report.notices) == 5

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source, kind_of
from chalicelib.content.article_parser import Defaults
from chalicelib.content.key_aliases import MEANINGS
from chalicelib.content.problem import ContentError
from chalicelib.markdown.render_report import RenderReport
from tests.content.reading import read

UPLOADED = datetime(2026, 1, 5, 8, tzinfo=UTC)
PARIS = Defaults("fr", ZoneInfo("Europe/Paris"))


def parse(text: str | bytes, key: str = "articles/mon-article.md") -> Article:
    data = text.encode() if isinstance(text, str) else text
    return read(Source(key, data, '"e"', "v1", UPLOADED), PARIS)


def front(lines: str) -> Article:
    return parse(f"---\n{lines}\n---\nUn texte.\n")


def test_what_the_file_says_is_what_the_article_is() -> None:
    article = front(
        "title: L'été\ndate: 2025-10-16\nupdated: 2025-10-17T10:00+02:00\nslug: Été 2025\n"
        "lang: en-GB\nsummary: Short.\nplace: Albi\ndraft: true\ncomments: non\norder: 3\nid: one"
    )
    assert article.title == "L'été"
    assert article.date == datetime(2025, 10, 15, 22, tzinfo=UTC)  # midnight in Paris
    assert article.updated == datetime(2025, 10, 17, 8, tzinfo=UTC)
    assert (article.slug, article.language, article.excerpt) == ("ete-2025", "en", "Short.")
    assert (article.place, article.draft, article.comments, article.order) == ("Albi", True, False, 3)
    assert article.id == "one"


def test_what_the_file_leaves_out_is_taken_from_the_file() -> None:
    article = parse("# Le titre\n\nUn texte.\n")
    assert (article.title, article.slug, article.date) == ("Le titre", "mon-article", UPLOADED)
    assert (article.language, article.excerpt) == ("fr", "Un texte.")
    assert parse("Un texte.").title == "Mon article"
    assert parse("Un texte.\n\n## Deux\n").title == "Deux"


def test_a_file_name_may_give_the_date() -> None:
    article = parse("# T\n\nx", key="articles/2013-04-02-lexique.md")
    assert (article.slug, article.date) == ("lexique", datetime(2013, 4, 1, 22, tzinfo=UTC))
    assert parse("# T\n\nx", key="articles/2013-99-02-lexique.md").slug == "2013-99-02-lexique"
    with pytest.raises(ContentError, match="no date"):
        parse("# T\n\nx", key="articles/0001-01-01-x.md")


@pytest.mark.parametrize(
    ("text", "by_heading"),
    [
        ("# Le titre\n\nUn texte.", True),
        ("---\ntitle: A\n---\n# Autre\n\nUn texte.", False),
        ("Un texte.\n\n# Le titre", False),
        ("## Le titre", False),
    ],
)
def test_the_heading_that_is_the_title_is_not_shown_twice(text: str, by_heading: bool) -> None:
    assert parse(text).titled_by_heading is by_heading


def test_a_title_makes_the_address_where_the_files_name_makes_none() -> None:
    assert parse("# Le titre", "articles/!!!.md").slug == "le-titre"
    assert parse("# The title", "articles/!!!.en.md").slug == "the-title-en"
    with pytest.raises(ContentError, match="no address"):
        parse("## !!!", "articles/!!!.md")


def test_the_summary_an_author_writes_is_read_as_markdown() -> None:
    assert front('summary: "Un *mot* : <!-- secret -->`a < b`[^1]"').excerpt == "Un mot\u00a0: a < b[^1]"


@pytest.mark.parametrize(
    ("lines", "line", "code", "words"),
    [
        ("date: 9999-99-99", 2, "date", "no date"),
        ("date: 38", 2, "date", "no date"),
        ("title: A\ndate: hier", 3, "date", "no date"),
        ("date: 03/04/2025", 2, "ambiguous-date", "2025-04-03 or 2025-03-04"),
        ("publishDate: soon", 2, "date", "'publishdate' is 'soon'"),
        ("date: 0001-01-01", 2, "date", "no date"),
        ("draft: peut-être", 2, "draft", "neither true nor false"),
        ("publish: perhaps", 2, "date", "'publish' is 'perhaps'"),
        ("public: perhaps", 2, "draft", "neither true nor false"),
        ("title: [a, b]", 2, "not-one-value", "is a list"),
        ("slug: [a, b]", 2, "not-one-value", "is a list"),
        ("expires: never", 2, "expires", "no date"),
        ("id: " + "x" * 201, 2, "id", "has 201 bytes"),
        ("slug: " + "x" * 201, 2, "slug", "has 201 bytes"),
        ('title: "a\\uD800b"', 2, "half-character", "half a character"),
        ("a: &b x\ntitle: *b", 3, "yaml-alias", "alias \\*b"),
        ("title: !!python/name:os.system x", 2, "yaml-tag", "tag !!python"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_a_remedy(
    lines: str, line: int, code: str, words: str
) -> None:
    with pytest.raises(ContentError, match=words) as caught:
        front(lines)
    problem = caught.value.problem
    assert (problem.line, problem.code, problem.column > 0, bool(problem.remedy)) == (line, code, True, True)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("updated: hier", "updated"),
        ("lang: de", "lang"),
        ("order: first", "order"),
        ("comments: perhaps", "comments"),
        ("featured: perhaps", "featured"),
        ("hidden: perhaps", "unlisted"),
        ("canonical: nowhere", "canonical"),
        ("summary: A: b", "unquoted"),
        ("place: A\nplace: B", "duplicate-key"),
        ("place: A\x07", "invisible-character"),
        ("date: 2025-01-02\nexpires: 2025-01-01", "expires-too-soon"),
    ],
)
def test_a_value_that_readers_can_do_without_is_a_warning(lines: str, code: str) -> None:
    article = front(lines)
    assert [warning.code for warning in article.warnings] == [code]
    assert all(not warning.fatal and warning.remedy for warning in article.warnings)


def test_an_article_without_a_word_is_told_of() -> None:
    assert [one.code for one in parse("---\ntitle: A\n---\n").warnings] == ["no-text"]
    assert parse("---\ntitle: A\n---\n- une liste\n").warnings == ()


def test_a_key_nobody_reads_may_hold_what_it_likes() -> None:
    assert front("x: &a 1\ny: *a\nz: !!python/name:os.system b").warnings == ()


def test_what_may_be_hidden_is_not_listed() -> None:
    assert front("hidden: perhaps").unlisted


def test_modules_and_components_of_mdx_are_told_of() -> None:
    text = "---\ntitle: A\n---\nimport X from './x'\n\nUn texte.\n\n<X />\n"
    article = parse(text, "articles/a.mdx")
    assert [(one.code, one.line) for one in article.warnings] == [("mdx", 4)]
    assert article.excerpt == "Un texte."
    assert "import" not in article_parser.body_of(article, text.encode())


def test_bytes_that_are_not_utf8_are_named_by_line_and_column() -> None:
    with pytest.raises(ContentError) as caught:
        parse("---\ntitle: été\n---\n".encode("latin-1"))
    assert (caught.value.problem.line, caught.value.problem.column) == (2, 8)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    article = parse("---\r\ntitle: L'été\r\n---\r\nUn texte.".encode(encoding))
    assert (article.title, article.excerpt) == ("L'été", "Un texte.")


@pytest.mark.parametrize(
    ("lines", "draft"),
    [
        ("draft: true", True),
        ("brouillon: oui", True),
        ("status: draft", True),
        ("status: Pending", True),
        ("status: future", True),
        ("status: private", True),
        ("publish: false", True),
        ("published: false", True),
        ("publié: non", True),
        ("permalink: false", True),
        ("draft: false\nstatus: draft", True),
        ("draft: false", False),
        ("draft:", False),
        ("published: true", False),
        ("published: 2025-01-01", False),
        ("status: publish", False),
        ("status: seedling", False),
    ],
)
def test_what_any_tool_calls_a_draft_is_one(lines: str, draft: bool) -> None:
    assert front(lines).draft is draft


def test_a_folder_of_drafts_holds_drafts() -> None:
    assert parse("Un texte.", "articles/_drafts/a.md").draft
    assert not parse("Un texte.", "articles/drafts/a.md").draft


def test_a_later_publishing_date_is_when_it_appears() -> None:
    article = front("date: 2025-01-01\npublishDate: 2025-02-01")
    assert article.date == datetime(2024, 12, 31, 23, tzinfo=UTC)
    assert article.begins == article.appears == datetime(2025, 1, 31, 23, tzinfo=UTC)
    assert front("date: 2025-02-01\npublishDate: 2025-01-01").appears is None
    assert front("published: 2025-02-01").date == datetime(2025, 1, 31, 23, tzinfo=UTC)
    assert front("created: 2024-01-01\npubDate: 2025-02-01").appears is None


@pytest.mark.parametrize(
    ("date", "warned"),
    [
        ("2026-01-05T08:30Z", True),  # half past seven, had Paris been meant
        ("2026-01-05T07:30-05:00", True),
        ("2026-01-05T09:30Z", False),
        ("2026-01-05T07:30Z", False),
        ("2026-01-05T09:30", False),
        ("2026-01-06", False),
    ],
)
def test_a_date_to_come_by_mistake_of_zone_is_told_of(date: str, warned: bool) -> None:
    article = front(f"date: {date}")
    assert [(one.code, one.line) for one in article.warnings] == [("zone-mistake", 2)] * warned


def test_a_clock_without_a_zone_may_have_been_meant_in_utc() -> None:
    source = Source("articles/a.md", b"---\ndate: 2026-01-05T07:30\n---\nx", "", "", UPLOADED)
    article = read(source, Defaults("fr", ZoneInfo("America/Toronto")))
    assert [(one.code, one.line) for one in article.warnings] == [("zone-mistake", 2)]


@pytest.mark.parametrize(
    ("lines", "slug", "aliases"),
    [
        ("slug: Été 2025", "ete-2025", ()),
        ("permalink: /2013/04/lexique.html", "lexique", ("/2013/04/lexique.html",)),
        ("url: /blog/lexique/index.html", "lexique", ("/blog/lexique/index.html",)),
        ("permalink: https://old.example/2013/lexique/", "lexique", ("/2013/lexique/",)),
        ("url: https://elsewhere.example/what-it-is-about", "mon-article", ()),
        ("permalink: /:year/:title/", "mon-article", ()),
        ("permalink: '/{{ page.date }}/x/'", "mon-article", ()),
        ("permalink: pretty", "mon-article", ()),
        ("permalink: lexique", "lexique", ()),
        ("permalink: /?p=12", "mon-article", ()),
        ("slug: a\npermalink: /b/c/", "a", ("/b/c/",)),
        ("path: 2013/04/02/v1.0-Timeline", "v1-0-timeline", ("/2013/04/02/v1.0-Timeline",)),
        ("slug: '%e6%97%a5%e6%9c%ac'", "日本", ()),
    ],
)
def test_an_old_address_leads_to_the_new_one(lines: str, slug: str, aliases: tuple[str, ...]) -> None:
    article = front(lines)
    assert (article.slug, article.aliases) == (slug, aliases)


def test_aliases_are_paths_or_names() -> None:
    article = front("aliases: [/a/b, c.html, 'https://x.example/d/', Un titre, 'Titre : sous-titre']")
    assert article.aliases == ("/a/b", "/c.html", "/d/")
    assert article.names == ("Un titre", "Titre : sous-titre")


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        ("tags: [a, B, b, '#c']", ("a", "B", "c")),
        ("tags:\n- a b\n- c", ("a b", "c")),
        ("tags: a b, c", ("a b", "c")),
        ("tags: a b; c", ("a b", "c")),
        ("tags: a b", ("a b",)),
        ("étiquettes: a", ("a",)),
        ("mots-clés: a, b", ("a", "b")),
        ("tags:\nkeywords: a, b", ("a", "b")),
        ("tags: []", ()),
    ],
)
def test_tags_are_a_list_however_it_is_written(lines: str, tags: tuple[str, ...]) -> None:
    assert front(lines).tags == tags


def test_blanks_part_tags_where_jekyll_does_so() -> None:
    text = "---\ntags: a b\ncategories: c d\n---\nx"
    jekyll = parse(text, "articles/_posts/2013-04-02-x.md")
    assert (jekyll.tags, jekyll.categories) == (("a", "b"), ("c", "d"))
    assert parse(text).categories == ("c d",)
    assert parse("---\ncategory: c d\n---\nx", "articles/2013-04-02-x.md").categories == ("c d",)


@pytest.mark.parametrize(
    ("key", "slug", "day", "language"),
    [
        ("articles/_posts/2013-04-02-lexique.md", "lexique", 2, "fr"),
        ("articles/2013-04-02_lexique.markdown", "lexique", 2, "fr"),
        ("articles/2013-4-2-lexique.md", "lexique", 2, "fr"),
        ("articles/2013/04/02/lexique.md", "lexique", 2, "fr"),
        ("articles/2013/04/lexique.md", "lexique", 0, "fr"),
        ("articles/2013-04-02-lexique/index.md", "lexique", 2, "fr"),
        ("articles/lexique/README.md", "lexique", 0, "fr"),
        ("articles/lexique/index.en.md", "lexique-en", 0, "en"),
        ("articles/lexique.en.md", "lexique-en", 0, "en"),
        ("articles/lexique.fr.md", "lexique", 0, "fr"),
        ("articles/" + "mot-" * 60 + "fin.en.md", "-".join(["mot"] * 49) + "-en", 0, "en"),
        ("articles/v1.0.md", "v1-0", 0, "fr"),
        ("articles/2013-04-02.md", "2013-04-02", 2, "fr"),
        ("articles/" + "mot-" * 60 + "fin.md", "-".join(["mot"] * 50), 0, "fr"),
    ],
)
def test_a_files_name_tells_address_day_and_language(key: str, slug: str, day: int, language: str) -> None:
    article = parse("Un texte.", key)
    assert (article.slug, article.language, article.dated_by_upload) == (slug, language, not day)
    if day:
        assert article.date == datetime(2013, 4, day - 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "names",
    [
        ["post.md", "post.en.md", "post.FR-ca.markdown"],
        ["2026-01-02-post.md", "2026-01-02-post.en.md"],
        ["post/index.md", "post/index.en.md"],
        ["e\u0301te\u0301.md", "été.en.md"],
    ],
)
def test_files_of_one_name_say_the_same_in_several_languages(names: list[str]) -> None:
    assert len({parse("Un texte.", f"articles/{name}").translation for name in names}) == 1


def test_files_of_other_names_or_folders_do_not() -> None:
    names = ["post.md", "post-2.md", "other/post.en.md", "post.de.md"]
    assert len({parse("Un texte.", f"articles/{name}").translation for name in names}) == 4


@pytest.mark.parametrize(
    "line",
    ["translation: été", "translationKey: été", "lang-ref: été", "lang_ref: été", "ref: été", "page_id: été"],
)
def test_a_file_may_say_itself_what_it_is_a_translation_of(line: str) -> None:
    assert front(line).translation == "été"


def test_that_it_is_a_translation_does_not_say_of_what() -> None:
    assert front("translation: true").translation == "articles/mon-article"


def test_an_address_its_author_chose_is_left_as_it_is() -> None:
    assert parse("---\nslug: post\n---\nA text.", "articles/post.en.md").slug == "post"


def test_an_old_address_may_tell_the_day() -> None:
    assert front("path: 2013/04/02/x").date == datetime(2013, 4, 1, 22, tzinfo=UTC)
    assert front("redirect_from: /2013/04/02/x.html").date == datetime(2013, 4, 1, 22, tzinfo=UTC)


def test_eleventy_leaves_the_date_to_the_file() -> None:
    assert front("date: git Last Modified").dated_by_upload


def test_titles_are_read_as_they_were_meant() -> None:
    assert front("title: Que sont les &laquo; apps &raquo;&nbsp;?").title == "Que sont les « apps »\u00a0?"
    assert front("title: >-\n  Un titre\n  long").title == "Un titre long"
    assert front('title: "Un titre"  # un commentaire').title == "Un titre"
    assert front("title: 38").title == "38"


SECOND = timedelta(seconds=1)


def test_an_article_appears_and_goes_at_its_second() -> None:
    article = front("date: 2026-02-01T10:00Z\nexpires: 2026-02-02T10:00Z")
    begins, ends = article.date, article.expires
    assert ends is not None
    seen = [article.is_public(t) for t in (begins - SECOND, begins, ends - SECOND, ends)]
    assert seen == [False, True, True, False]


def test_a_draft_never_appears() -> None:
    assert not front("date: 2020-01-01\ndraft: true").is_public(UPLOADED)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("articles/a.md", "articles"),
        ("articles/2025/deep/a.MD", "articles"),
        ("pages/a.md", "pages"),
        ("articles/a.txt", None),
        ("articles/.a.md", None),
        ("articles/_posts/a.md", "articles"),
        ("articles/a.markdown", "articles"),
        ("articles/a.mdx", "articles"),
        ("articles/a.md~", None),
        ("articles/x/_index.md", None),
        ("articles/.obsidian/a.md", None),
        ("media/a.md", None),
        ("a.md", None),
        ("articles.md", None),
    ],
)
def test_only_markdown_below_the_two_folders_is_content(key: str, kind: str | None) -> None:
    assert kind_of(key) == kind


names = st.from_regex(r"\A([0-9]{4}-[01][0-9]-[0-3][0-9]-)?[a-zé!. ]{1,8}\Z")
zones = st.sampled_from(["Pacific/Kiritimati", "Pacific/Niue", "Europe/Paris"]).map(ZoneInfo)


lines = st.builds(
    "{}: {}\n".format,
    st.sampled_from([key for keys in MEANINGS.values() for key in keys]),
    st.text(max_size=30) | st.text(st.sampled_from("[]{},'\"*&!0123456789-/:. +TZ"), max_size=20),
)
files = (
    st.binary(max_size=400)
    | st.text(max_size=300).map(str.encode)
    | st.lists(lines).map("".join).map(str.encode)
)
frames = st.sampled_from(
    [b"---\n{}\n---\nx", b"+++\n{}\n+++\nx", b"{}", b"{}\n---\nx", b"title: A\n{}", b'{"title":{}}']
)


@settings(max_examples=400)
@given(files, frames, names, zones)
def test_any_file_makes_an_article_or_a_refusal(data: bytes, frame: bytes, name: str, zone: ZoneInfo) -> None:
    source = Source(f"articles/{name}.md", frame.replace(b"{}", data), "", "", UPLOADED)
    try:
        article = article_parser.parse(source, "articles", Defaults("fr", zone))
        article = article_parser.complete(article, RenderReport(), Defaults("fr", zone))
    except ContentError as error:
        assert error.problem.message
        assert error.problem.remedy
        assert error.problem.file == source.key
        assert error.problem.line >= 1
    else:
        assert article.slug
        assert article.title
        article.date.astimezone(zone)
        article_parser.body_of(article, source.data)

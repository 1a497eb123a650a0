from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
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


def parse(text: str | bytes, key: str = "articles/mon-article.md", site: Defaults = PARIS) -> Article:
    data = text.encode() if isinstance(text, str) else text
    return read(Source(key, data, '"e"', "v1", UPLOADED), site)


def front(lines: str) -> Article:
    return parse(f"---\n{lines}\n---\nUn texte.\n")


def paris(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=PARIS.zone)


def drafts(*lines: str, expected: bool) -> list[tuple[str, dict[str, object]]]:
    return [(line, {"draft": expected}) for line in lines]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("title: L'été -- bilan", {"title": "L’été – bilan"}),
        (
            "title: Que sont les &laquo; apps &raquo;&nbsp;?",
            {"title": "Que sont les «\u00a0apps\u00a0»\u202f?"},
        ),
        ("title: >-\n  Un titre\n  long", {"title": "Un titre long"}),
        ('title: "Un titre"  # un commentaire', {"title": "Un titre"}),
        ("title: 38", {"title": "38"}),
        (
            "lang: en-GB\nsummary: Short.\nplace: Albi",
            {"language": "en-GB", "excerpt": "Short.", "place": "Albi"},
        ),
        ("comments: non\norder: 3\nid: one", {"comments": False, "order": 3, "id": "one"}),
        # Dates: a day begins in the site's zone.
        ("date: 2025-10-16", {"date": paris(2025, 10, 16)}),
        ("date: git Last Modified", {"dated_by_upload": True}),
        ("updated: 2025-10-17T10:00+02:00", {"updated": datetime(2025, 10, 17, 8, tzinfo=UTC)}),
        ("path: 2013/04/02/x", {"date": paris(2013, 4, 2)}),
        ("redirect_from: /2013/04/02/x.html", {"date": paris(2013, 4, 2)}),
        (
            "date: 2025-01-01\npublishDate: 2025-02-01",
            {"date": paris(2025, 1, 1), "appears": paris(2025, 2, 1), "begins": paris(2025, 2, 1)},
        ),
        ("date: 2025-02-01\npublishDate: 2025-01-01", {"date": paris(2025, 2, 1), "appears": None}),
        ("published: 2025-02-01", {"date": paris(2025, 2, 1), "appears": None}),
        ("created: 2024-01-01\npubDate: 2025-02-01", {"date": paris(2025, 2, 1), "appears": None}),
        # What any tool calls a draft, or hides.
        *drafts("draft: true", "brouillon: oui", "status: draft", "status: Pending", expected=True),
        *drafts("status: future", "status: private", "publish: false", "published: false", expected=True),
        *drafts("publié: non", "permalink: false", "draft: false\nstatus: draft", expected=True),
        *drafts("draft: false", "draft:", "published: true", "published: 2025-01-01", expected=False),
        *drafts("status: publish", "status: seedling", expected=False),
        ("hidden: perhaps", {"unlisted": True}),
        # Addresses: an old one leads to the new one.
        ("slug: Été 2025", {"slug": "ete-2025", "aliases": ()}),
        ("permalink: /2013/04/lexique.html", {"slug": "lexique", "aliases": ("/2013/04/lexique.html",)}),
        ("url: /blog/lexique/index.html", {"slug": "lexique", "aliases": ("/blog/lexique/index.html",)}),
        ("permalink: https://old.example/2013/a/", {"slug": "a", "aliases": ("/2013/a/",)}),
        ("url: https://elsewhere.example/what-it-is-about", {"slug": "mon-article", "aliases": ()}),
        ("permalink: /:year/:title/", {"slug": "mon-article", "aliases": ()}),
        ("permalink: '/{{ page.date }}/x/'", {"slug": "mon-article", "aliases": ()}),
        ("permalink: pretty", {"slug": "mon-article", "aliases": ()}),
        ("permalink: lexique", {"slug": "lexique", "aliases": ()}),
        ("permalink: /?p=12", {"slug": "mon-article", "aliases": ("/?p=12",)}),
        ("aliases: [/?p=12, /%E9t%E9, '?p=13']", {"aliases": ("/?p=12", "/été", "/?p=13"), "names": ()}),
        (
            "aliases:\n- /index.php?post/2005/03/12/Un\n- spip.php?article12&amp;lang=fr\n- Quoi ?",
            {
                "aliases": ("/index.php?post/2005/03/12/Un", "/spip.php?article12&amp;lang=fr"),
                "names": ("Quoi ?",),
            },
        ),
        ("aliases: https://old.example/?p=12#fin", {"aliases": ("/?p=12",)}),
        ("permalink: /articles/mon-article/", {"slug": "mon-article", "aliases": ()}),
        ("slug: a\npermalink: /b/c/", {"slug": "a", "aliases": ("/b/c/",)}),
        ("path: 2013/04/02/v1.0-Line", {"slug": "v1-0-line", "aliases": ("/2013/04/02/v1.0-Line",)}),
        ("slug: '%e6%97%a5%e6%9c%ac'", {"slug": "日本", "aliases": ()}),
        (
            "aliases: [/a/b, c.html, 'https://x.example/d/', Un titre, 'Titre : sous-titre']",
            {"aliases": ("/a/b", "/c.html", "/d/"), "names": ("Un titre", "Titre : sous-titre")},
        ),
        # Tags are a list however it is written.
        ("tags: [a, B, b, '#c']", {"tags": ("a", "B", "c")}),
        ("tags:\n- a b\n- c", {"tags": ("a b", "c")}),
        ("tags: a b, c", {"tags": ("a b", "c")}),
        ("tags: a b; c", {"tags": ("a b", "c")}),
        ("tags: a b", {"tags": ("a b",)}),
        ("étiquettes: a", {"tags": ("a",)}),
        ("mots-clés: a, b", {"tags": ("a", "b")}),
        ("tags:\nkeywords: a, b", {"tags": ("a", "b")}),
        ("tags: []", {"tags": ()}),
        # What it is a translation of; that it is one does not say of what.
        ("translation: été", {"translation": "été"}),
        ("translationKey: été", {"translation": "été"}),
        ("lang-ref: été", {"translation": "été"}),
        ("lang_ref: été", {"translation": "été"}),
        ("ref: été", {"translation": "été"}),
        ("page_id: été", {"translation": "été"}),
        ("translation: true", {"translation": "articles/mon-article"}),
    ],
)
def test_what_the_file_says_is_what_the_article_is(lines: str, expected: dict[str, object]) -> None:
    article = front(lines)
    assert {name: getattr(article, name) for name in expected} == expected


def test_what_the_file_leaves_out_is_taken_from_the_file() -> None:
    article = parse("# Le titre\n\nUn texte.\n")
    assert (article.title, article.slug, article.date) == ("Le titre", "mon-article", UPLOADED)
    assert (article.language, article.excerpt) == ("fr", "Un texte.")
    assert parse("Un texte.").title == "Mon article"
    assert parse("Un texte.\n\n## Deux\n").title == "Deux"


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


def test_an_article_without_a_word_is_told_of() -> None:
    assert [warning.code for warning in parse("---\ntitle: A\n---\n").warnings] == ["no-text"]
    assert parse("---\ntitle: A\n---\n- une liste\n").warnings == ()


def test_a_date_in_a_name_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ContentError, match="no date"):
        parse("Un texte.", key="articles/0001-01-01-x.md")


def test_a_key_nobody_reads_may_hold_what_it_likes() -> None:
    assert front("x: &a 1\ny: *a\nz: !!python/name:os.system b").warnings == ()


def test_modules_and_components_of_mdx_are_told_of() -> None:
    text = "---\ntitle: A\n---\nimport X from './x'\n\nUn texte.\n\n<X />\n"
    article = parse(text, "articles/a.mdx")
    assert [(warning.code, warning.line) for warning in article.warnings] == [("mdx", 4)]
    assert article.excerpt == "Un texte."
    assert "import" not in article_parser.body_of(article, text.encode())


def test_bytes_that_are_not_utf8_are_named_by_line_and_column() -> None:
    with pytest.raises(ContentError) as caught:
        parse("---\ntitle: été\n---\n".encode("latin-1"))
    assert (caught.value.problem.line, caught.value.problem.column) == (2, 8)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    article = parse("---\r\ntitle: L'été\r\n---\r\nUn texte.".encode(encoding))
    assert (article.title, article.excerpt) == ("L’été", "Un texte.")


@pytest.mark.parametrize("folder", ["_drafts", "drafts", "Drafts", "2026/Brouillons", "brouillon/x"])
def test_a_folder_of_drafts_holds_drafts(folder: str) -> None:
    assert parse("Un texte.", f"articles/{folder}/a.md").draft
    assert parse("Un texte.", f"articles/{folder}/index.md").draft
    assert not parse("Un texte.", "articles/drafts de lettres/drafts.md").draft


@pytest.mark.parametrize("data", [b"", b" \n\r\n\t", b"\xef\xbb\xbf\n", bytes(4096)])
def test_a_file_that_was_emptied_is_refused(data: bytes) -> None:
    with pytest.raises(ContentError) as caught:
        parse(data)
    assert caught.value.problem.code == "empty"


@pytest.mark.parametrize(
    ("date", "zone", "warned"),
    [
        ("2026-01-05T08:30Z", "Europe/Paris", True),  # half past seven, had Paris been meant
        ("2026-01-05T07:30-05:00", "Europe/Paris", True),
        ("2026-01-05T07:30", "America/Toronto", True),  # it may have been meant in UTC
        ("2026-01-05T09:30Z", "Europe/Paris", False),
        ("2026-01-05T07:30Z", "Europe/Paris", False),
        ("2026-01-05T09:30", "Europe/Paris", False),
        ("2026-01-06", "Europe/Paris", False),
    ],
)
def test_a_date_to_come_by_mistake_of_zone_is_told_of(date: str, zone: str, warned: bool) -> None:
    article = parse(f"---\ndate: {date}\n---\nUn texte.", site=Defaults("fr", ZoneInfo(zone)))
    assert [(warning.code, warning.line) for warning in article.warnings] == [("zone-mistake", 2)] * warned


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
        ("articles/text.de.md", "text-de", 0, "de"),
        ("articles/texto.pt-BR.md", "texto-pt-br", 0, "pt-BR"),
        ("articles/wpis.pl-PL.md", "wpis-pl-pl", 0, "pl-PL"),
        *[(f"articles/a.{end}.md", f"a-{end}", 0, "fr") for end in ("cs", "ts", "pl", "io", "js", "no-op")],
        ("articles/" + "mot-" * 60 + "fin.en.md", "-".join(["mot"] * 49) + "-en", 0, "en"),
        ("articles/v1.0.md", "v1-0", 0, "fr"),
        ("articles/2013-04-02.md", "2013-04-02", 2, "fr"),
        ("articles/2013-99-02-lexique.md", "2013-99-02-lexique", 0, "fr"),
        ("articles/" + "mot-" * 60 + "fin.md", "-".join(["mot"] * 50), 0, "fr"),
    ],
)
def test_a_files_name_tells_address_day_and_language(key: str, slug: str, day: int, language: str) -> None:
    article = parse("Un texte.", key)
    assert (article.slug, article.language, article.dated_by_upload) == (slug, language, not day)
    if day:
        assert article.date == datetime(2013, 4, day - 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["post.md", "post.en.md", "post.FR-ca.markdown"], 1),
        (["2026-01-02-post.md", "2026-01-02-post.en.md"], 1),
        (["post/index.md", "post/index.en.md"], 1),
        (["e\u0301te\u0301.md", "été.en.md"], 1),
        (["post.md", "post.de.md", "post.pt-br.md", "post.zh_Hant.md", "post.AR.md"], 1),
        (["post.md", "post-2.md", "other/post.en.md", "post.js.md"], 4),
    ],
)
def test_files_of_one_name_in_one_folder_are_translations(names: list[str], count: int) -> None:
    assert len({parse("Un texte.", f"articles/{name}").translation for name in names}) == count


def test_an_address_its_author_chose_is_left_as_it_is() -> None:
    assert parse("---\nslug: post\n---\nA text.", "articles/post.en.md").slug == "post"


SECOND = timedelta(seconds=1)


def test_an_article_is_public_from_its_second_to_the_one_it_expires() -> None:
    article = front("date: 2026-02-01T10:00Z\nexpires: 2026-02-02T10:00Z")
    begins, ends = article.date, article.expires
    assert ends is not None
    moments = (begins - SECOND, begins, ends - SECOND, ends)
    assert [article.is_public(moment) for moment in moments] == [False, True, True, False]


def test_a_draft_is_never_public() -> None:
    assert not front("date: 2020-01-01\ndraft: true").is_public(UPLOADED)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("articles", ["articles/a.md", "articles/2025/deep/a.MD", "articles/_posts/a.md"]),
        ("articles", ["articles/a.markdown", "articles/a.mdx"]),
        ("pages", ["pages/a.md"]),
        (None, ["articles/a.txt", "articles/.a.md", "articles/a.md~", "articles/x/_index.md"]),
        (None, ["articles/.obsidian/a.md", "media/a.md", "a.md", "articles.md"]),
    ],
)
def test_only_markdown_below_the_two_folders_is_content(kind: str | None, keys: list[str]) -> None:
    assert [kind_of(key) for key in keys] == [kind] * len(keys)


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
@example(b"slug: b\n", b"---\n{}\n---\nx", " ", ZoneInfo("UTC"))
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


@pytest.mark.parametrize(
    ("front_matter", "language"),
    [
        *[
            ("lang: no", "no"),
            ("lang: fr_FR", "fr-FR"),
            ("language: en-us", "en-US"),
            ("locale: pt_BR", "pt-BR"),
        ],
        *[
            ("langue: Français", "fr"),
            ("lang: ''", "fr"),
            ("lang: zh-hant", "zh-Hant"),
        ],
    ],
)
def test_a_language_is_any_tag_of_bcp_47(front_matter: str, language: str) -> None:
    article = front(front_matter)
    assert (article.language, article.warnings) == (language, ())


@pytest.mark.parametrize("written", ["German", "xx", "false", "fr-FRA"])
def test_what_is_no_language_is_told_with_its_line(written: str) -> None:
    article = front(f"title: A\nlang: {written}")
    (problem,) = article.warnings
    assert (article.language, problem.line, problem.code) == ("fr", 3, "lang")
    assert "such as fr, en-GB, de" in problem.remedy

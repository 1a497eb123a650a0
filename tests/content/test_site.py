from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billet.project import ROOT
from chalicelib.content import site as sites
from chalicelib.content import site_file
from chalicelib.content.color import is_readable, read_color
from chalicelib.content.paper import DARK
from chalicelib.content.problem import Problem
from chalicelib.content.site import Site
from chalicelib.content.site_author import dialled
from chalicelib.content.site_file import InvalidSite


def problems(text: str) -> list[Problem]:
    with pytest.raises(InvalidSite) as caught:
        site_file.parse(text.encode())
    return caught.value.problems


def test_a_file_without_settings_gives_the_defaults_and_one_that_was_emptied_is_refused() -> None:
    assert site_file.parse(b"# later\n") == Site()
    for emptied in (b"", b" \r\n", b"\xef\xbb\xbf", bytes(512)):
        assert [problem.code for problem in problems(emptied.decode())] == ["empty"]


def test_the_demo_settings_are_good_and_survive_the_way_through_json() -> None:
    site = site_file.parse((ROOT / "content" / "site.toml").read_bytes())
    assert site.first_year == 2004
    assert site.contact.email
    assert sites.restore(json.loads(json.dumps(asdict(site)))) == site


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('title = "A"\ntitel = "B"', 2, "'titel' is not a setting. Did you mean 'title'?"),
        ('[author]\nnom = "X"', 2, "'author.nom' is not a setting"),
        ("first_year = '2004'", 1, "'first_year' is '2004'. Write a whole number."),
        ("first_year = true", 1, "Write a whole number"),
        ("first_year = 12", 1, "Write a year such as 2004"),
        ("title = ''", 1, "Give the site a title"),
        ("\nlanguage = 'german'", 2, "such as fr, en-GB, de or pt-BR"),
        ("\nlanguage = 'pt_br'", 2, "such as fr, en-GB, de or pt-BR"),
        ("timezone = 'Mars/Olympus'", 1, "IANA"),
        ("timezone = '../etc/passwd'", 1, "IANA"),
        ("[share]\nnetworks = ['myspace']", 2, "Choose among: linkedin"),
        ("[share]\nnetworks = 'x'", 2, "a list of texts"),
        ("[season]\n\nhemisphere = 'east'", 3, 'one of "north", "south"'),
        ("[contact]\nlinkedin = 'javascript:alert(1)'", 2, "begins with https://"),
        ("[contact]\nemail = 'me'", 2, "me@example.org"),
        ("author = 'Me'", 1, "'author' is not a table"),
        ('[author]\nrole = "a\\nb"', 2, "Write one line of 200 characters at the most"),
        ("[author]\nrole = ' '", 2, "Write one line of 200 characters at the most"),
        ("[author]\nbiography = '" + "x" * 5001 + "'", 2, "and the rest on a page"),
        ("[contact]\nmobile = 'zero six'", 2, "Write digits and spaces"),
        ("[contact]\nphones = '+33'", 2, "'contact.phones' is not a table"),
        ("[contact.phones]\n\n'Bureau' = 'x'", 3, "'contact.phones.Bureau' is 'x'. Write digits and spaces"),
        ("[contact.phones]\n'' = '+33 6'", 2, "Write a name of 60 characters at the most"),
        ("[contact.phones]\n'A' = ''", 2, "Write digits and spaces"),
        ("[contact.networks]\n'A' = 3", 2, "'contact.networks.A' is 3. Write a text in double quotes"),
        ("[contact.networks]\n'A' = '@camille@mastodon.social'", 2, "begins with https://"),
        ("[articles]\ndateline = 'lettre'", 2, 'one of "posted", "letter"'),
        ("[footer]\nlatest = 31", 2, "a number from 0 to 30"),
        ("[footer]\nworth_reading = ['https://example.org']", 2, 'such as "pages/playlist"'),
        ("[words]\nfavorite = 'x'", 2, "Did you mean 'favourite'?"),
        ("[words]\nshare = '" + "x" * 201 + "'", 2, "200 characters at the most"),
        ("[season]\nposition = 'left'", 2, 'one of "head", "foot"'),
        ("lines = 1", 1, "'lines' is not a setting"),
        ("frames = 'x'", 1, "a list of texts"),
        ("[comments]\nmax_links = -1", 2, "a number from 0 to 100"),
        ("[comments]\nblocklist = 'casino'", 2, "a list of texts"),
        ("[comments]\nblocklist = ['casino', ' ']", 2, 'such as ["casino", "spam.example"]'),
        ("[comments]\nblocklist = ['" + "x" * 101 + "']", 2, "100 characters at the most"),
        ("[comments]\ntrusted = 1", 2, "true or false"),
        ("[feeds]\nauthority = 'https://example.org'", 2, "such as example.org,2026"),
        ("[feeds]\nauthority = 'example.org'", 2, "such as example.org,2026"),
        ("[feeds]\nauthority = 'a b,2026'", 2, "such as example.org,2026"),
        ("[robots]\ndisallow = '/x'", 2, "a list of texts"),
        ("[comments]\nclose_after_days = -1", 2, "a number of days"),
        ("[comments]\nenabled = 'no'", 2, "true or false"),
        ("[robots]\ndisallow = ['x']", 2, 'such as "/pages/playlist"'),
        ('[robots]\ndisallow = ["/x\\nAllow: /"]', 2, 'such as "/pages/playlist"'),
        ("[robots]\nai = 'no'", 2, "true or false"),
        ("[security]\ncontact = 'http://example.org'", 2, "such as security@example.org"),
        ('[security]\ncontact = "a@example.org\\nExpires: x"', 2, "such as security@example.org"),
        ("[security]\npolicy = 'example.org'", 2, "begins with https://"),
        ("frames = ['https://a.fr']", 1, "such as www.youtube-nocookie.com"),
        ("frames = ['a.fr; script-src *']", 1, "such as www.youtube-nocookie.com"),
        ("frames = ['*.a.fr']", 1, "such as www.youtube-nocookie.com"),
        ("a = = b", 1, "not valid TOML"),
        ("title = 'A", 1, "not valid TOML"),
        ("first_year = " + "9" * 5000, 1, "not valid TOML"),
        ("title = " + "[" * 3000, 1, "nested more than 20 levels deep"),
        ("title = 1.5", 1, "'title' is 1.5. Write a text in double quotes."),
        ("language = 'fr'\nseason.sprung = 'x'\n", 2, "Did you mean 'spring'?"),
        ("redirects = 'x'", 1, "'redirects' is not a table"),
        ("[redirects]\n'old' = '/a'", 2, "'old' is no old address. Write a path from the root"),
        ("[redirects]\n'//old' = '/a'", 2, "is no old address"),
        ("[redirects]\n'/*/a' = '/a'", 2, "is no old address"),
        ("[redirects]\n'/a*' = '/a'", 2, "is no old address"),
        ("[redirects]\n'/b/*?p=1' = '/a'", 2, "is no old address"),
        ("[redirects]\n'/b/?p=1/*' = '/a'", 2, "is no old address"),
        ('[redirects]\n"/a\\nb" = "/a"', 2, "is no old address"),
        ("[redirects]\n'/old' = 3", 2, "'/old' leads to 3. Write a path of the site"),
        ("[redirects]\n'/old' = 'javascript:alert(1)'", 2, "Write a path of the site"),
        ("[redirects]\n'/old' = 'http://example.org/'", 2, "one with https:// before it"),
        ("[redirects]\n'/old' = 'https://a@example.org'", 2, "one with https:// before it"),
        ("[redirects]\n'/old' = '//example.org'", 2, "one with https:// before it"),
        ("[redirects]\n'/old' = '/\\example.org'", 2, "one with https:// before it"),
        ('[redirects]\n"/old" = "/a\\r\\nSet-Cookie: x"', 2, "one with https:// before it"),
        ("[redirects]\n'/old' = '/?p=1'", 2, "without a query"),
        ("[redirects]\n'/old' = '/new/*'", 2, "Write the * in the old address too: '/old/*'"),
        ("[redirects]\n'/Old.html' = '/old/#a'", 2, "leads to itself"),
        ("[redirects]\n'/%E9t%E9' = '/été'", 2, "leads to itself"),
        ("[redirects]\n'/a' = '/b'\n'/A/' = '/c'", 3, "'/A/' is the same old address as '/a'"),
        ("[redirects]\n'/?b=2&a=1' = '/b'\n'/?a=1&b=2' = '/c'", 3, "is the same old address as"),
        ("[redirects]\n'/blog/*' = '/blog/new/*'", 2, "'/blog/*' leads in circles"),
        ("[redirects]\n" + "".join(f"'/{n}' = '/x'\n" for n in range(1001)), 1, "1000 at the most"),
        ("[look]\naccent = 'blurple'", 2, "'look.accent' is 'blurple'. Write a colour such as \"#8a3b1f\""),
        ("[look]\naccent = 3", 2, "'look.accent' is 3. Write a colour"),
        ("[look]\naccent = '#fe0'", 2, "cannot be read on the bright paper: its contrast is 1.0, and links"),
        (
            "[look]\n\naccent = { sumer = 'red' }",
            3,
            "'look.accent.sumer' is no season. Did you mean 'summer'?",
        ),
        ("[look.accent]\nsummer = 'gold'", 2, "'look.accent.summer' is 'gold', which cannot be read on the"),
        ("[look]\naccent_dark = 'navy'", 2, "on the dark paper: its contrast is 1.0, and links need 5.2"),
        ("[look]\nmargin_color = 'url(x)'", 2, "Write a colour such as"),
        ("[look]\nmargin = '#c00'", 2, "Write true or false"),
        ("[look]\nfont = 'mono'", 2, 'one of "serif", "sans"'),
        ("[look]\nwidth = 200", 2, "from 45 to 90"),
        ("[look]\nlogo = 'https://example.org/x.png'", 2, 'such as "media/logo.svg"'),
        ("[look]\nheader = 'media/../x.png'", 2, 'such as "media/logo.svg"'),
        ("[look]\nfavicon = 'media/x.pdf'", 2, 'such as "media/logo.svg"'),
        ("menu = ['home']", 1, "'menu' is not a table. Write [menu] on a line of its own"),
        ("[menu]\nhome = true\nserach = true", 3, "the menu has no 'serach'. Did you mean 'search'?"),
        ("[menu]\nhome = ''", 2, "the name of 'home' is ''. Write its name in double quotes"),
        ("[menu]\npages = 'Pages'", 2, "Write true: each standing page has its title"),
        ("[menu]\n'/tags/velo' = true", 2, "'/tags/velo' has no name"),
        ("[menu]\n'javascript:alert(1)' = 'x'", 2, "the menu has no 'javascript:alert(1)'"),
        ("[menu]\n'//example.org' = 'x'", 2, "the menu has no '//example.org'"),
        ("[menu]\n" + "".join(f"'/{n}' = 'x'\n" for n in range(21)), 1, "20 at the most"),
        (
            "[footer.links]\n'http://example.org' = 'x'",
            2,
            "'http://example.org' is no address. Write an address",
        ),
        ("[footer.links]\n'mailto:me' = 'x'", 2, "'mailto:me' is no address"),
        ("[footer.links]\n'https://example.org' = true", 2, "has no name"),
        ("[footer]\ntext = '" + "x" * 2001 + "'", 2, "2000 characters at the most"),
    ],
)
def test_each_problem_has_its_name_line_and_remedy(text: str, line: int, words: str) -> None:
    (problem,) = problems(text)
    assert words in str(problem)
    assert problem.line == line


REDIRECTS = """
[redirects]
"/a" = "/b"
"/c/*" = "/d/*"
"/e/*" = "/e/all"
"/?p=12" = "https://example.org"
"/*" = "/articles/*"
"""


def test_redirects_know_their_lines_and_survive_the_way_through_json() -> None:
    site = site_file.parse(REDIRECTS.encode())
    assert [(redirect.old, redirect.line) for redirect in site.redirects] == [
        ("/a", 3), ("/c/*", 4), ("/e/*", 5), ("/?p=12", 6), ("/*", 7),
    ]  # fmt: skip
    assert sites.restore(json.loads(json.dumps(asdict(site)))) == site


def test_each_redirect_of_a_circle_is_reported() -> None:
    circles = {"/a": "/b.html", "/b": "/C", "/c": "/a/", "/d/*": "/e/*", "/e/*": "/d/*", "/f": "/a"}
    text = "[redirects]\n" + "".join(f"'{old}' = '{new}'\n" for old, new in circles.items())
    assert [(problem.line, "in circles" in problem.message) for problem in problems(text)] == [
        (2, True), (3, True), (4, True), (5, True), (6, True),
    ]  # fmt: skip


TASTE = """
[look]
accent = { winter = "navy" }
logo = "media/été.svg"
[menu]
search = true
"https://example.org/@me" = "Ailleurs"
home = "Chez moi"
[footer.links]
"tel:+33536490000" = "Appeler"
"""


def test_links_keep_their_order_and_their_lines_on_the_way_through_json() -> None:
    site = site_file.parse(TASTE.encode())
    assert [(link.target, link.name, link.line) for link in (*site.menu, *site.footer.links)] == [
        ("search", "", 6),
        ("https://example.org/@me", "Ailleurs", 7),
        ("home", "Chez moi", 8),
        ("tel:+33536490000", "Appeler", 10),
    ]
    assert site.line_of("look.logo") == 4
    restored = sites.restore(json.loads(json.dumps(asdict(site))))
    assert (restored, restored.menu[0].line, restored.line_of("look.logo")) == (site, 6, 4)


def test_a_colour_for_dark_paper_is_made_of_the_one_for_bright_paper() -> None:
    accent, dark = (getattr(site_file.parse(TASTE.encode()).look, name) for name in ("accent", "accent_dark"))
    assert (accent.winter, accent.summer, dark.summer) == ("#000080", "", "")
    color = read_color(dark.winter)
    assert color
    assert is_readable(color, DARK)


@pytest.mark.parametrize("text", ["#fe0", "lime", "white"])
def test_the_colour_that_is_proposed_is_taken(text: str) -> None:
    (problem,) = problems(f"[look]\naccent = '{text}'")
    assert problem.remedy.endswith(", the nearest that can be read")
    proposed = problem.remedy.split('"')[1]
    assert site_file.parse(f"[look]\naccent = '{proposed}'".encode()).look.accent.winter == proposed


def test_a_setting_knows_its_line() -> None:
    site = site_file.parse(b"title = 'A'\n[contact.phones]\n'Bureau' = '+33 5'\n[footer]\n\nlatest = 3\n")
    assert (site.line_of("footer.latest"), site.line_of("contact.phones.Bureau")) == (6, 3)
    assert site.line_of("tagline") == 0
    assert sites.restore(json.loads(json.dumps(asdict(site)))) == site


def test_every_problem_is_reported_at_once() -> None:
    assert [problem.line for problem in problems("titel = 'A'\nlanguage = 3\n[season]\nenabled = 'yes'")] == [
        1,
        2,
        4,
    ]


@given(st.text(max_size=200))
def test_any_text_is_settings_or_a_refusal(text: str) -> None:
    try:
        assert isinstance(site_file.parse(text.encode("utf-8", "replace")), Site)
    except InvalidSite as error:
        assert all(problem.remedy for problem in error.problems)


@pytest.mark.parametrize(
    ("written", "number"),
    [("+33 (0)5 61-00", "+3356100"), ("(0)5.61 00", "056100"), ("+1 (555) 01", "+155501"), ("05 61", "0561")],
)
def test_a_number_is_dialled_as_it_is_meant(written: str, number: str) -> None:
    assert dialled(written) == number

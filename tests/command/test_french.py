"""The command in French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_mock import MockerFixture

from billet import stages
from billet.commands import main
from billet.operator.costs.actions import ACTIONS
from billet.translation import catalogue, translate, use_locale
from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import Author, Reader


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A locale of French; English again when the test is over."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    yield
    monkeypatch.undo()
    use_locale()


def shown(result: Result) -> str:
    """Returns all that was printed, with usual spaces in place of those that do not break."""
    return result.output.replace("\N{NO-BREAK SPACE}", " ")


def test_help_is_french_with_what_click_adds_to_it() -> None:
    text = shown(CliRunner().invoke(main, ["publish", "--help"], prog_name="billet"))
    for french in (
        "Usage : billet publish [OPTIONS]",
        "Envoie ce qui a changé",
        "[par défaut : content]",
        "Afficher ce message et quitter.",
        "Exemple :\n  billet publish",
    ):
        assert french in text
    assert "Montre ce qu’est devenu chaque envoi" in shown(CliRunner().invoke(main, ["--help"]))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["publich"], "Erreur : La commande 'publich' n’existe pas. Vouliez-vous dire 'publish' ?"),
        (["new"], "Erreur : Argument manquant 'TITLE'."),
        (["comments", "list", "--state", "x"], "'x' n’est pas l’un de 'pending'"),
        (["check", "--content", "nowhere"], "il n’y a pas de dossier « nowhere »"),
        (["cost", "--stage", "moon"], "il n’y a pas d’environnement 'moon' dans .chalice/config.json"),
    ],
)
def test_what_is_typed_wrongly_is_told_in_french(words: list[str], text: str) -> None:
    assert text in shown(CliRunner().invoke(main, words))


def test_an_author_reads_counts_states_and_receipts_in_french(billet: Billet, content: Path) -> None:
    (content / "articles" / "b.md").write_text("---\ndate: 38\n---\nUn texte.\n", encoding="utf-8")
    published = shown(billet("publish", "--content", content))
    assert "4 envoyés, " in published
    assert "REFUSÉ" in published
    problem = "« date » est '38', qui ne convient pas : pas une date. Écrivez-la comme 2025-10-16 ou"
    assert f"articles/b.md:2:7: {problem}" in published
    whole = shown(billet("status", "b"))
    assert "État : " in whole
    checked = shown(billet("check", content / "articles" / "b.md"))
    assert f"erreur : {problem}" in checked
    assert checked.endswith("1 fichier, 1 erreur, 0 avertissement\n")


def test_a_moderator_reads_comments_and_messages_in_french(
    billet: Billet, author: Author, reader: Reader
) -> None:
    author.publishes(a="# A\n\nUn texte.")
    reader.comments("a", name="Léa", text="Bonjour")
    listed = shown(billet("comments", "list"))
    assert "en attente" in listed
    id = listed.splitlines()[2].split()[0]
    assert "De :" in shown(billet("comments", "show", id))
    assert shown(billet("comments", "delete", id, input="n\n")).endswith("Abandon.\n")
    assert shown(billet("comments", "show", "x")) == "Erreur : il n’y a pas de commentaire 'x'\n"
    assert shown(billet("messages", "list")) == "Aucun message.\n"
    assert "rien n’est enregistré sur a@example.org" in shown(billet("privacy", "export", "a@example.org"))


def test_an_operator_reads_findings_and_costs_in_french(mocker: MockerFixture) -> None:
    from billet.operator.checks import doctor
    from billet.operator.checks.finding import Finding

    findings = [Finding("home page", "403 where 200 was expected", "deploy again")]
    mocker.patch.object(doctor, "examine", return_value=findings)
    report = " ".join(shown(CliRunner().invoke(main, ["doctor"])).split())
    assert "page d’accueil 403 au lieu de 200 déployez de nouveau" in report
    costs = shown(CliRunner().invoke(main, ["cost"]))
    assert "Avec CloudFront, $" in costs
    assert "10 millions de " in costs
    assert [name for name in ACTIONS if re.search(f"^{name} ", costs, re.MULTILINE)] == []


def test_what_programs_read_stays_english(billet: Billet, author: Author, blog: Services) -> None:
    author.publishes(a="---\ndate: 38\n---\nUn texte.\n")
    assert "\"message\": \"'date' is '38', which is no date\"" in shown(billet("status", "--json"))


def test_no_other_locale_is_half_french(monkeypatch: pytest.MonkeyPatch, mocker: MockerFixture) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("LANGUAGE", "fr")
    mocker.patch.object(stages, "blog_of", side_effect=KeyboardInterrupt)
    assert shown(CliRunner().invoke(main, ["status"])) == "Interrupted.\n"
    assert "Usage: " in shown(CliRunner().invoke(main, ["status", "--help"]))


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("'darft' is no key that is read: did you mean 'draft'?",
         "« darft » n’est pas une clé qui est lue : vouliez-vous dire « draft » ?"),
        ("An error occurred (NoSuchBucket) when calling GetObject: The bucket does not exist",
         "An error occurred (NoSuchBucket) when calling GetObject: The bucket does not exist"),
        ("no comment was imported: line 1: it has no id; and 3 others",
         "aucun commentaire n’a été importé : line 1: it has no id; and 3 others"),
    ],
)  # fmt: skip
def test_what_is_quoted_stays_and_values_may_stand_side_by_side(sentence: str, text: str) -> None:
    use_locale()
    assert translate(sentence).replace("\N{NO-BREAK SPACE}", " ") == text


def test_each_sentence_is_found_again_with_values_in_it() -> None:
    use_locale()
    for english in catalogue.french():
        assert translate(re.sub(r"%\(\w+\)[a-z]", "7", english))

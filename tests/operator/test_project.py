"""The configuration, as an editor may leave it."""

from __future__ import annotations

from pathlib import Path

import pytest

from billet import project
from chalicelib.errors import ConfigurationError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ("[]", "there is no app_name"),
        ("{}", "there is no app_name"),
        ('{"app_name": "billet", "stages": []}', "there are no stages"),
        ('{"app_name": "billet", "stages": {"prod": []}}', "stage prod has no settings"),
        (
            '{"app_name": "billet", "stages": {"prod": {"api_gateway_stage": "api",'
            ' "environment_variables": []}}}',
            "environment_variables of stage prod has no names",
        ),
        (
            '{"app_name": "billet", "stages": {"prod": {"api_gateway_stage": "api",'
            ' "environment_variables": {"BILLET_FORM_HOURS": 24}}}}',
            "BILLET_FORM_HOURS of stage prod is no text between quotes",
        ),
    ],
)
def test_a_configuration_of_another_shape_is_told_where(folder: Path, text: str, words: str) -> None:
    (folder / "config.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words):
        project.config()

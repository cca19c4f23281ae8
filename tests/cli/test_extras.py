from __future__ import annotations

import tomllib

import pytest
import typer
from typer.testing import CliRunner

from cli.shared import extras
from cli.shared.extras import SIGNS, Extra, offer
from tests.conftest import ROOT


def greet(who: str) -> None:
    """Greet somebody."""
    typer.echo(f"Hello {who}")


def wave() -> None:
    """Wave at nobody."""


@pytest.fixture
def pulsro(monkeypatch):
    """A table of one command that needs the server, on a computer that lacks some libraries."""

    def run(*words: str, lacking: str):
        monkeypatch.setattr(extras, "find_spec", lambda name: None if name == lacking else name)
        app = typer.Typer()
        offer(app, greet, needs=Extra.SERVER)
        offer(app, wave)
        return CliRunner().invoke(app, words)

    return run


def test_a_command_runs_when_its_extra_is_there(pulsro):
    assert pulsro("greet", "Ada", lacking="nothing").output == "Hello Ada\n"


@pytest.mark.parametrize("lacking", SIGNS[Extra.SERVER])
@pytest.mark.parametrize("arguments", [(), ("Ada",), ("--loudly", "a", "b")])
def test_missing_extra_is_one_sentence_whatever_is_typed(pulsro, lacking, arguments):
    refused = pulsro("greet", *arguments, lacking=lacking)
    assert refused.exit_code == 1
    assert refused.stderr == (
        "This needs more than is installed here; the extra server brings it: pip install 'pulsro[server]'\n"
    )


def test_help_says_which_extra_brings_what_is_missing(pulsro):
    shown = pulsro("--help", lacking="fastapi").output
    here, apart = shown.split("Not installed here; the extra server brings it")
    assert "wave" in here
    assert "greet" not in here
    assert "greet" in apart


def test_help_of_a_missing_command_says_how_to_get_it(pulsro):
    shown = pulsro("greet", "--help", lacking="fastapi").output
    assert "Greet somebody" in shown
    assert "pip install 'pulsro[server]'" in " ".join(shown.split())


def test_every_sign_of_an_extra_is_a_library_it_brings():
    brought = {Extra.SCIENCE: _brought("science"), Extra.SERVER: _brought("science") | _brought("server")}
    for extra, signs in SIGNS.items():
        assert set(signs) <= brought[extra]


def _brought(extra: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {line.split(">")[0].split("[")[0] for line in project["optional-dependencies"][extra]}

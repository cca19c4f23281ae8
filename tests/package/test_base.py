from __future__ import annotations

import re

import pytest
import typer

from cli.main import app
from tests.sampling import nightly

NEEDS = {
    "demo": "server",
    "serve": "server",
    "worker": "server",
    "migrate": "server",
    "invite": "server",
    "doctor": "server",
    "analyse": "science",
    "strap verify": "science",
}
LISTENING = (
    "import cli.straps.gateway_run, cli.straps.strap_view, cli.straps.carrying, messages.rendering, "
    "sensors.ble.connection, sensors.recordings.devices.fit"
)
WHAT_ELSE = "This needs more than is installed here; the extra {0} brings it: pip install 'pulsro[{0}]'\n"


def every_command() -> list[str]:
    found: list[str] = []

    def collect(group: object, before: tuple[str, ...]) -> None:
        for name, command in group.commands.items():
            path = (*before, name)
            collect(command, path) if hasattr(command, "commands") else found.append(" ".join(path))

    collect(typer.main.get_command(app), ())
    return found


def works(environment, *words: object, cwd) -> str:
    ran = environment.run("pulsro", *words, cwd=cwd)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def refuses(environment, command: str, cwd, *, extra: str) -> None:
    ran = environment.run("pulsro", *command.split(), cwd=cwd)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", WHAT_ELSE.format(extra))


@pytest.mark.parametrize("made", ["linked_base", nightly("base")])
def test_base_is_a_gateway_box_and_says_what_it_lacks(request, tmp_path, made):
    base = request.getfixturevalue(made)
    shown = works(base, "--help", cwd=tmp_path)
    here, of_the_server, of_the_science = re.split(r"Not installed here; the extra \w+ brings it", shown)
    assert re.search(r"\bgateway\b", here)
    assert re.search(r"\bserve\b", of_the_server)
    assert re.search(r"\banalyse\b", of_the_science)
    works(base, "gateway", "--help", cwd=tmp_path)
    works(base, "strap", "watch", "--help", cwd=tmp_path)
    refuses(base, "demo --exit-after 1", tmp_path, extra="server")
    refuses(base, "analyse file.txt --json", tmp_path, extra="science")
    refuses(base, "strap verify", tmp_path, extra="science")
    ran = base.run("python", "-W", "error", "-c", LISTENING, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.nightly
def test_the_base_wears_a_strap_and_reads_files(base, tmp_path):
    (tmp_path / "rr.txt").write_text(works(base, "simulate", "--minutes", 1, "--past", "--print", cwd=tmp_path))
    works(base, "import", "rr.txt", "--look", cwd=tmp_path)
    works(base, "gateway", "list", cwd=tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("command", every_command())
def test_every_command_starts_or_names_its_extra(base, tmp_path, command):
    works(base, *command.split(), "--help", cwd=tmp_path)
    if command in NEEDS:
        refuses(base, command, tmp_path, extra=NEEDS[command])


@pytest.mark.nightly
def test_the_science_analyses_and_says_who_serves(science, tmp_path):
    (tmp_path / "rr.txt").write_text(works(science, "simulate", "--minutes", 6, "--past", "--print", cwd=tmp_path))
    assert "RMSSD" in works(science, "analyse", "rr.txt", cwd=tmp_path)
    works(science, "strap", "verify", "--help", cwd=tmp_path)
    refuses(science, "serve", tmp_path, extra="server")

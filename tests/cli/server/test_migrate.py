from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from api.settings import load_settings
from cli.main import app
from cli.shared.opening import opened

RUN = CliRunner()


@pytest.fixture(autouse=True)
def data_dir(monkeypatch, tmp_path):
    monkeypatch.setenv("PULSRO_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_migrating_makes_the_record_and_again_is_harmless(data_dir):
    for _ in range(2):
        result = RUN.invoke(app, ["migrate"])
        assert result.exit_code == 0, result.output
        assert "this version's tables" in result.output
    assert (data_dir / "pulsro.db").exists()
    assert (data_dir / "pulsro.keys").stat().st_mode & 0o077 == 0


def test_invalid_database_gets_a_sentence_and_status_1(monkeypatch, tmp_path):
    file = tmp_path / "broken.db"
    file.write_bytes(b"this is no database at all, whatever its name says")
    monkeypatch.setenv("PULSRO_DATABASE_URL", f"sqlite:///{file}")
    result = RUN.invoke(app, ["migrate"])
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.output.strip().endswith(".")


def test_a_wrong_setting_gets_a_sentence_and_status_1(monkeypatch):
    monkeypatch.setenv("PULSRO_PUBLIC_URL", "nowhere")
    result = RUN.invoke(app, ["migrate"])
    assert result.exit_code == 1
    assert "PULSRO_PUBLIC_URL" in result.output


def test_a_lost_key_is_never_replaced_silently(data_dir):
    RUN.invoke(app, ["migrate"])
    (data_dir / "pulsro.keys").unlink()
    result = RUN.invoke(app, ["migrate"])
    assert result.exit_code == 1
    assert "Put it back" in result.output
    assert not (data_dir / "pulsro.keys").exists()


def test_lost_key_is_not_replaced_for_another_schema_version(data_dir):
    RUN.invoke(app, ["migrate"])
    (data_dir / "pulsro.keys").unlink()
    with closing(sqlite3.connect(data_dir / "pulsro.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'newer'")
        database.commit()
    result = RUN.invoke(app, ["migrate"])
    assert result.exit_code == 1
    assert "Put it back" in result.output
    assert not (data_dir / "pulsro.keys").exists()


def test_lost_key_is_not_replaced_when_database_is_unreadable(monkeypatch, data_dir, tmp_path):
    RUN.invoke(app, ["migrate"])
    (data_dir / "pulsro.keys").unlink()
    monkeypatch.setenv("PULSRO_DATABASE_URL", f"sqlite:///{tmp_path}")
    result = RUN.invoke(app, ["migrate"])
    assert result.exit_code == 1
    assert not (data_dir / "pulsro.keys").exists()


def test_the_first_opening_makes_the_tables(data_dir):
    from api.moment import utc_now
    from cli.shared.opening import require_readable

    with opened(load_settings()) as store:
        require_readable(store, now=utc_now())

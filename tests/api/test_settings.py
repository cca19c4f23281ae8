from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import PREFIX, Settings, SettingsError, load_settings

DOCS = Path(__file__).parents[2] / "docs" / "operating.md"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described_in_the_operating_guide(name):
    assert f"| `{PREFIX}{name.upper()}` |" in DOCS.read_text(encoding="utf-8")


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("PULSRO_PUBLIC_URL", "https://ro.example.org/")
    monkeypatch.setenv("PULSRO_LANGUAGES", "da, en")
    settings = load_settings()
    assert settings.public_url == "https://ro.example.org"
    assert settings.languages == ("da", "en")
    assert settings.cookies_are_secure


def test_default_record_is_one_file_in_the_data_folder(tmp_path):
    settings = load_settings(data_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path / 'pulsro.db'}"
    assert settings.keys == tmp_path / "pulsro.keys"
    assert not settings.cookies_are_secure


def test_configured_file_paths_are_used_unchanged(tmp_path):
    settings = load_settings(database_url="sqlite:///other.db", key_file=tmp_path / "k")
    assert (settings.database, settings.keys) == ("sqlite:///other.db", tmp_path / "k")


def test_hosts_follow_the_public_address_unless_named():
    assert load_settings(public_url="https://ro.example.org").hosts[0] == "ro.example.org"
    assert load_settings(allowed_hosts="a.example, b.example").hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"public_url": "ro.example.org"}, "PULSRO_PUBLIC_URL must be the whole address"),
        ({"time_zone": "Mars/Olympus"}, "'PULSRO_TIME_ZONE' must be a time zone by its name"),
        ({"languages": ""}, "PULSRO_LANGUAGES must name at least one language"),
        ({"idle_minutes_nurse": 16}, "'PULSRO_IDLE_MINUTES_NURSE' must be at most 15"),
        ({"secure_cookies": True}, "needs a PULSRO_PUBLIC_URL"),
    ],
)
def test_wrong_setting_stops_the_start_and_is_named(given, sentence):
    with pytest.raises(SettingsError, match=sentence):
        load_settings(**given)


def test_each_wrong_setting_has_a_line_of_its_own():
    with pytest.raises(SettingsError) as refused:
        load_settings(languages="", time_zone="Mars/Olympus")
    assert len(str(refused.value).splitlines()) == 2


def test_database_password_is_never_printed():
    settings = load_settings(database_url="postgresql+psycopg://ro:sesame@db/ro")
    assert "sesame" not in repr(settings)
    assert "sesame" in settings.database


def test_a_refused_setting_never_prints_the_other_values():
    with pytest.raises(SettingsError) as refused:
        load_settings(database_url="postgresql+psycopg://ro:sesame@db/ro", tick_seconds=-1)
    assert "sesame" not in str(refused.value)
    assert refused.value.__cause__ is None

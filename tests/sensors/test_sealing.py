from __future__ import annotations

import stat
import subprocess
import sys

import pytest

from sensors.sealing import CREDENTIAL, SealError, SealingKey


def test_sealed_value_opens_only_at_its_place():
    key = SealingKey(b"k" * 32)
    sealed = key.seal(b"812.5", place="here")

    assert key.open(sealed, place="here") == b"812.5"
    for other, place in ((key, "there"), (SealingKey(b"x" * 32), "here")):
        with pytest.raises(SealError, match="another key, or was changed"):
            other.open(sealed, place=place)


@pytest.mark.parametrize("broken", [b"", b"short", bytes(40)])
def test_unsealed_bytes_do_not_open(broken):
    with pytest.raises(SealError):
        SealingKey(b"k" * 32).open(broken, place="here")


def test_equal_values_are_sealed_differently():
    key = SealingKey(b"k" * 32)
    assert key.seal(b"same", place="here") != key.seal(b"same", place="here")


def test_a_key_is_made_once_for_its_owner_only_and_found_again(tmp_path):
    first = SealingKey.kept_in(tmp_path / "state")
    file = tmp_path / "state" / CREDENTIAL

    assert SealingKey.kept_in(tmp_path / "state").open(first.seal(b"x", place="p"), place="p") == b"x"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [each.name for each in file.parent.iterdir()] == [CREDENTIAL]


def test_a_key_that_systemd_hands_over_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / CREDENTIAL).write_bytes(b"h" * 32)
    handed = SealingKey.kept_in(tmp_path / "state")

    assert SealingKey(b"h" * 32).open(handed.seal(b"x", place="p"), place="p") == b"x"
    assert not (tmp_path / "state").exists()


def test_concurrent_key_requests_get_the_same_key(tmp_path):
    code = (
        "import sys; from pathlib import Path; from sensors.sealing import SealingKey; "
        "SealingKey.kept_in(Path(sys.argv[1])); print((Path(sys.argv[1]) / 'spool.key').read_bytes().hex())"
    )
    many = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert len({each.communicate()[0] for each in many}) == 1


def test_key_of_wrong_length_or_bad_folder_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"12345")
    with pytest.raises(SealError, match="has 32 bytes, this one has 5"):
        SealingKey.from_file(tmp_path / "file")
    with pytest.raises(SealError, match="cannot be used"):
        SealingKey.from_file(tmp_path / "file" / "key")

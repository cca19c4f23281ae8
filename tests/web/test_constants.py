"""The numbers that the browser shares with Python, against the Python modules themselves."""

from __future__ import annotations

import enum
import importlib
import json
import math
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.web.conftest import script

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

SRC = ROOT / "api" / "web" / "src"
NUMBERS = "JSON.stringify(await import(process.argv[1]), (_, value) => (value === Infinity ? 'Infinity' : value))"


@pytest.fixture(scope="module")
def constants() -> ModuleType:
    return script("constants")


def numbers_of(source: str) -> dict[str, object]:
    """What a module of Python, or an enum in it, holds when it is imported."""
    path, _, name = source.partition(":")
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    if name:
        return {member: each.value for member, each in getattr(module, name).__members__.items()}
    return {
        name: value for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int | float | tuple) and not isinstance(value, bool | enum.Enum)
        and all(isinstance(each, int | float) for each in (value if isinstance(value, tuple) else ()))
    }  # fmt: skip


def shown(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return "Infinity" if value == math.inf else value


def test_browser_constants_equal_those_of_python(node, constants):
    for name, sources in constants.FILES.items():
        done = subprocess.run(
            [node, "--input-type=module", "-e", f"process.stdout.write({NUMBERS})", str(SRC / name)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        expected = {key: shown(value) for source in sources for key, value in numbers_of(source).items()}
        assert expected
        assert json.loads(done.stdout) == expected


def test_no_part_of_the_beat_clock_types_a_constant_itself():
    parts = [path for path in (SRC / "strap" / "beat_clock").glob("*.ts") if path.name != "constants.ts"]
    assert parts
    assert [
        path.name for path in parts if re.search(r"^(export )?const [A-Z_]+ =", path.read_text(), re.MULTILINE)
    ] == []


def module_at(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def test_names_of_other_modules_are_followed(constants, tmp_path):
    module_at(
        tmp_path,
        "hrv/beats.py",
        "from enum import IntFlag\nSHORTEST: Final = 270.0\nclass Flag(IntFlag):\n    BAD = 4\n",
    )
    module_at(tmp_path, "sensors/limits.py", "LONGEST: Final = -(2 - 1) / 4\n")
    text = "from hrv.beats import SHORTEST as S, Flag\nfrom sensors import limits\nHALF: Final = S / 2  # why\n"
    module_at(tmp_path, "sensors/clock.py", text + "BAD: Final = int(Flag.BAD)\nRANGE: Final = (limits.LONGEST, S)\n")
    written = constants.typescript(tmp_path, ("sensors/clock.py",))
    assert "export const HALF = 135; // why\nexport const BAD = 4;\n" in written
    assert "export const RANGE = [-0.25, 270] as const;\n" in written


@pytest.mark.parametrize("value", ["np.pi", "'text'", "missing.NAME", "len(ABSENT)"])
def test_a_value_that_is_no_number_is_refused(constants, tmp_path, value):
    module_at(tmp_path, "clock.py", f"import numpy as np\nODD: Final = {value}\n")
    with pytest.raises(SystemExit, match=r"cannot be written for the browser|numbers, but"):
        constants.typescript(tmp_path, ("clock.py",))


def test_a_name_defined_twice_is_refused(constants, tmp_path):
    module_at(tmp_path, "one.py", "LATE_S: Final = 1\n")
    module_at(tmp_path, "two.py", "LATE_S: Final = 2\n")
    with pytest.raises(SystemExit, match=r"LATE_S is defined in one\.py and in two\.py"):
        constants.typescript(tmp_path, ("one.py", "two.py"))

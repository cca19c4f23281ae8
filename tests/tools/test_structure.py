"""Each check of `python -m tools.structure` finds its fault, and leaves alone what is right."""

from __future__ import annotations

import pytest

from tools import structure

SAYING = 'SAID = "Put the strap on first."\n'
A_CLASS = "class Window:\n    pass\n"
LINE = "# a line of its own\n"
LONG = LINE * (structure.SMALLEST_MODULE - 2)  # a docstring and an empty line stand before it
IMPORTING = LONG + "import hrv.part\n"
NAME = "test_".ljust(structure.LONGEST_TEST_NAME, "x")


def folder(modules):
    return {f"hrv/m{number}.py": "" for number in range(modules)}


FAULTS = {
    "full folder": (folder(structure.FULLEST_FOLDER + 1), "hrv: 21 modules"),
    "shared name": ({"hrv/a.py": A_CLASS, "store/b.py": A_CLASS}, "class Window is in hrv/a.py and store/b.py."),
    "tiny module": (
        {"hrv/part.py": LONG.removesuffix(LINE), "hrv/whole.py": IMPORTING},
        "hrv/part.py: 29 lines, only hrv/whole.py",
    ),
    "tiny, from": ({"hrv/part.py": "", "cli/whole.py": "from hrv.part import beat\n"}, "only cli/whole.py imports it."),
    "tiny, by name": ({"hrv/part.py": "", "cli/whole.py": "from hrv import part\n"}, "only cli/whole.py imports it."),
    "unmarked": ({"api/a.py": SAYING}, "api/a.py:3: unmarked text 'Put the strap on first.'"),
    "unmarked question": ({"api/a.py": 'answer(422, detail=["Who is there?"])\n'}, "api/a.py:3: unmarked text"),
    "unmarked beside marked": (
        {"api/a.py": 'N_("Marked."), "Put the strap on."\n'},
        "unmarked text 'Put the strap on.'",
    ),
    "unmarked error": ({"api/a.py": 'raise OSError("Put the strap on.")\n'}, "api/a.py:3: unmarked text"),
    "long name": ({"tests/hrv/test_a.py": f"def {NAME}x():\n    pass\n"}, f"tests/hrv/test_a.py: {NAME}x has 61 char"),
    "long name in class": (
        {"tests/test_a.py": f"class TestA:\n    async def {NAME}x():\n        pass\n"},
        f"{NAME}x has",
    ),
}
RIGHT = {
    "folder that is not too full": folder(structure.FULLEST_FOLDER),
    "folder in a full one": {**folder(structure.FULLEST_FOLDER), "hrv/inner/a.py": ""},
    "folder of tests": {f"tests/m{number}.py": "" for number in range(99)},
    "name shared in one room": {"hrv/a.py": A_CLASS, "hrv/b.py": A_CLASS},
    "private name": {"hrv/a.py": "class _Window:\n    pass\n", "store/b.py": "class _Window:\n    pass\n"},
    "name that may be shared": {"hrv/a.py": "class Beats:\n    pass\n", "store/b.py": "class Beats:\n    pass\n"},
    "module of 30 lines": {"hrv/part.py": LONG, "hrv/whole.py": IMPORTING},
    "tiny module of two": {"hrv/part.py": "", "hrv/whole.py": IMPORTING, "cli/other.py": IMPORTING},
    "tiny module of nobody": {"hrv/part.py": ""},
    "tiny package": {"hrv/part/__init__.py": "", "hrv/whole.py": IMPORTING},
    "module that may be tiny": {"sensors/systemd.py": "", "cli/whole.py": "import sensors.systemd\n"},
    "marked": {"api/a.py": 'N_("Put the strap on first."), define("api.on", "Put the strap on first.")\n'},
    "docstrings": {
        "api/a.py": 'class Strap:\n    """A strap has pads."""\n\n    size: int\n    """It counts the pads."""\n'
    },
    "error for programmers": {"api/a.py": 'raise ValueError("The strap has no pads.")\n'},
    "no sentences": {"api/a.py": 'WORDS = "put the strap on first.", "Put on.", "Put the strap on"\n'},
    "module not for users": {"api/app.py": SAYING},
    "module in no room": {"tools/a.py": SAYING, "api/web/node_modules/a.py": SAYING},
    "name of 60 characters": {"tests/test_a.py": f"def {NAME}():\n    pass\n"},
    "long name of a helper": {"tests/test_a.py": f"def a_{NAME}():\n    pass\n"},
}


@pytest.fixture
def checked(tmp_path, monkeypatch, capsys):
    """Runs every check over a tree of these files; its exit code, and what it prints."""

    def run(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(f'"""What this module is about."""\n\n{text}')
        return structure.main(), capsys.readouterr().out

    monkeypatch.setattr(structure, "ROOT", tmp_path)
    return run


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(checked, fault):
    files, finding = FAULTS[fault]

    failed, printed = checked(files)

    assert failed == 1
    assert finding in printed


@pytest.mark.parametrize("right", RIGHT)
def test_what_is_right_is_not_found(checked, right):
    assert checked(RIGHT[right]) == (0, "")

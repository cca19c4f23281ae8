"""What stands outside of messages on the command line, and why that is right."""

from __future__ import annotations

import re

FRAMES = "│╭╮╰╯─┏┓┗┛┃━├┤ "
"""What panels and tables are drawn with."""

PLACES = frozenset({"[OPTIONS]", "COMMAND", "[ARGS]...", "FILE"})
"""Places in a line of usage: names of things to type, as a program shows them everywhere."""

KINDS_OF_VALUES = re.compile(r"<[^>]*>?|[a-z]*>|\[?[\d.]*<=x(<=[\d.]+)?\]|\[x>=[\d.]+\]")
"""The kind of a value beside its option: `<int>`, `<workday|check>`, `[1<=x<=9]`."""


def shapes_of(name: str) -> set[str]:
    """How the name of an argument is shown: a name of a thing to type, too."""
    return {name, f"{name}...", f"{{{name}}}", f"{{{name}}}...", f"[{{{name}}}]"}

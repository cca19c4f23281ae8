"""Extraction from commands: what Babel finds, and the docstrings that are shown as help.

A function decorated with `helped` is a command; each paragraph of its docstring is one text.
"""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING, Any, Final

from babel.messages.extract import extract_python

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import IO

MARK: Final = "helped"


def extract(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """Every text of a file, as Babel wants them: line, function, text, comments."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type]  # Babel's own mappings
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.FunctionDef) and any(map(_is_mark, node.decorator_list)):
            for paragraph in inspect.cleandoc(ast.get_docstring(node) or "").split("\n\n"):
                yield node.lineno, None, " ".join(paragraph.split()), []


def _is_mark(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id == MARK

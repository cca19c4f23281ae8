"""The repositories of a record, and what each of them can do."""

from __future__ import annotations

import inspect

from store.repositories.base import Repository


def methods_of(record):
    """The public methods of each repository, by its name; names that mutmut gives are not ASCII and left out."""
    return {
        name: {
            method
            for method, _ in inspect.getmembers(each, inspect.ismethod)
            if method.isascii() and not method.startswith("_")
        }
        for name, each in vars(record).items()
        if isinstance(each, Repository)
    }

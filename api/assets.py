"""Where the built scripts and styles are: Vite's manifest, read once and told to the templates."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from api import texts

if TYPE_CHECKING:
    from messages import Message

BUNDLE: Final = Path(__file__).parent / "static" / "dist"
MANIFEST: Final = Path(".vite", "manifest.json")
ADDRESS: Final = "/static/dist/"


class BundleMissingError(Exception):
    """The pages were not built, or not this one; `message` says what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Assets:
    """The built files of the pages, found by the name of the source they were made from."""

    def __init__(self, bundle: Path = BUNDLE) -> None:
        self._bundle = bundle

    def tags(self, entry: str) -> Markup:
        """The style sheets and the script of an entry, `main.ts` say, with what it imports, as tags for a page's head.

        Raises:
            BundleMissingError: the bundle was not built, or has no such entry.
        """
        chunks = self._with_imports(entry)
        styles = dict.fromkeys(name for chunk in chunks for name in chunk.get("css", ()))
        links = (Markup('<link rel="stylesheet" href="{}{}">').format(ADDRESS, name) for name in styles)
        script = Markup('<script type="module" src="{}{}"></script>').format(ADDRESS, chunks[0]["file"])
        imported = (
            Markup('<link rel="modulepreload" href="{}{}">').format(ADDRESS, each["file"]) for each in chunks[1:]
        )
        return Markup("\n").join((*links, script, *imported))

    def file(self, entry: str) -> Path:
        """The built script of an entry; raises `BundleMissingError` as `tags` does."""
        return self._bundle / str(self._chunk(entry)["file"])

    def _with_imports(self, entry: str) -> list[dict[str, Any]]:
        found = {entry: self._chunk(entry)}
        waiting = [entry]
        while waiting:
            for name in found[waiting.pop()].get("imports", ()):
                if name not in found:
                    found[name] = self._chunk(name)
                    waiting.append(name)
        return list(found.values())

    def _chunk(self, name: str) -> dict[str, Any]:
        try:
            chunk: dict[str, Any] = self._manifest[name]
        except KeyError:
            raise BundleMissingError(texts.BUNDLE_WITHOUT(name=name)) from None
        return chunk

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        try:
            text = (self._bundle / MANIFEST).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise BundleMissingError(texts.BUNDLE_MISSING()) from None
        manifest: dict[str, Any] = json.loads(text)
        return manifest


BUILT: Final = Assets()
"""Those of this installation: one for the process, so that its templates are compiled once."""

"""Progress bars of `pulsro import`: one for each file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from cli.files import own_texts as texts
from cli.shared.terminal import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class ImportView:
    """Bars on standard error, as long as the block lasts; where that is no terminal nothing is shown.

    Args:
        files: the files to come; those that have begun have a bar.
    """

    def __init__(self, files: Sequence[Path], *, console: Console | None = None) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
            console=console or Console(stderr=True),
            transient=True,
        )
        self._all = self._bars.add_task(
            escape(words(texts.FILES(n=len(files)))), total=len(files), visible=len(files) > 1
        )
        self._now: TaskID | None = None
        self._left, self._name = 0, ""

    def __enter__(self) -> Self:
        if self._bars.console.is_terminal:
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, file: Path, n_bytes: int) -> None:
        """A file is on its way."""
        self._left, self._name = n_bytes, file.name
        self._now = self._bars.add_task(escape(words(texts.SENDING(file=file.name))), total=n_bytes)

    def advance(self, n_bytes: int) -> None:
        """So much more of it has been sent; once all of it has, the server reads it and computes its windows."""
        if self._now is None:
            return
        self._left -= n_bytes
        self._bars.advance(self._now, n_bytes)
        if self._left <= 0:
            computing = escape(words(texts.SERVER_COMPUTES(file=self._name)))
            self._bars.update(self._now, description=computing, total=None)

    def end(self, file: Path) -> None:
        """Nothing more is done about a file."""
        if self._now is not None:
            self._bars.remove_task(self._now)
            self._now = None
        self._bars.update(self._all, description=escape(words(texts.FILE_DONE(file=file.name))), advance=1)

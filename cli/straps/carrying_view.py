"""Progress line of a sending command: beats kept and acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from cli.shared.terminal import words
from cli.straps import texts

if TYPE_CHECKING:
    from sensors.upload.recorder import Recorder
    from sensors.upload.sender import SendProgress

REFRESH_S: Final = 0.25


class CarryingView:
    """A line on standard error, as long as the block lasts; where that is no terminal nothing is shown.

    Args:
        recorder: counts what was kept.
        progress: counts what has arrived.
        total_beats: how many there will be; None when nobody knows.
    """

    def __init__(
        self, recorder: Recorder, progress: SendProgress, *, total_beats: int | None, console: Console | None = None
    ) -> None:
        self._recorder = recorder
        self._sent = progress
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn() if total_beats else MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console or Console(stderr=True),
            transient=True,
        )
        self._line = self._bar.add_task("", total=total_beats)
        self._refreshing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if self._bar.console.is_terminal:
            self._bar.start()
            self._refreshing = asyncio.create_task(self._keep_up())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._refreshing
            self._bar.stop()

    async def _keep_up(self) -> None:
        while True:
            self.refresh()
            await asyncio.sleep(REFRESH_S)

    def refresh(self) -> None:
        """Show the figures of now."""
        kept, acknowledged, trouble = self._recorder.beats, self._sent.acknowledged_beats, self._sent.trouble
        progress = (
            texts.PROGRESS_TROUBLE(n=kept, acknowledged=acknowledged, why=trouble)
            if trouble
            else texts.PROGRESS(n=kept, acknowledged=acknowledged)
        )
        self._bar.update(self._line, description=escape(words(progress)), completed=kept)

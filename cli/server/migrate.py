"""`pulsro migrate`: bring the database to this version's tables, and what is sealed to this version's form."""

from __future__ import annotations

from cli.server import texts
from cli.shared.opening import in_plain_words, opened
from cli.shared.terminal import helped, say, words


@helped
def migrate() -> None:
    """Bring the database to this version of the program; harmless when it is there already.

    It can be stopped at any time and goes on where it stopped. Make a backup first.
    """
    from rich.console import Console
    from rich.progress import Progress

    from api.settings import load_settings

    with in_plain_words(), opened(load_settings()) as store, Progress(console=Console(stderr=True)) as shown:
        task = shown.add_task(words(texts.SEALING()), total=None, visible=False)
        resealed = store.migrate(
            lambda done, total: shown.update(task, completed=done, total=total, visible=True),
        )
    if resealed:
        say(texts.RESEALED(n=resealed))
    say(texts.MIGRATED())

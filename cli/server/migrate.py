"""`pulsro migrate`: bring the database to this version's tables."""

from __future__ import annotations

import typer

from cli.shared.opening import in_plain_words, opened


def migrate() -> None:
    """Bring the database to this version of the program; harmless when it is there already."""
    from api.settings import load_settings

    with in_plain_words(), opened(load_settings()) as store:
        store.migrate()
    typer.echo("The database has this version's tables.")

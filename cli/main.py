"""The `pulsro` command: one table of what a terminal can ask for.

Every command's module is cheap to import, and imports what it needs when it runs: that keeps `pulsro --help` quick.
"""

from __future__ import annotations

from cli.demo import demo
from cli.files import analyse, backtest, export_files, import_files
from cli.server import doctor, invite, migrate, serve, worker
from cli.shared.extras import Extra, offer
from cli.shared.translated import Terminal
from cli.straps import gateway, replay, simulate, spool, strap
from messages.message import N_

app = Terminal(
    name="pulsro",
    help=N_("Heart rhythm from a chest strap, compared only with your own usual range."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
strap_app = Terminal(help=N_("A Bluetooth chest strap on this computer."), no_args_is_help=True)

offer(app, demo.demo, needs=Extra.SERVER)
offer(app, serve.serve, needs=Extra.SERVER)
offer(app, worker.worker, needs=Extra.SERVER)
offer(app, migrate.migrate, needs=Extra.SERVER)
offer(app, invite.invite, needs=Extra.SERVER)
app.add_typer(strap_app, name="strap")
offer(strap_app, strap.scan)
offer(strap_app, strap.pair)
offer(strap_app, strap.watch)
offer(strap_app, strap.verify, needs=Extra.SCIENCE)
offer(strap_app, strap.send)
app.add_typer(gateway.app, name="gateway")
offer(app, spool.spool)
offer(app, import_files.import_files, name="import")
offer(app, export_files.export_beats, name="export")
offer(app, replay.replay)
offer(app, simulate.simulate)
offer(app, analyse.analyse, needs=Extra.SCIENCE)
offer(app, backtest.backtest)
offer(app, doctor.doctor, needs=Extra.SERVER)


def run() -> None:
    """Run the command that the terminal asked for."""
    app()

"""The `pulsro` command: one table of what a terminal can ask for.

Every command's module is cheap to import, and imports what it needs when it runs: that keeps `pulsro --help` quick.
"""

from __future__ import annotations

import typer

from cli.demo import demo
from cli.files import analyse, backtest, export_files, import_files
from cli.server import doctor, invite, migrate, serve, worker
from cli.straps import gateway, replay, simulate, spool, strap

app = typer.Typer(
    name="pulsro",
    help="Heart rhythm from a chest strap, compared only with your own usual range.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
strap_app = typer.Typer(help="A Bluetooth chest strap on this computer.", no_args_is_help=True)

app.command()(demo.demo)
app.command()(serve.serve)
app.command()(worker.worker)
app.command()(migrate.migrate)
app.command()(invite.invite)
app.add_typer(strap_app, name="strap")
strap_app.command()(strap.scan)
strap_app.command()(strap.pair)
strap_app.command()(strap.watch)
strap_app.command()(strap.verify)
strap_app.command()(strap.send)
app.add_typer(gateway.app, name="gateway")
app.command()(spool.spool)
app.command(name="import")(import_files.import_files)
app.command(name="export")(export_files.export_beats)
app.command()(replay.replay)
app.command()(simulate.simulate)
app.command()(analyse.analyse)
app.command()(backtest.backtest)
app.command()(doctor.doctor)


def run() -> None:
    """Run the command that the terminal asked for."""
    app()

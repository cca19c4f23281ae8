"""`pulsro import`: files of watches, apps and other programs, brought to one's own record."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.files import own_texts as texts
from cli.files.answers import (
    BeganAtOption,
    ColumnOption,
    DatesOption,
    DecimalOption,
    UnitOption,
    about_of,
    moment,
    with_option,
)
from cli.shared.destination import Destination, ServerOption, TokenFileOption
from cli.shared.plainly import NOT_DONE, refusing
from cli.shared.terminal import helped, language, say
from messages import SOURCE_LANGUAGE
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx2 as httpx

    from cli.files.import_look import Looked
    from cli.files.import_view import ImportView
    from messages import Message
    from sensors.upload.import_client import FileTaken

LARGEST_AS_IT_IS: Final = 8 * 1024 * 1024
LOCAL_TIME: Final = Path("/etc/localtime")
PACKED_FROM_BYTES: Final = 4 * 1024 * 1024
RATE_PLACE: Final = 2
"""The third word in the first line of a .hea file is the number of samples a second."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one file: what was taken of it, or why it was refused; and all that a look showed."""

    file: Path
    taken: FileTaken | None = None
    refused: Message | None = None
    looked: Looked | None = None


@helped
def import_files(
    files: Annotated[list[Path], typer.Argument(help=N_("Recordings, or readings of other programs."))],
    *,
    server: ServerOption = None,
    token_file: TokenFileOption = None,
    zone: Annotated[str, typer.Option(help=N_("Time zone of the clock that recorded, if not your own."))] = "",
    began_at: BeganAtOption = "",
    rate: Annotated[float, typer.Option(help=N_("Samples a second, for PhysioNet annotations."), min=0)] = 0,
    unit: UnitOption = "",
    decimal: DecimalOption = "",
    dates: DatesOption = "",
    column: ColumnOption = "",
    only_look: Annotated[
        bool, typer.Option("--look", help=N_("Only say what is in the files; nothing is sent."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Write JSON, one object a file."))] = False,
) -> None:
    """Take files into your own record.

    Read are RR intervals as text or csv (ms or s), HRV Logger, Polar Sensor Logger, Polar .hrm, SelfLoops, Garmin and
    Suunto FIT, Kubios, PhysioNet annotations, and readings of HRV4Training and Elite HRV. What a file is shows in it.
    How text is to be read is found from the whole file. Where several readings differ, a file is refused with a
    question; --unit, --decimal, --dates and --column answer it. The same file twice changes nothing, and beats that
    the strap brought are left out.

    The JSON has for each file `file`, and `taken` (`format`, `beats_taken`, `beats_known`, `windows`, `days_taken`,
    `days_known`, `sentences`) or `refused` (a sentence) with `code` and `parameters`. --look adds `format`, `source`,
    `days` (each `day`, `rmssd_ms`, `n`, `source`), `beats` (`count`, `stretches`, `rmssd_ms`; `null` where there is no
    variability of its own) and `seen`. It adds the lists `left_out`, `assumptions` and `questions` too: each item has
    `code` and `parameters`, a question also `option` and `offers`. Ends with status 0 when every file could be taken.
    """
    answers = {"unit": unit, "decimal": decimal, "dates": dates, "column": column}
    said = {"zone": zone, "began_at": moment(began_at, zone), "samples_per_s": str(rate) if rate else ""} | answers
    if only_look:
        from cli.files.import_look import look

        looks = {file: look(file, said | {"samples_per_s": _rate(file, said)}) for file in files}
        results = [_Result(file, looked.taken, looked.refused, looked) for file, looked in looks.items()]
    else:
        spoken = SOURCE_LANGUAGE if as_json else language()
        results = _brought(files, Destination.to(server, token_file, None), said, spoken=spoken)
    _tell(results, as_json=as_json)
    if any(result.refused for result in results):
        raise typer.Exit(NOT_DONE)


def _brought(files: Sequence[Path], destination: Destination, said: dict[str, str], *, spoken: str) -> list[_Result]:
    import asyncio

    from cli.files.import_view import ImportView
    from sensors.upload.sender import SendingStoppedError, TryLaterError

    with refusing(SendingStoppedError, TryLaterError, status=NOT_DONE), ImportView(files) as view:
        return asyncio.run(_bring_all(files, destination, said, view, spoken=spoken))


async def _bring_all(
    files: Sequence[Path], destination: Destination, said: dict[str, str], view: ImportView, *, spoken: str
) -> list[_Result]:
    from sensors.upload.sender import client_for

    async with client_for(destination.server, language=spoken) as client:
        errand = _Errand(client, destination.token, view)
        return [await _bring(errand, file, said | {"samples_per_s": _rate(file, said)}) for file in files]


@dataclass(frozen=True, slots=True)
class _Errand:
    """To whom files are brought, for whom, and who watches."""

    client: httpx.AsyncClient
    token: str
    view: ImportView


async def _bring(errand: _Errand, file: Path, said: dict[str, str]) -> _Result:
    from sensors.recordings.registry import UnreadableRecordingError
    from sensors.upload.import_client import FileRefusedError, bring

    about = {name: value for name, value in said.items() if value} | {"name": file.name}
    try:
        content = _packed(_to_send(file, said))
        errand.view.begin(file, len(content))
        taken = await bring(errand.client, content, token=errand.token, said=about, sent=errand.view.advance)
    except (UnreadableRecordingError, FileRefusedError) as error:
        return _Result(file, refused=error.message)
    else:
        return _Result(file, taken)
    finally:
        errand.view.end(file)


def _to_send(file: Path, said: dict[str, str]) -> bytes:
    """The file as it is; of one that is larger than a server takes, what can be taken of it and nothing else."""
    from sensors.recordings.registry import content_of, understand_file
    from sensors.recordings.text import extract

    if not file.is_file() or file.stat().st_size <= LARGEST_AS_IT_IS:
        return content_of(file)
    about = about_of(file, said | {"zone": said["zone"] or _own_zone()})
    return extract.written(understand_file(file, about))


def _own_zone() -> str:
    """The zone of this computer, where it names one; the server, which knows the person's, never sees the stamps."""
    _, found, name = str(LOCAL_TIME.resolve()).partition("/zoneinfo/")
    return name if found else "UTC"


def _packed(content: bytes) -> bytes:
    """Large text as fewer bytes; what is packed already stays as it is."""
    return gzip.compress(content, compresslevel=5) if len(content) > PACKED_FROM_BYTES else content


def _rate(file: Path, said: dict[str, str]) -> str:
    """The samples a second that were given, or else that the .hea file beside it names."""
    header = file.with_suffix(".hea")
    if said["samples_per_s"] or header == file or not header.is_file():
        return said["samples_per_s"]
    words = next(iter(header.read_text("utf-8", "replace").splitlines()), "").split()
    rate = words[RATE_PLACE].partition("/")[0] if len(words) > RATE_PLACE else ""
    return rate if rate.replace(".", "", 1).isdecimal() else ""


def _tell(results: Sequence[_Result], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_as_object(result) for result in results], indent=2))
        return
    for result in results:
        name, taken = result.file.name, result.taken
        say(texts.TAKEN(file=name, format=taken.format) if taken else texts.NOT_TAKEN(file=name))
        if result.refused:
            typer.echo(f"  {with_option(result.refused)}", err=True)
        told = result.looked or taken
        for sentence in told.sentences if told else ():
            typer.echo(f"  {with_option(sentence)}")


def _as_object(result: _Result) -> dict[str, object]:
    from sensors.upload.import_client import NUMBERS

    told: dict[str, Any] = {"file": str(result.file)}
    if (taken := result.taken) is not None:
        numbers = {name: getattr(taken, name) for name in NUMBERS}
        told["taken"] = {"format": taken.format, "sentences": list(map(str, taken.sentences)), **numbers}
    if (refused := result.refused) is not None:
        told |= {"refused": str(refused)} | refused.to_json()
    return told | (result.looked.to_json() if result.looked is not None else {})

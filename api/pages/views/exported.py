"""Beats as a file that the browser saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi.responses import Response

from sensors.formats.own_forms import Form, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hrv.beats import BeatSeries

ENDINGS: Final[Mapping[Form, str]] = {Form.CSV: "csv", Form.PLAIN: "txt", Form.KUBIOS: "kubios.txt"}
TYPES: Final[Mapping[Form, str]] = {Form.CSV: "text/csv", Form.PLAIN: "text/plain", Form.KUBIOS: "text/plain"}


def exported(series: BeatSeries, form: Form, *, named: str) -> Response:
    """A download; `named` is what the file is called before its ending."""
    saved_as = f'attachment; filename="{named}.{ENDINGS[form]}"'
    return Response(written(series, form), media_type=TYPES[form], headers={"Content-Disposition": saved_as})

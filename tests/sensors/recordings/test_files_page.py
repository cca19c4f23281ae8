"""docs/files.md says of every format what the format says of itself."""

from __future__ import annotations

import pytest

from sensors.recordings.registry import formats
from tools.files_page import PAGE, page


@pytest.mark.parametrize("form", formats(), ids=lambda form: form.value)
def test_every_format_has_its_line(form):
    assert form.docs is not None
    assert f"| {form.docs.program} |" in PAGE.read_text("utf-8")


def test_page_of_files_is_what_the_formats_say():
    text = PAGE.read_text("utf-8")

    assert page(text) == text, "Run python -m tools.files_page"

"""Layouts of a text: what separates its cells, which line is the header, and the columns below it."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace
from operator import contains, methodcaller
from typing import TYPE_CHECKING, Final

from sensors.recordings.decision.column_names import is_of_intervals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REMARK: Final = "#"
STRONG: Final = (";", "\t", "|")
"""Nothing else is written with these: where they stand in nearly every line they separate."""

WEAK: Final = (",", " ")
SAMPLE: Final = 400
NEARLY: Final = 0.9
MOST: Final = 0.5
HEADER_WITHIN: Final = 20
PROBE: Final = 200
"""Of a longer text so many lines show which separators leave names together."""

_DATA: Final = re.compile(r"[+-]?[\d.,'\u00a0\u202f\u2009 ]*\d[\d.,'\u00a0\u202f\u2009 ]*(?:[eE][+-]?\d+)?")
_CLOCK: Final = re.compile(r"\d{1,4}[-/.:]\d{1,2}([-/.:]\d{1,4}.*)?")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SPACE: Final = re.compile(r"[^\S\n]")
_BLANKS: Final = re.compile(r"[ \u00a0\t]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to see a text as a table.

    Attributes:
        separator: between cells; nothing where each line is one cell.
        header: the names of the columns as written; nothing where there are none.
        header_line: where that stands, from 1.
        columns: the cells below the header, column by column.
        lines: the line of each row, from 1.
        is_flat: whether all cells were strung together to one column.
        repeated: lines that repeat the header.
        ragged: lines with another number of cells, which are in no column.
        above: lines above the header.
    """

    separator: str
    header: tuple[str, ...]
    header_line: int | None
    columns: tuple[Sequence[str], ...]
    lines: Sequence[int]
    is_flat: bool = False
    repeated: tuple[int, ...] = ()
    ragged: tuple[int, ...] = ()
    above: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in small letters."""
        return tuple(" ".join(name.lower().split()) for name in self.header)

    def name_of(self, place: int) -> str:
        """What a person calls a column: its name, or its number from 1."""
        return (self.header[place].strip() if place < len(self.header) else "") or str(place + 1)


class UnclosedQuoteError(ValueError):
    """A quotation mark that is never closed; `line` is where."""

    def __init__(self, line: int) -> None:
        super().__init__(f"Line {line} cannot be split into cells.")
        self.line = line


def layouts(text: str) -> tuple[Layout, ...]:
    """Every way in which a text can be a table; UnclosedQuoteError when its cells cannot be told apart."""
    every = text.split("\n")
    numbers = [n for n, line in enumerate(every, start=1) if line and line[0] != REMARK and not line.isspace()]
    if not numbers:
        return ()
    lines = every if len(numbers) == len(every) else [every[number - 1] for number in numbers]
    marks = separators = _separators(lines)
    tops: dict[str, Layout | None] = {}
    if len(lines) > PROBE and '"' not in lines[-1]:
        tops = {mark: _layout(lines[:PROBE], numbers[:PROBE], mark) for mark in separators}
    if tops and '"' not in text:
        kept = _by_header([top for top in tops.values() if top is not None])
        is_clear = any(top.header and not top.ragged for top in kept)
        separators = tuple(mark for mark, top in tops.items() if top in kept or (top is None and not is_clear))
    found = (_layout(lines, numbers, separator, tops.get(separator)) for separator in separators)
    tables = _by_header([each for each in found if each is not None])
    return (*tables, *_flat(lines, numbers, tables, marks))


def _by_header(tables: list[Layout]) -> list[Layout]:
    """Without those that leave names together which another separates: a header has no decimal commas.

    A blank is in many a name: where the whole line is one of intervals, `RR-interval [ms]`, it separates nothing.
    """
    if any(not each.separator and is_of_intervals(each.names[0]) for each in tables if each.header):
        tables = [each for each in tables if each.separator != " "]
    most = max((len(table.header) for table in tables), default=0)
    return [table for table in tables if not table.header or len(table.header) == most]


def _separators(lines: Sequence[str]) -> tuple[str, ...]:
    """What may separate cells, judged by lines from all over the text but for its beginning, where titles stand."""
    below = lines[min(HEADER_WITHIN, len(lines) // 2) :]
    some = [line.strip(" ") for line in below[:: max(1, len(below) // SAMPLE)][:SAMPLE]]
    held = {mark: _share_with(mark, some) for mark in (*STRONG, *WEAK)}
    strong = tuple(mark for mark in STRONG if held[mark] >= NEARLY)
    if strong:
        return strong
    weak = tuple(mark for mark in WEAK if held[mark] >= MOST)
    after_comma = _share_with(", ", some) >= MOST
    return ("", *(weak if not after_comma else (",",)))


def _share_with(mark: str, lines: Sequence[str]) -> float:
    return sum(map(contains, lines, itertools.repeat(mark))) / len(lines)


def _cells(lines: Sequence[str], numbers: Sequence[int], separator: str) -> list[list[str]]:
    if not separator:
        return [[_unquoted(line.strip())] for line in lines]
    if separator == " ":
        return [_BLANKS.split(line.strip()) for line in lines]
    if not any(map(contains, lines, itertools.repeat('"'))):
        return [line.split(separator) for line in lines]
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if reader.line_num != len(rows):
                raise UnclosedQuoteError(numbers[len(rows) - 1])
    except csv.Error as error:
        raise UnclosedQuoteError(numbers[len(rows)]) from error
    return rows


def _unquoted(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _layout(lines: Sequence[str], numbers: Sequence[int], separator: str, top: Layout | None = None) -> Layout | None:
    if top is not None and (even := _even(lines, numbers, separator, top)) is not None:
        return even
    rows = _cells(lines, numbers, separator)
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if separator and width == 1:
        return None
    place = _header_place(rows, width)
    header = tuple(rows[place]) if place is not None else ()
    if header and len(header) == width + 1 and not header[-1].strip():
        header = header[:-1]
    first = 0 if place is None else place + 1
    rest = _Rows(rows[first:], numbers[first:])
    repeated, rest = rest.without([row == rows[place] for row in rest.cells]) if place is not None else ((), rest)
    ragged, rest = rest.in_columns(len(header) or width, may_be_shorter=bool(header))
    if len(ragged) > (1 - NEARLY) * len(rows):
        return None
    columns = tuple(_stripped(list(column)) for column in zip(*rest.cells, strict=True))
    return Layout(
        separator,
        tuple(map(str.strip, header)),
        numbers[place] if place is not None else None,
        columns or ((),) * len(header),
        rest.numbers,
        repeated=repeated,
        ragged=ragged,
        above=tuple(numbers[: place or 0]),
    )


def _even(lines: Sequence[str], numbers: Sequence[int], separator: str, top: Layout) -> Layout | None:
    """The same for a long text without quotation marks whose rows all have as many cells, in a fraction of the time."""
    if separator == " " or top.ragged or top.repeated:
        return None
    first = PROBE - len(top.lines)
    body = lines[first:]
    width = len(top.columns)
    if separator and set(map(methodcaller("count", separator), body)) != {width - 1}:
        return None
    text = "\n".join(body)
    if '"' in text or (top.header_line is not None and lines[first - 1] in body):
        return None
    cells = text.replace("\n", separator).split(separator) if separator else body
    return replace(top, columns=tuple(_stripped(cells[at::width]) for at in range(width)), lines=numbers[first:])


def _stripped(cells: Sequence[str]) -> Sequence[str]:
    text = "\n".join(cells)
    return list(map(str.strip, cells)) if _SPACE.search(text) else cells


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows as cells, and the lines they stand in."""

    cells: Sequence[list[str]]
    numbers: Sequence[int]

    def without(self, strays: Sequence[bool]) -> tuple[tuple[int, ...], _Rows]:
        """The lines of the rows that are marked, and the other rows."""
        if not any(strays):
            return (), self
        lost = tuple(number for number, stray in zip(self.numbers, strays, strict=True) if stray)
        kept = [place for place, stray in enumerate(strays) if not stray]
        return lost, _Rows([self.cells[place] for place in kept], [self.numbers[place] for place in kept])

    def in_columns(self, width: int, *, may_be_shorter: bool) -> tuple[tuple[int, ...], _Rows]:
        """The lines with another number of cells, and the other rows; rows may end early, or in nothing."""
        if set(map(len, self.cells)) <= {width}:
            return (), self
        fitting = [_fitted(row, width) if may_be_shorter else row for row in self.cells]
        return _Rows(fitting, self.numbers).without([len(row) != width for row in fitting])


def _fitted(row: list[str], width: int) -> list[str]:
    if len(row) > width and not any(map(str.strip, row[width:])):
        return row[:width]
    return row + [""] * (width - len(row))


def _header_place(rows: Sequence[list[str]], width: int) -> int | None:
    """The row of names: the last above the data, in which nothing is data itself."""
    if len(rows) == 1:
        return 0 if _is_header(rows[0], width) else None
    for place in range(min(HEADER_WITHIN, len(rows) - 1) - 1, -1, -1):
        if _is_header(rows[place], width) and _is_data(rows[place + 1]):
            above = rows[:place]
            has_begun = any(len(row) == width and all(map(_is_number, row)) for row in above)
            return place if not has_begun and sum(map(_is_data, above)) <= 1 else None
    return 0 if _is_header(rows[0], width) and not any(map(_is_data, rows[:HEADER_WITHIN])) else None


def _is_header(row: list[str], width: int) -> bool:
    return abs(len(row) - width) <= 1 and any(map(_LETTER.search, row)) and not _is_data(row)


def _is_number(cell: str) -> bool:
    return _DATA.fullmatch(cell) is not None and cell.count(".") <= 1  # with two it is a date


def _is_data(row: list[str]) -> bool:
    return any(_DATA.fullmatch(cell.strip()) or _CLOCK.match(cell.strip()) for cell in row)


def _flat(
    lines: Sequence[str], numbers: Sequence[int], tables: Sequence[Layout], marks: Sequence[str]
) -> Iterator[Layout]:
    """All cells strung together, where lines hold several and nothing has a name."""
    separator = next((mark for mark in marks if mark), "")
    if not separator or any(table.header for table in tables):
        return
    rows = _cells(lines, numbers, separator)
    cells = [cell.strip() for row in rows for cell in row if cell.strip()]
    at = [number for number, row in zip(numbers, rows, strict=True) for cell in row if cell.strip()]
    yield Layout(separator, (), None, (cells,), at, is_flat=True)

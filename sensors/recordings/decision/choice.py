"""The choice among the readings of a text: the one there is, or questions where several are equally good and differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.recordings import texts as file_texts
from sensors.recordings.decision import candidates as readings
from sensors.recordings.decision import numerals, repeats, stamps, texts
from sensors.recordings.decision.agreement import agreement
from sensors.recordings.decision.layouts import Layout, UnclosedQuoteError, layouts
from sensors.recordings.decision.seen import first_day, first_rows, seen_of, seen_table
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.seen import Offer, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from messages import Message
    from sensors.recordings.decision.candidates import Candidate
    from sensors.recordings.model import About

SAME_RMSSD_MS: Final = 0.5
SAME_MEAN: Final = 0.01
FEW_ROWS: Final = 10
FAR_LESS: Final = 0.1
"""A reading of the dates under which the recording covers so much less of its time is not meant."""

RATES: Final = (100, 125, 128, 200, 250, 256, 300, 360, 400, 500, 512, 1000, 2000)
RESTING_MS: Final = (400.0, 1600.0)
LEAST_SAMPLES: Final = 20.0


def choose(text: str, about: About) -> Candidate:
    """The one reading of a text.

    UnreadableRecordingError with questions where several differ, without where there is none.
    """
    if about.unit and readings.factor_ms(about.unit) is None:
        raise UnreadableRecordingError(texts.NO_SUCH_UNIT(unit=about.unit))
    try:
        tables = layouts(text)
    except UnclosedQuoteError as error:
        raise UnreadableRecordingError(file_texts.NO_CELLS(line=str(error.line))) from error
    bare = [each for table in _worth_reading(tables, about) for each in readings.candidates(table, about)]
    bare = bare or [each for table in tables for each in readings.of_moments(table, about)]
    if not bare:
        raise _no_reading(tables, about)
    best = _explaining_most([each for each in bare if _varies(each)] or bare)
    if all(each.wrong and is_unnamed(each) for each in best) and not about.column:
        raise _no_reading(tables, about)  # a bad cell of a column that nobody called one of intervals
    judged = _named_or_agreeing([_corrected(each) for each in _all_with_clocks(best, about)], about)
    if not judged:
        raise _no_reading(tables, about)
    return _the_one(_agreeing(judged))


def _worth_reading(tables: Sequence[Layout], about: About) -> list[Layout]:
    """All layouts, but all numbers strung together only where each column of a table could hold intervals itself."""
    flat = next((table for table in tables if table.is_flat), None)
    beside = next((table for table in tables if flat and not table.is_flat and table.separator == flat.separator), None)
    if flat is None or beside is None:
        return list(tables)
    others = [table for table in tables if not table.is_flat and table is not beside]
    if len(beside.lines) == 1:
        return [*others, flat]
    if not _all_hearts(beside) or _are_pairs(beside, about):
        return [*others, beside]
    return [*others, flat] if len(beside.lines) < FEW_ROWS else [*others, beside, flat]


def _are_pairs(table: Layout, about: About) -> bool:
    """Whether moments and the intervals that end there stand beside each other."""
    return any(
        each.clock is not None and each.clock.are_moments
        for one in readings.candidates(table, about)
        for each in readings.with_clocks(one, about)
    )


def _all_hearts(table: Layout) -> bool:
    return all(
        any(readings.is_heart(each.values * unit) for each in _parsed(cells) for unit in (1.0, 1000.0))
        for cells in table.columns
    )


def _parsed(cells: Sequence[str]) -> Iterable[numerals.Parsed]:
    for writing in numerals.possible("".join(cells)):
        column = numerals.parsed(cells, writing)
        if not column.wrong:
            yield replace(column, values=column.values[np.isfinite(column.values)])


def _varies(candidate: Candidate) -> bool:
    """Whether the plausible numbers differ at all: a column of flags does not."""
    values = candidate.rr_ms[candidate.plausible]
    return bool(values.size and np.ptp(values) > 0)


def _explaining_most(found: Sequence[Candidate]) -> list[Candidate]:
    """Those beside which no other explains all the lines that they do and more, in the same column."""
    explained = [frozenset(each.lines[each.plausible].tolist()) for each in found]
    return [
        each
        for each, lines in zip(found, explained, strict=True)
        if not any(lines < more and other.column == each.column for other, more in zip(found, explained, strict=True))
    ]


def _all_with_clocks(found: Sequence[Candidate], about: About) -> list[Candidate]:
    """Every reading with its stamps; UnreadableRecordingError names a cell if each has one that cannot be read."""
    clocked: list[Candidate] = []
    errors: list[UnreadableRecordingError] = []
    for one in found:
        several = [one] if one.is_of_moments else list(readings.with_clocks(one, about))
        error = _wrong_cell(one) if one.wrong else None
        if error is None and several[0].clock is None:
            error = _wrong_stamp(one)
        if error is None:
            clocked += several
        else:
            errors.append(error)
    if not clocked:
        raise errors[0]
    return clocked


def _corrected(candidate: Candidate) -> Candidate:
    """The same without repeated rows, and with ticks read as ticks."""
    once = _once(candidate)
    if once.agreement is None or not once.agreement.is_ticks or once.unit != "ms" or once.clock is None:
        return once
    rr_ms = once.rr_ms * readings.UNITS_MS["1/1024"]
    again = agreement(once.clock.seconds, rr_ms, once.clock.resolution_s)
    return replace(once, rr_ms=rr_ms, unit="1/1024", agreement=again, was_off_by=once.agreement)


def _once(candidate: Candidate) -> Candidate:
    """The rows once, where they stand there twice: one after the other, or in an export behind another one."""
    clock = candidate.clock
    if clock is not None and not (rows := repeats.once_by_stamps(clock.seconds, candidate.rr_ms)).all():
        return _kept(candidate, rows)
    if clock is None or _says_nothing(candidate):
        kept = repeats.once(candidate.rr_ms)
        return _kept(candidate, kept) if kept is not None else candidate
    return candidate


def _says_nothing(candidate: Candidate) -> bool:
    """Whether the stamps are too few to be held against the intervals, and not those of single beats."""
    clock, measured = candidate.clock, candidate.agreement
    return clock is None or (measured is not None and measured.ratio is None and not clock.are_moments)


def _kept(candidate: Candidate, kept: slice | NDArray[np.bool_]) -> Candidate:
    """The same with some of its rows; the others repeat them."""
    rr_ms, rows, clock = candidate.rr_ms[kept], candidate.rows[kept], candidate.clock
    only = replace(candidate, rr_ms=rr_ms, rows=rows, repeated=candidate.rr_ms.size - rr_ms.size)
    if clock is None:
        return only
    seconds = clock.seconds[kept]
    clock = replace(clock, seconds=seconds, are_moments=readings.are_moments(seconds, rr_ms))
    return replace(only, clock=clock, agreement=agreement(seconds, rr_ms, clock.resolution_s))


def _named_or_agreeing(found: Sequence[Candidate], about: About) -> list[Candidate]:
    """Columns without a fitting name in a table of several only where they last as long as the stamps say."""
    return [each for each in found if about.column or not is_unnamed(each) or _is_evident(each)]


def is_unnamed(candidate: Candidate) -> bool:
    """Whether the table has names and none of them says that it is one of intervals."""
    from sensors.recordings.decision.column_names import is_of_intervals

    names = candidate.layout.names
    return bool(names) and not (candidate.column < len(names) and is_of_intervals(names[candidate.column]))


def _is_evident(candidate: Candidate) -> bool:
    alone = len(candidate.layout.columns) == 1
    return alone or (candidate.agreement is not None and candidate.agreement.holds)


def _agreeing(found: Sequence[Candidate]) -> list[Candidate]:
    """Those that the stamps do not speak against; UnreadableRecordingError with numbers when there is none."""
    fitting = [
        each for each in found if each.agreement is None or not (each.agreement.is_twice or each.agreement.is_too_much)
    ]
    if not fitting:
        raise _disagreement(found[0])
    sure = [each for each in fitting if each.agreement is not None and each.agreement.holds]
    rest = _split_at_stamps(sure or fitting)
    rest = [each for each in rest if each.clock is not None and each.clock.are_moments] or rest
    if any(each.agreement.is_full for each in rest if each.agreement):
        rest = [each for each in rest if each.agreement is not None and not each.agreement.is_far_too_little]
    most = max(each.agreement.covered if each.agreement else 1.0 for each in rest)
    return [each for each in rest if each.agreement is None or each.agreement.covered >= FAR_LESS * most]


def _split_at_stamps(found: Sequence[Candidate]) -> list[Candidate]:
    """Without readings that cut stamps to pieces: those without any, where other cells hold one in every row."""
    separators = {each.layout.separator for each in found if each.clock is not None and each.clock.is_written}
    return [each for each in found if each.clock is not None or not separators or each.layout.separator in separators]


def _disagreement(candidate: Candidate) -> UnreadableRecordingError:
    measured = candidate.agreement
    ratio = measured.ratio if measured and measured.ratio else 0.0
    said: dict[str, str | float] = {"column": candidate.name, "ratio": round(ratio, 3)}
    if measured is not None and measured.is_twice:
        return UnreadableRecordingError(texts.TWICE(**said), seen=seen_of(candidate))
    minutes = round(float(candidate.rr_ms.sum()) / 60_000)
    return UnreadableRecordingError(texts.TOO_MUCH(**said, minutes=minutes), seen=seen_of(candidate))


# ---------------------------------------------------------------------------- one, or questions
def _the_one(found: Sequence[Candidate]) -> Candidate:
    """The only reading, or one of several that come to the same; UnreadableRecordingError with questions else.

    Of these it is one in ms, for that unit may have to be called an assumption: `1,151` is 1.151 s, and 1151 of
    whatever the file counts in. A comma that may be a decimal mark is none between columns.
    """
    differing: list[Candidate] = []
    for each in sorted(found, key=lambda one: (len(one.layout.columns), one.unit != "ms")):
        if not any(_is_same(each, other) for other in differing):
            differing.append(each)
    if len(differing) == 1:
        return differing[0]
    questions = tuple(_questions(differing))
    if not questions:
        ways = tuple(f"{each.layout.separator!r}: {', '.join(first_rows(each)[:2])}" for each in differing)
        raise UnreadableRecordingError(texts.UNDECIDED(ways=ways), seen=seen_of(differing[0]))
    raise UnreadableRecordingError(questions[0].message, seen=seen_of(differing[0]), questions=questions)


def _is_same(one: Candidate, other: Candidate) -> bool:
    """Whether two readings come to the same: RMSSD, mean and number of intervals, and the day."""
    if one.rr_ms.size != other.rr_ms.size or _day(one) != _day(other):
        return False
    if np.array_equal(one.rr_ms, other.rr_ms):
        return True
    means = float(np.median(one.rr_ms)), float(np.median(other.rr_ms))
    return abs(rmssd_ms(one) - rmssd_ms(other)) <= SAME_RMSSD_MS and abs(means[0] - means[1]) <= SAME_MEAN * means[0]


def rmssd_ms(candidate: Candidate) -> float:
    """RMSSD of a reading over neighbours that are both plausible: to compare readings, not hearts."""
    steps = np.diff(candidate.rr_ms)[candidate.plausible[1:] & candidate.plausible[:-1]]
    return float(np.sqrt(np.mean(np.square(steps)))) if steps.size else 0.0


def _day(candidate: Candidate) -> float | None:
    clock = candidate.clock
    return float(clock.seconds[0] // stamps.DAY_S) if clock is not None and clock.kind in {"utc", "wall"} else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """One thing in which readings can differ."""

    option: str
    answer: Callable[[Candidate], str]


ASKED: Final = (
    _Asked("column", lambda each: each.name),
    _Asked("decimal", lambda each: each.numerals.name),
    _Asked("unit", lambda each: each.unit),
    _Asked("dates", lambda each: each.clock.order if each.clock else ""),
)


def _questions(differing: Sequence[Candidate]) -> Iterable[Question]:
    for asked in ASKED:
        answers = {asked.answer(each): each for each in reversed(differing)}
        if len(answers) > 1 and asked.option == "unit" and "ms" in answers:
            ticks = answers["ms"].rr_ms * readings.UNITS_MS["1/1024"]
            answers |= {"1/1024": replace(answers["ms"], unit="1/1024", rr_ms=ticks)}
        if len(answers) > 1 and "" not in answers:
            offers = tuple(Offer(answer, first_rows(each), first_day(each)) for answer, each in sorted(answers.items()))
            yield Question(asked.option, _asking(asked.option, tuple(sorted(answers)), differing[0]), offers)


def _asking(option: str, answers: tuple[str, ...], first: Candidate) -> Message:
    if option == "column":
        return texts.WHICH_COLUMN(columns=answers)
    if option == "decimal":
        return texts.WHICH_DECIMAL()
    if option == "unit":
        return texts.WHICH_UNIT(median=_figure(first.rr_ms))
    return texts.WHICH_DATES()


def _figure(values: NDArray[np.float64]) -> float:
    return round(float(np.median(values)), 3)


# ---------------------------------------------------------------------------- none
def _no_reading(tables: Sequence[Layout], about: About) -> UnreadableRecordingError:
    """Why a text has no reading, with what was seen in it."""
    table = next((each for each in tables if each.header), tables[0] if tables else None)
    if table is None:
        return UnreadableRecordingError(file_texts.EMPTY())
    seen = seen_table(table)
    if about.column:
        columns = tuple(table.name_of(place) for place in range(len(table.columns)))
        return UnreadableRecordingError(texts.NO_SUCH_COLUMN(column=about.column, columns=columns), seen=seen)
    named = readings.named_columns(table)
    if named:
        return _nothing_in(table, named[0])
    if table.header and any(readings.has_digit(cells[0]) for cells in table.columns if cells):
        row = tuple(cells[0] for cells in table.columns if cells)
        said = texts.UNKNOWN_TABLE(columns=tuple(name or "-" for name in table.header), first_row=row)
        return UnreadableRecordingError(said, seen=seen)
    return _no_heart(tables, seen_table(tables[0]))


def _nothing_in(table: Layout, place: int) -> UnreadableRecordingError:
    """Why a column that is named as intervals holds none."""
    cells = table.columns[place]
    writings = [numerals.parsed(cells, each) for each in numerals.possible("".join(cells))] if cells else []
    seen = seen_table(table)
    if writings and (least := min(writings, key=lambda each: len(each.wrong))).wrong:
        line, found = table.lines[least.wrong[0]], cells[least.wrong[0]]
        return UnreadableRecordingError(file_texts.NO_NUMBER(line=str(line), found=found[:20]), seen=seen)
    values = next((each.values[np.isfinite(each.values)] for each in writings), np.empty(0))
    return _in_samples(values, seen)


def _no_heart(tables: Sequence[Layout], seen: object) -> UnreadableRecordingError:
    """Why numbers without names are no intervals."""
    from sensors.recordings.seen import Seen

    known = seen if isinstance(seen, Seen) else None
    table = next((each for each in tables if each.is_flat), tables[0])
    cells = table.columns[0] if table.columns else ()
    writings = [numerals.parsed(cells, each) for each in numerals.possible("".join(cells))] if cells else []
    least = min(writings, key=lambda each: len(each.wrong), default=None)
    if least is None or len(least.wrong) > readings.HALF * len(cells):
        said = file_texts.UNKNOWN_FORMAT(what_is_read=file_texts.WHAT_IS_READ())
        return UnreadableRecordingError(said, seen=known)
    if least.wrong:
        line, found = table.lines[least.wrong[0]], cells[least.wrong[0]]
        return UnreadableRecordingError(texts.NOT_AN_INTERVAL(line=str(line), found=found[:20]), seen=known)
    values = least.values[np.isfinite(least.values)]
    return _in_samples(values, known)


def _in_samples(values: NDArray[np.float64], seen: object) -> UnreadableRecordingError:
    """Numbers that are intervals neither in ms nor in s: samples, perhaps, of which only a person knows the rate."""
    from sensors.recordings.seen import Seen

    known = seen if isinstance(seen, Seen) else None
    if values.size < 2:  # noqa: PLR2004 - one beat is no interval
        return UnreadableRecordingError(file_texts.TOO_FEW(), seen=known)
    median = _figure(values)
    rates = [rate for rate in RATES if RESTING_MS[0] <= median * 1000 / rate <= RESTING_MS[1]]
    if median < LEAST_SAMPLES or not rates:
        return UnreadableRecordingError(texts.NEITHER(), seen=known)
    offers = tuple(
        Offer(f"{rate}/s", tuple(f"{value:g} -> {value * 1000 / rate:.1f} ms" for value in values[:3].tolist()))
        for rate in rates
    )
    said = texts.WHICH_SAMPLES(median=median)
    return UnreadableRecordingError(said, seen=known, questions=(Question("unit", said, offers),))


def _wrong_cell(candidate: Candidate) -> UnreadableRecordingError:
    row = candidate.wrong[0]
    line, found = str(candidate.layout.lines[row]), candidate.layout.columns[candidate.column][row][:20]
    text = file_texts.NO_NUMBER if candidate.layout.header else texts.NOT_AN_INTERVAL
    return UnreadableRecordingError(text(line=line, found=found), seen=seen_of(candidate))


def _wrong_stamp(candidate: Candidate) -> UnreadableRecordingError | None:
    """The first cell of a column of stamps that is none; None where such a column is empty or fits."""
    table = candidate.layout
    for place in readings.stamp_columns(table):
        cells = [table.columns[place][row] for row in candidate.rows.tolist()]
        if not any(cells):
            continue
        numbers = numerals.parsed(cells, candidate.numerals)
        are_numbers = len(numbers.wrong) < len(cells) or not any(map(stamps.stamps_in, ([cell] for cell in cells[:1])))
        wrong = numbers.wrong if are_numbers else _not_as_the_first(cells)
        if wrong:
            said = {"line": str(table.lines[int(candidate.rows[wrong[0]])]), "found": cells[wrong[0]][:30]}
            text = file_texts.NO_NUMBER if are_numbers else file_texts.NO_TIME
            return UnreadableRecordingError(text(**said), seen=seen_of(candidate))
    return None


def _not_as_the_first(cells: Sequence[str]) -> tuple[int, ...]:
    return tuple(place for place, cell in enumerate(cells) if not stamps.stamps_in([cells[0], cell]))[:1]

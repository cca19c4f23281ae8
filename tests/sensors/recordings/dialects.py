"""Random dialects: one heart written down in any of the ways in which programs and people write, with the truth beside.

`enumerated` is the test's own list of readings, made by brute force and without any of the product's parts.
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from sensors.recordings.registry import About, UnreadableRecordingError, understand

SEPARATORS = (";", ",", "\t", "|", " ")
FACTORS = {
    "separator": SEPARATORS,
    "decimal": (".", ","),
    "thousands": ("", "other", " ", "'"),
    "unit": ("ms", "ms.1", "s", "ticks"),
    "header": ("none", "named", "unit", "late"),
    "stamps": (
        "none", "dmy.", "mdy/", "dmy/", "ymd-", "ymd/", "isoT", "offset", "words", "clock",
        "epoch_ms", "epoch_s", "since_s", "moments",
    ),
    "quoting": ("needed", "all"),
    "encoding": ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"),
    "ends": ("\n", "\r\n", "\r"),
    "columns": ("alone", "stamps first", "stamps last", "index", "rate", "notes", "rate and notes"),
    "length": ("short", "long"),
}  # fmt: skip
NAMED = {
    "none": None,
    "named": "rr",
    "late": "RR",
    "unit": {"ms": "RR-interval [ms]", "ms.1": "rr_ms", "s": "rr (s)", "ticks": "rr"},
}
WITH_BLANKS = {"dmy.", "mdy/", "dmy/", "ymd-", "ymd/", "words"}
OFFSET_S = 7200
TRIES = 60


@dataclass(frozen=True)
class Dialect:
    """A choice of every factor that can be written down and read again by its own writer."""

    chosen: dict
    content: bytes
    text: str
    rr_ms: np.ndarray
    day: object
    is_ticks: bool


def random_choice(dice):
    return {name: dice.choice(values) for name, values in FACTORS.items()}


def heart(dice, n):
    """Intervals of one heart: a slow wave, breath, and chance."""
    noise = np.random.default_rng(dice.randrange(1 << 30))
    mean, slow = dice.uniform(560, 1300), dice.uniform(5, 50)
    beat = np.arange(n)
    rr = mean + slow * np.sin(beat / dice.uniform(8, 60)) + dice.uniform(5, 40) * np.sin(beat * dice.uniform(1.0, 2.2))
    return np.clip(rr + noise.normal(0, dice.uniform(3, 25), n), 320, 1900)


def written(chosen, dice):
    """The heart in this dialect; None where its own writer could not read it again."""
    if not _can_be_written(chosen):
        return None
    n = dice.randint(230, 500) if chosen["length"] == "long" else dice.randint(12, 60)
    rr = heart(dice, n)
    shown, places, rr_ms = _in_unit(rr, chosen["unit"])
    number = _Writer(chosen["decimal"], _thousands(chosen))
    began = datetime(
        2026, dice.randint(1, 12), dice.randint(1, 28), dice.randint(0, 23), dice.randint(0, 59), 7, tzinfo=UTC
    )
    ends_s = np.cumsum(rr_ms if chosen["unit"] != "ticks" else rr) / 1000
    stamps = _stamps(chosen["stamps"], began, ends_s, number, chosen["unit"])
    cells = number(shown, places)
    columns, names = _columns(chosen, cells, stamps, rr, number, dice)
    text = _as_text(chosen, columns, names)
    if text is None:
        return None
    try:
        content = text.encode(chosen["encoding"])
    except UnicodeEncodeError:
        return None
    day = _day_of(chosen["stamps"], began, ends_s)
    return Dialect(chosen, content, text, rr_ms, day, chosen["unit"] == "ticks")


def _can_be_written(chosen):
    """Whether the factors go together, as far as that shows before anything is written."""
    kind, has_stamps = chosen["columns"], chosen["stamps"] != "none"
    if has_stamps == (kind in {"alone", "index"}) and kind not in {"rate", "notes", "rate and notes"}:
        return False
    return chosen["separator"] != " " or not (
        chosen["quoting"] == "all" or "notes" in kind or chosen["stamps"] in WITH_BLANKS
    )


def covering(at_once, seed):
    """Files in which each choice of so many factors together is met at least once, if it can be written at all."""
    dice = random.Random(seed)
    wanted = {
        tuple(zip(names, values, strict=True))
        for names in itertools.combinations(FACTORS, at_once)
        for values in itertools.product(*(FACTORS[name] for name in names))
    }
    for some in sorted(wanted):
        if some in wanted:
            tries = (written(random_choice(dice) | dict(some), dice) for _ in range(TRIES))
            if (dialect := next(filter(None, tries), None)) is not None:
                wanted -= set(itertools.combinations(dialect.chosen.items(), at_once))
                yield dialect


def _in_unit(rr, unit):
    """The numbers, how many decimals they have, and the intervals in ms that they mean."""
    if unit == "s":
        shown = np.round(rr / 1000, 3)
        return shown, 3, shown * 1000
    if unit == "ticks":
        shown = np.round(rr * 1.024)
        return shown, 0, shown / 1.024
    places = 1 if unit == "ms.1" else 0
    shown = np.round(rr, places)
    return shown, places, shown


def _thousands(chosen):
    return {"": "", "other": "," if chosen["decimal"] == "." else "."}.get(chosen["thousands"], chosen["thousands"])


@dataclass(frozen=True)
class _Writer:
    decimal: str
    thousands: str

    def __call__(self, values, places):
        """A column of numbers; the marks are put in for all of it at once."""
        plain = "\n".join(map(f"{{:,.{places}f}}".format, values.tolist()))
        return plain.replace(",", "\0").replace(".", self.decimal).replace("\0", self.thousands).split("\n")


CALENDAR = {
    "dmy.": "%d.%m.%Y %H:%M:%S", "mdy/": "%m/%d/%Y %I:%M:%S %p", "dmy/": "%d/%m/%Y %H:%M:%S",
    "ymd-": "%Y-%m-%d %H:%M:%S.%f", "ymd/": "%Y/%m/%d %H:%M:%S", "isoT": "%Y-%m-%dT%H:%M:%S.%f",
    "words": "%d %B %Y %H:%M:%S", "clock": "%H:%M:%S.%f", "offset": "%Y-%m-%dT%H:%M:%S+02:00",
}  # fmt: skip


def _stamps(form, began, ends_s, number, unit):
    if form in CALENDAR:
        return _calendar(CALENDAR[form], began + timedelta(seconds=OFFSET_S if form == "offset" else 0), ends_s)
    since_1970_s = began.timestamp() + ends_s
    times, places = (1, 3) if unit == "s" else (1000, 0)
    counted = {
        "none": lambda: None,
        "epoch_ms": lambda: [f"{milliseconds:.0f}" for milliseconds in (since_1970_s * 1000).tolist()],
        "epoch_s": lambda: [f"{second:.3f}".replace(".", number.decimal) for second in since_1970_s.tolist()],
        "since_s": lambda: number(ends_s, 1),
        "moments": lambda: number(ends_s * times, places),
    }
    return counted[form]()


def _calendar(form, began, ends_s):
    """Moments as a calendar and a clock show them; `strftime` is slow, so it writes every minute but once."""
    whole, micros = np.divmod(np.rint(ends_s * 1e6).astype(np.int64) + began.second * 1_000_000, 60_000_000)
    first = began.replace(second=0)
    form = form.replace("%S", "{0:02}").replace("%f", "{1:06}")
    minutes = [(first + timedelta(minutes=minute)).strftime(form) for minute in range(int(whole.max()) + 1)]
    seconds, parts = np.divmod(micros, 1_000_000)
    return [
        minutes[minute].format(second, part)
        for minute, second, part in zip(whole.tolist(), seconds.tolist(), parts.tolist(), strict=True)
    ]


def _columns(chosen, cells, stamps, rr, number, dice):
    kind, name = chosen["columns"], NAMED[chosen["header"]]
    name = name[chosen["unit"]] if isinstance(name, dict) else name
    stamp_name = {"clock": "time", "moments": "time", "since_s": "time"}.get(chosen["stamps"], "timestamp")
    parts = [(stamp_name, stamps)] if stamps is not None else []
    if kind == "index":
        parts.append(("", list(map(str, range(len(cells))))))
    if "rate" in kind:
        parts.append(("HR", [str(round(60000 / value)) for value in rr.tolist()]))
    parts.insert(0 if kind == "stamps last" else len(parts), (name, cells))
    if "notes" in kind:
        parts.append(("note", [dice.choice(["", "ok", "loose"]) for _ in cells]))
        parts.append(("temperature", number(np.array([36 + dice.random() for _ in cells]), 1)))
    names = None if chosen["header"] == "none" else [each[0] for each in parts]
    return [each[1] for each in parts], names


def _as_text(chosen, columns, names):
    separator = chosen["separator"]
    rows = [list(row) for row in zip(*columns, strict=True)]
    alone = len(columns) == 1
    if separator == " " and (
        any(" " in cell or not cell for row in rows for cell in row)
        or (names and any(" " in (name or " ") for name in names))
    ):
        return None
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=separator,
        quoting=csv.QUOTE_ALL if chosen["quoting"] == "all" else csv.QUOTE_MINIMAL,
        lineterminator="\n",
    )
    if chosen["header"] == "late":
        out.write("Exported by a program\nDevice: strap\n")
    if alone and chosen["quoting"] == "needed":
        out.write("\n".join(([names[0]] if names else []) + [row[0] for row in rows]) + "\n")
    else:
        if names:
            writer.writerow(names)
        writer.writerows(rows)
    return out.getvalue().replace("\n", chosen["ends"])


def _day_of(form, began, ends_s):
    first = began + timedelta(seconds=float(ends_s[0]))
    return None if form in {"none", "clock", "since_s", "moments"} else first.date()


# ---------------------------------------------------------------------------- the test's own readings
@dataclass(frozen=True)
class Reading:
    """What one way to read a text comes to."""

    rr_ms: np.ndarray
    day: object = None


def same(one, other):
    return (
        one.day == other.day
        and len(one.rr_ms) == len(other.rr_ms)
        and (np.abs(one.rr_ms - other.rr_ms).max() < 0.1 or _is_alike(one.rr_ms, other.rr_ms))
    )


def _is_alike(one_ms, other_ms):
    return abs(rmssd(one_ms) - rmssd(other_ms)) <= 0.5 and abs(np.median(one_ms) / np.median(other_ms) - 1) <= 0.01


def rmssd(rr_ms):
    return float(np.sqrt(np.mean(np.square(np.diff(rr_ms)))))


def enumerated(text):
    """Each different reading under which a column holds the intervals of a heart that agree with any stamps beside."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    found = []
    for separator in ("", *SEPARATORS):
        rows = _split(lines, separator)
        body = rows[max((place + 1 for place, row in enumerate(rows) if len(row) != len(rows[-1])), default=0) :]
        while body and not any(cell[:1].isdigit() for cell in body[0]):
            body = body[1:]
        if len(body) < len(rows) - 4:
            continue
        columns = [[cell.strip() for cell in column] for column in zip(*body, strict=True)]
        for each in _readings(columns):
            if not any(same(each, other) for other in found):
                found.append(each)
                yield each


def has_but_one_reading(text):
    return len(list(itertools.islice(enumerated(text), 2))) == 1


def _split(lines, separator):
    if not separator:
        return [[line.strip('"')] for line in lines]
    if separator == " ":
        return [line.split() for line in lines]
    return [row for row in csv.reader(lines, delimiter=separator) if row]


def _readings(columns):
    clocks = [clock for column in columns for clock in _clocks(column)]
    for decimal, thousands in (
        (".", ""),
        (",", ""),
        (".", ","),
        (",", "."),
        (".", " "),
        (",", " "),
        (".", "'"),
        (",", "'"),
    ):
        numbers = [_numbers(column, decimal, thousands) for column in columns]
        growing = [np.array(each) for each in numbers if each and len(each) > 1 and (np.diff(each) > 0).all()]
        counted = [(each * unit, None) for each in growing for unit in (1.0, 1e-3, 1e-6)]
        for values in filter(None, numbers):
            for unit in (1.0, 1000.0):
                rr_ms = np.array(values) * unit
                if ((rr_ms >= 273) & (rr_ms <= 2000)).mean() < 0.9 or (np.diff(rr_ms) > 0).all():
                    continue
                yield from _agreeing(rr_ms, [*clocks, *counted])


def _agreeing(rr_ms, clocks):
    beside = []
    for seconds, day in clocks:
        span = seconds[-1] - seconds[0]
        ratio = rr_ms[1:].sum() / 1000 / span if span > 0 else 0
        if 0.9 < ratio < 1.1:
            beside.append((ratio if span >= 120 else 1.0, day, seconds))
    if not beside:
        return [Reading(rr_ms)]
    return [Reading(rr_ms / 1.024 if abs(ratio - 1.024) < 0.01 else rr_ms, day) for ratio, day, _ in beside
            if ratio < 1.05]  # fmt: skip


def _numbers(cells, decimal, thousands):
    """A column as numbers, none with a nought before it; None where a cell is no number."""
    whole = rf"0|[1-9]\d*|[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+"
    number = re.compile(rf"(?:{whole})(?:{re.escape(decimal)}\d+)?")
    if not all(map(number.fullmatch, cells)):
        return None
    return [float(cell.replace(thousands, "").replace(decimal, ".")) for cell in cells]


SECOND = re.compile(r"(.*:\d\d:)(\d\d)(\.\d{1,6})?(.*)")


def _moment(form, before, second, fraction, after):
    """A moment in a form, ValueError for none; `strptime` is slow and sees every minute but once."""
    if int(second) > 59 or bool(fraction) != ("%f" in form):
        raise ValueError(form)
    minute = _minute(form.replace("%S.%f", "%S"), before, after)
    return minute + timedelta(seconds=float(second + (fraction or "")))


@functools.lru_cache(maxsize=4096)
def _minute(form, before, after):
    return datetime.strptime(f"{before}00{after}", form)  # noqa: DTZ007 - both kinds are read


def _clocks(cells):
    clock_forms = (
        "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
        "%Y-%m-%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z",
        "%d %B %Y %H:%M:%S", "%H:%M:%S.%f",
    )  # fmt: skip
    for form in clock_forms if ":" in cells[0] else ():
        try:
            moments = [_moment(form, *SECOND.fullmatch(cell).groups()) for cell in cells]
        except (ValueError, AttributeError):
            continue
        seconds = np.array([(m.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds() for m in moments])  # noqa: DTZ001
        seconds += 86400 * np.cumsum(np.diff(seconds, prepend=seconds[0]) < -43200)
        day = (
            None
            if form.startswith("%H")
            else moments[0].astimezone(UTC).date()
            if moments[0].tzinfo
            else moments[0].date()
        )
        yield seconds, day
    if all(cell.replace(",", ".").replace(".", "", 1).isdigit() for cell in cells):
        values = np.array([float(cell.replace(",", ".")) for cell in cells])
        for unit in (1.0, 1e-3):
            if 6e8 < values[0] * unit < 4e9:
                yield values * unit, datetime.fromtimestamp(values[0] * unit, UTC).date()


# ---------------------------------------------------------------------------- the judge
def judged(dialect):
    """What became of a file: right, asked, refused (though it has but one reading), open or wrong.

    `open` is a file without a reading, or with several, that was refused without a question; `truth not offered` is a
    question whose answers do not lead to the truth.
    """
    try:
        found = understand(dialect.content)
    except UnreadableRecordingError as error:
        if error.questions:
            return _asked(dialect, error.questions)
        return "refused" if has_but_one_reading(dialect.text) else "open"
    return "right" if is_right(dialect, found) else "wrong"


def _asked(dialect, questions):
    if has_but_one_reading(dialect.text):
        return "refused"
    for answers in itertools.product(*([(each.option, offer.answer) for offer in each.offers] for each in questions)):
        try:
            found = understand(dialect.content, About(**dict(answers)))
        except UnreadableRecordingError:
            continue
        if is_right(dialect, found):
            return "asked"
    return "truth not offered"


def is_right(dialect, found):
    """Whether a file was read as it was meant; ticks without a clock may be taken for ms, if that is said."""
    if found.beats is None:
        return False
    meant = [dialect.rr_ms]
    if dialect.is_ticks and any(said.code == "sensors.decision.assumed_ms" for said in found.assumptions):
        meant.append(dialect.rr_ms * 1.024)
    said = {each.code for each in found.sentences}
    if said & {"sensors.decision.offset", "sensors.decision.assumed_moments"}:
        meant = [rr_ms[1:] for rr_ms in meant]
    began_at = found.beats.started_at
    read = Reading(found.beats.series.rr_ms, began_at.date() if began_at else None)
    return any(same(read, Reading(rr_ms, dialect.day)) for rr_ms in meant)

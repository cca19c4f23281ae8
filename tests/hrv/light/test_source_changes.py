"""Days of several sources: one range at a time, moved where the difference is known, begun anew where it is not."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hrv
from hrv import Colour, Light, Offset, Quality, Reason, Rhythm, SourceChange, Tag
from hrv.light.backtest import Series, backtest
from hrv.light.compared_days import compared
from hrv.light.comparison import in_order
from hrv.sources.source import FILE, PROGRAM, STRAP, source_of
from hrv.sources.succession import TAKES_OVER_AFTER
from tests.hrv.people import FIRST, SPREAD, day_values, histories
from tests.properties import examples

OLD, NEW = source_of("old watch"), source_of("new watch")
WARNINGS = {Colour.YELLOW, Colour.RED}
SWITCHED = 80
LAST = 119


def on(column):
    return FIRST + timedelta(days=column)


def person(seed=3, n_days=LAST + 1, **more):
    """A steady person's days."""
    more.setdefault("heart_rate", 58 + np.random.default_rng(seed).normal(0, 1, n_days))
    return day_values(histories(1, n_days, seed=seed), **more)


def of(days, source, *, step=0.0, noise=0.0):
    """The same days as another source gives them, with errors of their own for each person."""
    dice = np.random.default_rng(int(1e9 * days[0].ln_rmssd))
    return [
        replace(day, source=source, ln_rmssd=day.ln_rmssd + step + noise * float(dice.standard_normal()))
        for day in days
    ]


def between(days, first, last):
    return [day for day in days if on(first) <= day.day <= on(last)]


def switched(days, *, step=-0.45, both=0, noise=0.0):
    """The old source until a day, another one from then on, and both on some days before."""
    new = of(between(days, SWITCHED - both, LAST), NEW, step=step, noise=noise)
    return [*of(between(days, 0, SWITCHED - 1), OLD), *new]


def turns(days_of_people):
    """The changes of colour of each of these people, walked together."""
    past = backtest([series(days, str(number)) for number, days in enumerate(days_of_people)])
    return [[(flip.day, flip.before, flip.after) for flip in past[str(number)].flips] for number in range(len(past))]


def warned(turns_of_one):
    return any(after in WARNINGS for day, _, after in turns_of_one if day >= on(SWITCHED))


def plain(light):
    """A light but for where its numbers come from."""
    return replace(light, memory=None, source=None, source_change=None, reason=Reason.WITHIN)


def series(days, name="anna"):
    ordered = in_order(days, days[0].kind)
    return Series(
        person=name,
        day=np.array([day.day.toordinal() for day in ordered]),
        ln_rmssd=np.array([math.nan if day.ln_rmssd is None else day.ln_rmssd for day in ordered]),
        se=np.array([day.se or 0.0 for day in ordered]),
        tags=tuple(frozenset(day.tags) for day in ordered),
        sources=tuple(day.source for day in ordered),
    )


def test_source_of_a_value_is_that_of_its_kind_unless_named():
    check = person()[0]
    assert check.source == STRAP
    assert replace(check, kind=hrv.Kind.IMPORT, source=hrv.Source("")).source == FILE
    assert replace(check, kind=hrv.Kind.REPORTED, source=hrv.Source("")).source == PROGRAM
    assert source_of("  Watch \u0041\u030a ") == source_of("watch å")


@pytest.mark.parametrize("name", ["", "   ", "x" * 65])
def test_source_without_a_usable_name_is_refused(name):
    with pytest.raises(ValueError, match="1 to 64 characters"):
        source_of(name)


def test_one_source_of_any_name_gives_the_same_lights():
    days = person(tags={30: [Tag.ALCOHOL], 60: [Tag.MEDICATION]})
    for column in (3, 40, 70):
        strap, watch = (hrv.evaluate(between(each, 0, column), on=on(column)) for each in (days, of(days, NEW)))
        assert (strap.source, watch.source) == (STRAP, NEW)
        assert replace(watch, source=STRAP) == strap
        assert watch.memory.state == strap.memory.state


@examples(3)
@given(seed=st.integers(0, 10_000), step=st.floats(-1.0, 1.0))
def test_new_source_begins_a_range_as_a_new_person_does(seed, step):
    both = switched(person(seed), step=step)
    old, new = ([day for day in both if day.source == source] for source in (OLD, NEW))
    taken_over = SWITCHED + TAKES_OVER_AFTER - 1
    for column in (SWITCHED, taken_over - 1, taken_over, LAST):
        alone = old if column < taken_over else new
        light = hrv.evaluate(between(both, 0, column), on=on(column))
        assert plain(light) == plain(hrv.evaluate(between(alone, 0, column), on=on(column)))


@examples(2)
@given(seed=st.integers(0, 10_000), step=st.floats(-1.0, 1.0))
def test_lights_do_not_depend_on_the_size_of_a_step(seed, step):
    people = [person(seed + more) for more in range(8)]
    lengths = [0, 5, 6, 8, 10, 15, 20, 30]
    stepped, level = (
        [switched(days, step=size, both=both, noise=0.08) for days, both in zip(people, lengths, strict=True)]
        for size in (step, 0.0)
    )
    linked = slice(1, None)  # without days with both the new range begins from the same guess, wherever the values lie
    assert turns(stepped)[linked] == turns(level)[linked]
    assert all(change.offset for days in stepped[linked] for change in compared(in_order(days, "check")).changes)


@pytest.mark.parametrize("both", [0, 5, 20])
def test_step_at_a_change_of_source_gives_no_warning(both):
    people = [person(seed) for seed in range(20)]
    stepped = turns([switched(days, both=both, noise=0.08) for days in people])
    assert sum(map(warned, stepped)) <= sum(map(warned, turns([of(days, OLD) for days in people]))) + 1


@examples(2)
@given(seed=st.integers(0, 10_000), both=st.sampled_from([0, 3, 6, 15]), missing=st.floats(0, 0.4))
def test_evenings_equal_all_days_at_once_across_a_change(seed, both, missing):
    dice = np.random.default_rng(seed)
    days = [day for day in switched(person(seed), both=both, noise=0.05) if dice.random() > missing]
    before = None
    for column in (79, 80, 83, 84, 85, 118, 119):
        before = hrv.evaluate(between(days, 0, column), on=on(column), before=before)
        again = hrv.evaluate(between(days, 0, column), on=on(column))
        assert replace(before, memory=None).to_json() == pytest_approx(replace(again, memory=None).to_json())


def pytest_approx(value):
    """As `pytest.approx`, within values of values."""
    if isinstance(value, dict):
        return {name: pytest_approx(each) for name, each in value.items()}
    if isinstance(value, list):
        return [pytest_approx(each) for each in value]
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value


@pytest.mark.parametrize("both", [0, 8])
def test_backtest_flips_as_the_evenings_do(both):
    days = switched(person(seed=4), both=both, step=0.3, noise=0.05)
    days = [replace(day, ln_rmssd=day.ln_rmssd - 2.5 * SPREAD * (day.day >= on(103))) for day in days]
    past = backtest([series(days)])["anna"]
    turned = [flip for flip in past.flips if flip.day > on(SWITCHED)]
    assert turned[0].after in WARNINGS
    for flip in turned:
        before, after = (
            hrv.evaluate([each for each in days if each.day <= day], on=day)
            for day in (flip.day - timedelta(days=1), flip.day)
        )
        assert (before.colour, after.colour) == (flip.before, flip.after)
        assert flip.fall.sd.value == pytest.approx(after.shift_sd, rel=1e-9)
    assert past.source_changes == (after.source_change,)
    assert past.n_days == len({day.day for day in days})


def test_people_with_and_without_a_change_do_not_mix():
    plain_days, changed = person(seed=5), switched(person(seed=6))
    together = backtest([series(plain_days, "p"), series(changed, "c"), series(of(plain_days, NEW), "q")])
    assert together["p"].flips == backtest([series(plain_days, "p")])["p"].flips == together["q"].flips
    assert together["c"].flips == backtest([series(changed, "c")])["c"].flips


@examples(2)
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_order_in_which_days_arrive_does_not_matter(seed, order):
    days = switched(person(seed), both=12, noise=0.05)
    shuffled = order.sample(days, len(days))
    assert hrv.evaluate(shuffled, on=on(90)) == hrv.evaluate(days, on=on(90))
    assert hrv.usual_range(shuffled, on=on(90)) == hrv.usual_range(days, on=on(90))


@pytest.mark.parametrize("borrowed", [[50], [50, 51, 52, 53], [20, 40, 60, 80, 100, 110]])
def test_occasional_days_of_another_source_change_nothing(borrowed):
    days = person(seed=8)
    kept = [day for day in of(days, OLD) if day.day not in {on(each) for each in borrowed}]
    lent = of([day for day in days if day.day in {on(each) for each in borrowed}], NEW, step=-0.6)
    alone, mixed = turns([kept, [*kept, *lent]])
    assert mixed == alone
    first = borrowed[0]
    light = hrv.evaluate(between([*kept, *lent], 0, first), on=on(first))
    assert light.source_change == SourceChange(OLD, NEW, on(first))
    later = hrv.evaluate([*kept, *lent], on=on(LAST), before=light)
    assert plain(later) == plain(hrv.evaluate(kept, on=on(LAST)))
    assert (later.source, later.source_change) == (OLD, None)


def test_source_in_use_decides_on_days_with_two():
    days = person(seed=9)
    both = [*of(days, OLD), *of(between(days, 30, LAST), NEW, step=-1.0)]
    light = hrv.evaluate(both, on=on(LAST))
    assert plain(light) == plain(hrv.evaluate(of(days, OLD), on=on(LAST)))
    assert light.source_change is None


def test_first_source_is_known_again_when_it_comes_back():
    days = person(seed=10)
    lent = of(between(days, 70, 79), NEW, step=-0.5)
    back = [*of(between(days, 0, 69), OLD), *lent, *of(between(days, 80, LAST), OLD)]
    light = hrv.evaluate(back, on=on(100))
    without = [day for day in back if day.source == OLD]
    assert plain(light) == plain(hrv.evaluate(without, on=on(100)))
    assert light.usual_range.n_days > 80
    assert (light.source, light.source_change.settled_on) == (OLD, on(84))


def test_offset_of_overlapping_days_is_told_with_its_interval():
    days = switched(person(seed=11), step=-0.4, both=10, noise=0.1)
    change = hrv.evaluate(days, on=on(LAST)).source_change
    differences = [
        new.ln_rmssd - old.ln_rmssd
        for new in days
        for old in days
        if (new.source, old.source) == (NEW, OLD) and new.day == old.day
    ]
    assert (change.before, change.after, change.since) == (OLD, NEW, on(SWITCHED))
    assert change.settled_on == on(SWITCHED + TAKES_OVER_AFTER - 1)
    assert change.offset.n_days == 10
    assert change.offset.ln == pytest.approx(np.mean(differences))
    width = 1.6449 * np.std(differences, ddof=1) / math.sqrt(10) * math.sqrt(9 / 7)
    assert (change.offset.ln_lo, change.offset.ln_hi) == pytest.approx(
        (change.offset.ln - width, change.offset.ln + width), rel=1e-3
    )


def test_offsets_interval_holds_the_true_step_nine_times_in_ten():
    held = []
    for seed in range(60):
        days = switched(person(seed, n_days=95), step=-0.4, both=6, noise=0.1)
        offset = compared(in_order(days, "check")).changes[0].offset
        held.append(offset.ln_lo <= -0.4 <= offset.ln_hi)
    assert 0.85 <= np.mean(held) <= 1.0


def test_fall_that_stands_goes_on_with_another_device():
    fallen = [replace(day, ln_rmssd=day.ln_rmssd - 2.5 * SPREAD * (day.day >= on(60))) for day in person(seed=1)]
    days = switched(fallen, both=20, noise=0.03)
    before, after = (hrv.evaluate(between(days, 0, column), on=on(column)) for column in (SWITCHED - 1, SWITCHED + 10))
    assert before.colour is after.colour is Colour.RED
    assert after.since == before.since
    assert after.shift_sd == pytest.approx(before.shift_sd, abs=0.5)
    step = math.log(after.usual_range.centre_ms / before.usual_range.centre_ms)
    assert step == pytest.approx(-0.45, abs=0.05)


def test_fall_after_a_change_is_found():
    fallen = [replace(day, ln_rmssd=day.ln_rmssd - 2.5 * SPREAD * (day.day >= on(105))) for day in person(seed=2)]
    for each in turns([switched(fallen, both=both) for both in (0, 10)]):
        assert each[-1][-1] in WARNINGS


def test_days_of_a_linked_source_fill_those_without_the_other():
    days = person(seed=12)
    both = [*of(between(days, 0, 99), OLD), *of(between(days, 60, 75), NEW, step=0.7, noise=0.05)]
    filled = [day for day in both if not (day.source == OLD and day.day == on(70))]
    (line,) = compared(in_order(filled, "check")).lines
    placed = next(day for day in line.days if day.day == on(70))
    assert placed.source == NEW
    assert placed.ln_rmssd == pytest.approx(days[70].ln_rmssd, abs=0.2)
    assert placed.se > days[70].se
    assert placed.resting_hr_bpm == pytest.approx(days[70].resting_hr_bpm)


def test_third_source_stays_known_when_the_second_takes_over():
    days, third = person(seed=13), source_of("third")
    known = [
        *of(between(days, 0, 60), OLD),
        *of(between(days, 50, 90), NEW, step=0.5),
        *of(between(days, 50, 60), third, step=-0.3),
        *of(between(days, 91, LAST), third, step=-0.3),
    ]
    found = compared(in_order(known, "check"))
    assert [(each.before, each.after) for each in found.changes] == [(OLD, NEW), (NEW, third)]
    assert found.changes[1].offset.ln == pytest.approx(-0.8)
    assert len(found.lines) == 1


def test_unclear_rhythm_of_the_new_source_is_not_hidden():
    days = of(between(person(seed=14), 0, 60), OLD)
    odd = replace(days[-1], source=NEW, ln_rmssd=None, se=None, rhythm=Rhythm.UNCLEAR, quality=Quality.FAIR)
    unclear = [replace(odd, day=on(column)) for column in (61, 62, 63)]
    assert hrv.evaluate([*days, *unclear], on=on(63)).reason is Reason.RHYTHM


def test_notes_count_whatever_source_the_day_was_measured_with():
    days = switched(person(seed=15), both=6)
    noted = [replace(day, tags=(Tag.ALCOHOL,) * (day.day == on(78) and day.source == NEW)) for day in days]
    (line,) = compared(in_order(noted, "check")).lines
    assert [day.day for day in line.days if day.tags] == [on(78)]


def test_days_without_any_value_have_no_line_to_choose():
    odd = replace(person()[0], ln_rmssd=None, se=None, rhythm=Rhythm.UNCLEAR)
    both = [odd, replace(odd, source=NEW), replace(odd, source=NEW, day=on(1))]
    light = hrv.evaluate(both, on=on(1))
    assert (light.colour, light.reason) == (Colour.GREY, Reason.RHYTHM)


def test_two_values_of_one_source_on_a_day_are_refused():
    days = of(person()[:3], NEW)
    with pytest.raises(ValueError, match="from new watch for"):
        hrv.evaluate([*days, days[1]], on=on(3))


def test_new_range_is_told_for_a_week():
    days, settled = switched(person(seed=16)), SWITCHED + TAKES_OVER_AFTER - 1
    told = [hrv.evaluate(between(days, 0, settled + n), on=on(settled + n)).reason for n in (-1, 0, 6, 7)]
    assert told == [Reason.WITHIN, Reason.NEW_SOURCE, Reason.NEW_SOURCE, Reason.WITHIN]


def test_light_with_a_change_goes_to_json_and_back():
    light = hrv.evaluate(switched(person(seed=17), both=9, noise=0.02), on=on(LAST))
    again = Light.from_json(light.to_json())
    assert (again, again.memory) == (light, light.memory)
    assert isinstance(again.source_change.offset, Offset)


@pytest.mark.parametrize("kind", list(hrv.Kind))
def test_value_from_before_sources_has_that_of_its_kind(kind):
    value = replace(person()[0], kind=kind, source=hrv.Source(""))
    older = {name: each for name, each in value.to_json().items() if name != "source"}
    assert hrv.DailyValue.from_json(older) == value
    assert hrv.DailyValue.from_json(replace(value, source=NEW).to_json()).source == NEW


def test_light_from_before_sources_were_noted_is_read():
    stored = hrv.evaluate(person(), on=on(LAST)).to_json()
    older = {name: value for name, value in stored.items() if name not in {"source", "source_change"}}
    opened = Light.from_json(older)
    assert (opened.source, opened.source_change) == (None, None)


def test_ranges_of_each_day_are_those_of_the_deciding_source():
    days = switched(person(seed=18))
    ranges = hrv.usual_ranges(days)
    for column in (SWITCHED + 3, SWITCHED + 4, LAST):
        assert ranges[on(column)] == hrv.usual_range(between(days, 0, column), on=on(column))
    assert ranges[on(SWITCHED + 4)].n_days == TAKES_OVER_AFTER

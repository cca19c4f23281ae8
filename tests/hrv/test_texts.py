from __future__ import annotations

import hrv
from hrv import BeatSeries, texts
from hrv.engines.complexity import NoComplexity
from hrv.windows.absence import Absence
from messages import Reader, sentence
from tests.hrv.hearts import resting


def test_every_code_has_a_text():
    assert set(texts.REASONS) == set(hrv.Reason)
    assert set(texts.RULED_OUT) == set(hrv.RuledOut)
    assert set(texts.ABSENT) == set(Absence) - {Absence.REJECTED}
    assert set(texts.NO_COMPLEXITY) == set(NoComplexity)


def test_absent_index_says_why_in_a_sentence():
    whole = BeatSeries.from_rr(resting(5, seconds=400))
    holes = BeatSeries.concatenate((whole.between(0, 60), whole.between(250, 400)))
    (window,) = hrv.analyse_in_bulk(holes, window_s=399.0)

    assert window.why["rmssd_ms"] is Absence.REJECTED
    assert sentence(texts.absent(window, "rmssd_ms"), Reader()) == (
        f"Not usable: only {round(100 * window.coverage)}% of it was measured clearly."
    )


def test_light_explains_itself_by_code_and_sentence():
    assert texts.reason(hrv.Reason.RECOVERED).code == "hrv.light.recovered"
    assert str(texts.ruled_out(hrv.RuledOut.TAGS)) == "You have not noted anything about these days that explains it."
    assert "120 clean heartbeats" in str(texts.no_complexity(NoComplexity.FEW_BEATS))

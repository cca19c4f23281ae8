"""No action is shown as better known than the source it comes from says."""

from __future__ import annotations

import pytest

from alerts.actions.catalogue import CATALOGUE, Evidence

ORDER = [Evidence.ASSERTED, Evidence.EXPERIENCE, Evidence.GUIDELINE, Evidence.SOME, Evidence.STRONG]
MOST = {
    "ASSERTED": Evidence.ASSERTED,
    "FRAME": Evidence.ASSERTED,
    "EXPERT": Evidence.EXPERIENCE,
    "GUIDELINE": Evidence.GUIDELINE,
    "FOUND": Evidence.SOME,
    "STRONG": Evidence.STRONG,
}
SOURCES = {
    "leader-feedback": "ASSERTED",
    "leader-caring-talk": "GUIDELINE",
    "leader-priorities": "ASSERTED",
    "leader-small-adjustment": "GUIDELINE",
    "leader-lower-demands": "GUIDELINE",
    "leader-what-may-be-told": "GUIDELINE",
    "organisation-influence": "FOUND",
    "organisation-know-the-doors": "GUIDELINE",
    "organisation-raise-the-pattern": "GUIDELINE",
    "organisation-another-door": "EXPERT",
    "organisation-one-coordinator": "GUIDELINE",
    "group-notice-one-another": "GUIDELINE",
    "group-ask-a-colleague": "GUIDELINE",
    "group-after-hard-talks": "ASSERTED",
    "group-practical-support": "GUIDELINE",
    "self-basics": "ASSERTED",
    "self-calendar-pauses": "ASSERTED",
    "self-way-home": "ASSERTED",
    "self-busy-or-strained": "EXPERT",
    "self-body-first": "ASSERTED",
    "self-movement": "FOUND",
    "self-unload": "ASSERTED",
    "self-stop-and-secure": "ASSERTED",
    "self-say-what-you-need": "FRAME",
    "talk-to-someone": "EXPERT",
    "professional-course": "STRONG",
    "professional-doctor": "GUIDELINE",
}


def test_every_action_has_a_source():
    assert {action.key for action in CATALOGUE} == set(SOURCES)


@pytest.mark.parametrize("action", CATALOGUE, ids=lambda action: action.key)
def test_no_action_is_graded_above_its_source(action):
    assert ORDER.index(action.evidence) <= ORDER.index(MOST[SOURCES[action.key]])

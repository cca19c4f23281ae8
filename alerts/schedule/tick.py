"""One tick: everything that is due now, each thing once, whoever else is ticking."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from alerts.breathing import summarise_due
from alerts.care.reviews import flag_overdue
from alerts.log import log, trouble
from alerts.pipeline.analysis import analyse_due
from alerts.pipeline.evaluation import evaluate_due
from alerts.prompts.delivery import IN_APP
from alerts.prompts.prompting import deliver_due, follow_flips

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.pipeline.compute import Compute
    from alerts.prompts.delivery import Delivery
    from store import Store


@dataclass(frozen=True, slots=True)
class Tally:
    """What one tick did: recordings analysed, lights that flipped, prompts made and delivered, reviews, sessions."""

    analysed: int = 0
    flips: int = 0
    prompts: int = 0
    delivered: int = 0
    reviews: int = 0
    sessions: int = 0


def tick(
    store: Store,
    *,
    now: datetime,
    compute: Compute,
    delivery: Delivery = IN_APP,
    stopping: Callable[[], bool] = lambda: False,
) -> Tally:
    """Do what is due at `now`, from beats to prompts; a second tick at the same moment does nothing, here or elsewhere.

    A stage that fails is logged and leaves its work due; the others run all the same. `stopping` is asked between
    pieces.
    """
    tally = Tally(
        analysed=_guarded("analysis", lambda: analyse_due(store, now=now, compute=compute, stopping=stopping)),
        flips=_guarded("evaluation", lambda: evaluate_due(store, now=now, stopping=stopping)),
        prompts=_guarded("flips", lambda: follow_flips(store, now=now, stopping=stopping)),
        delivered=_guarded("delivery", lambda: deliver_due(store, now=now, delivery=delivery, stopping=stopping)),
        reviews=_guarded("reviews", lambda: flag_overdue(store, now=now)),
        sessions=_guarded("sessions", lambda: summarise_due(store, now=now)),
    )
    if tally != Tally():
        log.info("ticked", **asdict(tally))
    return tally


def _guarded(stage: str, work: Callable[[], int]) -> int:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the next stage and the next tick must come whatever happened to this one
        log.error("stage_failed", stage=stage, **trouble(error))
        return 0

"""One flip, at most one prompt: what follows from a light that changed, and when it reaches the person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from alerts.actions.offer import offered
from alerts.calendar import account_of, zone_of
from alerts.log import log, trouble
from alerts.prompts.policy import NO_WISHES, POLICY, PromptPolicy, allowed_from, kind_of
from hrv import Colour
from store.models import PromptContent
from store.subjects import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from alerts.prompts.delivery import Delivery
    from store import Record, Store
    from store.models import Flip, FlipToFollow, Prompt, PromptToDeliver

Waiting = TypeVar("Waiting", "FlipToFollow", "PromptToDeliver")
BATCH: Final = 50


def follow_flips(store: Store, *, now: datetime, stopping: Callable[[], bool], policy: PromptPolicy = POLICY) -> int:
    """Decide what follows from every flip that nobody has decided on; says how many prompts were made."""

    def waiting(record: Record, limit: int) -> Sequence[FlipToFollow]:
        return record.prompts.flips_to_follow(limit=limit)

    return _until_empty(
        store, waiting, partial(_try_to_follow, store, now=now, policy=policy), now=now, stopping=stopping
    )


def deliver_due(
    store: Store, *, now: datetime, delivery: Delivery, stopping: Callable[[], bool], policy: PromptPolicy = POLICY
) -> int:
    """Deliver every prompt whose hour has come; says how many reached their person through this call."""

    def waiting(record: Record, limit: int) -> Sequence[PromptToDeliver]:
        return record.prompts.due(limit=limit)

    deliver = partial(_try_to_deliver, store, now=now, delivery=delivery, policy=policy)
    return _until_empty(store, waiting, deliver, now=now, stopping=stopping)


def _until_empty(
    store: Store,
    waiting: Callable[[Record, int], Sequence[Waiting]],
    handle: Callable[[Waiting], bool],
    *,
    now: datetime,
    stopping: Callable[[], bool],
) -> int:
    """Handle what waits, oldest first, each once, however many there are; says how many of them came to something."""
    tried: set[str] = set()
    done = 0
    while True:
        with store.reading(Engine(), now=now) as record:
            fresh = [each for each in waiting(record, BATCH + len(tried)) if each.id not in tried]
        if not fresh or stopping():
            return done
        tried.update(each.id for each in fresh)
        done += sum(handle(each) for each in fresh if not stopping())


def _try_to_follow(store: Store, waiting: FlipToFollow, *, now: datetime, policy: PromptPolicy) -> bool:
    try:
        with store.begin(Engine(), now=now) as record:
            return _follow(record, waiting, policy=policy)
    except Exception as error:  # noqa: BLE001 - one flip that cannot be followed must not keep the others waiting
        log.error("flip_not_followed", flip_id=waiting.id, **trouble(error))
    return False


def _follow(record: Record, waiting: FlipToFollow, *, policy: PromptPolicy) -> bool:
    """Make the one prompt of a flip, or decide that there is none; True when this call made it.

    1. A flip after which the light has shown another colour again is not true any more: nothing follows from it.
    2. What still waits to be delivered and says something else than this flip is superseded, for the same reason.
    3. The policy looks at the colours up to this flip and at what the person was told last.
    4. A prompt becomes due at the first allowed hour; the compare-and-set lets exactly one process make it.
    """
    flips = record.lights.flips(waiting.person_id)
    flip = next(flip for flip in flips if flip.revision == waiting.revision)
    if not _still_stands(flip, flips):
        record.prompts.pass_over(flip.id)
        return False
    _supersede_overtaken(record, flip)
    delivered = record.prompts.list(flip.person_id)
    colours = [each.after.colour for each in flips if each.revision <= flip.revision]
    if kind_of(colours, told=_told(delivered)) is None:
        record.prompts.pass_over(flip.id)
        return False
    due_at = _allowed_from(record, flip.person_id, delivered, policy=policy)
    return record.prompts.create_for_flip(flip.id, due_at=due_at, content=_content(flip)) is not None


def _still_stands(flip: Flip, flips: Sequence[Flip]) -> bool:
    return not any(later.revision > flip.revision and later.after.colour is not Colour.GREY for later in flips)


def _supersede_overtaken(record: Record, flip: Flip) -> None:
    if flip.after.colour is Colour.GREY:
        return
    for waiting in record.prompts.undelivered(flip.person_id):
        if waiting.content.colour != flip.after.colour:
            record.prompts.supersede(waiting.id)


def _content(flip: Flip) -> PromptContent:
    colour = flip.after.colour
    return PromptContent(colour, flip.after.reason, tuple(action.key for action in offered(colour)))


def _try_to_deliver(
    store: Store, prompt: PromptToDeliver, *, now: datetime, delivery: Delivery, policy: PromptPolicy
) -> bool:
    try:
        with store.begin(Engine(), now=now) as record:
            return _deliver(record, prompt, delivery=delivery, policy=policy)
    except Exception as error:  # noqa: BLE001 - one prompt that cannot be delivered must not keep the others waiting
        log.error("prompt_not_delivered", prompt_id=prompt.id, **trouble(error))
    return False


def _deliver(record: Record, prompt: PromptToDeliver, *, delivery: Delivery, policy: PromptPolicy) -> bool:
    """Deliver a due prompt, unless its hour has passed or its month has filled up since it was made; then it waits on.

    A prompt that reaches the person takes the place of older ones that were never answered: one question at a time.
    """
    earlier = record.prompts.list(prompt.person_id)
    allowed = _allowed_from(record, prompt.person_id, earlier, policy=policy)
    if allowed > record.now:
        record.prompts.put_off(prompt.id, due_at=allowed)
        return False
    if not delivery.deliver(record, prompt.id):
        return False
    for unanswered in earlier:
        if unanswered.answered_at is None:
            record.prompts.supersede(unanswered.id)
    return True


def _told(delivered: tuple[Prompt, ...]) -> Colour | None:
    return Colour(delivered[0].content.colour) if delivered else None


def _allowed_from(record: Record, person_id: str, delivered: tuple[Prompt, ...], *, policy: PromptPolicy) -> datetime:
    return allowed_from(
        record.now,
        zone=zone_of(account_of(record, person_id)),
        delivered=[prompt.delivered_at for prompt in delivered if prompt.delivered_at is not None],
        wishes=record.wishes.of(person_id) or NO_WISHES,
        policy=policy,
    )

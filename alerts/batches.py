"""Doing a thing for many at once, so that one of them who cannot be helped does not keep the others waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Done = TypeVar("Done")


def together(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], Sequence[Done]],
    *,
    failed: Callable[[Item, Exception], None],
) -> list[Done]:
    """What `work` gives for all items; when it fails they are tried one by one, and `failed` hears of those that do."""
    try:
        return list(work(items)) if items else []
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one of them, the others go on
        if len(items) == 1:
            failed(items[0], error)
            return []
    return [done for item in items for done in together([item], work, failed=failed)]

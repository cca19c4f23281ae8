"""How a prompt reaches a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from store import Record


class Delivery(Protocol):
    """A way to a person, used inside the transaction that decides on it, by whichever process gets there first."""

    def deliver(self, record: Record, prompt_id: str) -> bool:
        """Put a prompt before the person; True when this call did, False when another one had already."""
        ...


class InApp:
    """The prompt waits on the person's own page; nothing leaves the house."""

    def deliver(self, record: Record, prompt_id: str) -> bool:
        """Let the page show the prompt from now on."""
        return record.prompts.deliver(prompt_id)


IN_APP: Final = InApp()

"""What every answer of the API has in common: it is read from a value of the rooms below, and cannot be changed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from messages import Message, Reader, sentence


class View(BaseModel):
    """A value as the world may see it."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class MessageView(View):
    """What is said: a code for programs, and a sentence for people."""

    code: str = Field(description="It never changes.")
    parameters: dict[str, object] = Field(description="What the sentence names.")
    text: str = Field(description="The sentence in the reader's language.")

    @classmethod
    def of(cls, message: Message, reader: Reader) -> MessageView:
        """The message as this reader can read it."""
        return cls(text=sentence(message, reader), **message.to_json())

"""What a person is told when something cannot be done."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is not an error of the program, and its name says what happened
    """Something was asked for that cannot be done; its text is one plain sentence on what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

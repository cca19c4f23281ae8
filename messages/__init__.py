"""What people read: stable codes with parameters in the rooms, sentences only where somebody reads them.

A room defines its texts once, in its `texts.py`: `NOT_PAIRED = define("strap.not_paired", "This computer …")`. Calling
such a text gives a `Message`: the code and the parameters, and nothing of any language. The edge (page, HTTP API,
terminal) turns a message into a sentence in its reader's language with `rendering.sentence`.
"""

from messages.catalogues import SOURCE_LANGUAGE, languages, translations
from messages.message import Message, Parameter, Text, define, define_plural
from messages.rendering import Reader, sentence, text_of

__all__ = [
    "SOURCE_LANGUAGE",
    "Message",
    "Parameter",
    "Reader",
    "Text",
    "define",
    "define_plural",
    "languages",
    "sentence",
    "text_of",
    "translations",
]

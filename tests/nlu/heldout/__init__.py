"""Messages by people who did not write the phrases: what the model is measured on. Nothing here is ever trained on."""

from functools import cache
from pathlib import Path

from nlu.model import Language
from nlu.phrases import Phrase, read_file

HERE = Path(__file__).parent


@cache
def messages(language: Language) -> tuple[Phrase, ...]:
    """The held-out messages of one language; `out_of_scope` is the intent of those that have none."""
    return read_file(HERE / f"{language}.yml", language).phrases

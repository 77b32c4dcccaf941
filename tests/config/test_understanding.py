"""`understanding:` in shop.yml: who is asked in which order, and mistakes in it told."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.understanding import Chat, Understanding

RASA = {"rasa": "http://127.0.0.1:5005"}
CHAT = {"chat": {"url": "https://llm.example/v1/", "model": "small-1"}}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, ("builtin",)),
        (RASA, ("rasa",)),
        (CHAT, ("builtin",)),
        ({**RASA, **CHAT, "order": ["builtin", "rasa", "chat"]}, ("builtin", "rasa", "chat")),
        ({**RASA, "order": ["builtin"]}, ("builtin",)),
    ],
)
def test_the_order_is_the_one_that_is_said_and_a_language_model_is_never_asked_by_itself(
    said: dict[str, Any], asked: tuple[str, ...]
) -> None:
    assert Understanding.model_validate(said).asked == asked


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"order": ["builtin", "chat"]}, "order names chat, and there is no understanding.chat"),
        ({"order": ["rasa"]}, "order names rasa, and there is no understanding.rasa"),
        ({"order": ["builtin", "builtin"]}, "order names builtin twice"),
        ({"order": ["oracle"]}, "Input should be 'builtin', 'rasa' or 'chat'"),
        ({"wait_ms": 10}, "greater than or equal to 50"),
        ({"chat": {"url": "llm.example", "model": "m"}}, "write the server's address as https://llm.example/v1"),
        ({"chat": {"url": "https://a:b@llm.example", "model": "m"}}, "write the server's address"),
        ({"chat": {"url": "http://llm.example", "model": "m", "key": "k"}}, "must begin with https://"),
        ({"chat": {"url": "https://llm.example", "model": "m", "options": {"messages": []}}}, "options may not hold messages"),
        ({"chat": {"url": "https://llm.example"}}, "Field required"),
    ],
)
def test_mistakes_are_told_in_words(said: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace(".", r"\.")):
        Understanding.model_validate(said)


def test_a_server_of_the_house_needs_neither_key_nor_https() -> None:
    assert Chat(url="http://llm:11434/v1", model="m").url == "http://llm:11434/v1"
    assert Chat.model_validate({"url": "http://127.0.0.1:1/v1/", "model": "m", "key": "k"}).url == "http://127.0.0.1:1/v1"

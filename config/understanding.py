"""Who understands what customers write: without it a shop could neither choose its models nor say how long they may take."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from config.values import Duration, Origin, Part, Pattern

Mind = Literal["builtin", "rasa", "chat"]
Milliseconds = Annotated[int, Field(ge=50, le=60_000)]
Share = Annotated[float, Field(ge=0, le=1)]
_HERE = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")


def _address(value: str) -> str:
    parts = urlsplit(value)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in {"https", "http"} or not parts.hostname or not plain:
        raise ValueError("write the server's address as https://llm.example/v1, up to what comes before /chat/completions")
    return value.rstrip("/")


class Chat(Part):
    """A server with the API of OpenAI's chat completions. It tells no certainty worth the name: `trust` is the shop's own.

    Prices are of a million tokens, for `dezura_model_cost`. `options` are further members of every request.
    """

    url: Annotated[str, AfterValidator(_address)]
    model: Annotated[str, Field(min_length=1, max_length=200)]
    key: SecretStr = SecretStr("")
    wait_ms: Milliseconds = 2000
    threshold: Share = 0.75
    trust: Share = 0.8
    logprobs: bool = True
    examples: Annotated[int, Field(ge=0, le=20)] = 5
    price_in: Annotated[float, Field(ge=0)] = 0
    price_out: Annotated[float, Field(ge=0)] = 0
    options: Mapping[str, Any] = {"temperature": 0, "max_tokens": 200}

    @model_validator(mode="after")
    def _kept_safe(self) -> "Chat":
        parts = urlsplit(self.url)
        if parts.scheme == "http" and self.key.get_secret_value() and _HERE.fullmatch(parts.hostname or "") is None:
            raise ValueError("chat: with a key the address must begin with https://, or it could be read on the way")
        if ours := {"model", "messages", "response_format", "logprobs", "stream"} & self.options.keys():
            raise ValueError(f"chat: options may not hold {' or '.join(sorted(ours))}")
        return self


TOKENIZER = "tokenizer.json"  # without it a folder holds no embeddings


class Understanding(Part):
    """How sure the model must be, and who is asked in which order.

    `precision` is the share of accepted answers that shall be right; `rasa` and `chat` are servers, `embeddings` a folder of the
    shop's; docs/backends.md tells of all of them.
    """

    precision: Annotated[float, Field(ge=0.5, lt=1)] = 0.9
    order_numbers: tuple[Pattern, ...] = (r"\b\d{5}\b",)
    order: tuple[Mind, ...] = ()
    wait_ms: Milliseconds = 2500
    failures: Annotated[int, Field(ge=1)] = 3
    rest: Duration = timedelta(seconds=30)
    rasa: Origin | None = None
    rasa_threshold: Share = 0.9
    rasa_wait_ms: Milliseconds = 1000
    chat: Chat | None = None
    embeddings: str = ""

    @model_validator(mode="after")
    def _agree(self) -> "Understanding":
        if twice := [name for name in self.order if self.order.count(name) > 1]:
            raise ValueError(f"order names {twice[0]} twice")
        for name in ("rasa", "chat"):
            if name in self.order and getattr(self, name) is None:
                raise ValueError(f"order names {name}, and there is no understanding.{name}")
        return self

    @property
    def asked(self) -> tuple[Mind, ...]:
        """The order as it counts: where none is said a Rasa server, where there is one, else the built-in model alone."""
        return self.order or (("rasa",) if self.rasa else ("builtin",))

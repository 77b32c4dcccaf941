"""Where the shop's orders are: without it only our own records could be asked."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from config.values import Duration, Part

OrderState = Literal[
    "unpaid", "paid", "packed", "shipped", "partly_shipped", "delivered", "delayed", "lost", "cancelled", "returned"
]
Effect = Literal["cancel", "refund", "change_address", "add_note", "issue_coupon"]
_HERE = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")


def _address(value: str) -> str:
    parts = urlsplit(value)
    if value and (
        parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc
    ):
        raise ValueError("write the shop's address as https://shop.example.com")
    if parts.scheme == "http" and _HERE.fullmatch(parts.hostname or "") is None:
        raise ValueError("the address must begin with https://, or the keys could be read on the way")
    return value.rstrip("/")


_NEEDED: Mapping[str, tuple[str, ...]] = {
    "builtin": (),
    "woocommerce": ("url", "key", "secret"),
    "shopify": ("url", "token"),
}
_ALSO: Mapping[str, frozenset[str]] = {
    "builtin": frozenset(),
    "woocommerce": frozenset({"webhook_secret", "numbers", "states", "expected_field", "refunds"}),
    "shopify": frozenset({"webhook_secret", "version"}),
}
_COMMON = frozenset({"kind", "may", "look_again", "watch_for"})


class Orders(Part):
    """The shop's software. `may` lists what we may do there besides reading; docs/orders.md says which rights each needs."""

    kind: Literal["builtin", "woocommerce", "shopify"] = "builtin"
    url: Annotated[str, AfterValidator(_address)] = ""
    key: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    webhook_secret: SecretStr = SecretStr("")
    version: Annotated[str, Field(pattern=r"^20\d\d-(01|04|07|10)$")] = "2026-10"
    may: tuple[Effect, ...] = ()
    numbers: Literal["id", "search"] = "id"
    states: Mapping[str, OrderState] = {}
    expected_field: str = ""
    refunds: Literal["gateway", "record"] = "gateway"
    look_again: Duration = timedelta(minutes=30)
    watch_for: Duration = timedelta(days=30)

    @model_validator(mode="after")
    def _complete(self) -> "Orders":
        if missing := [name for name in _NEEDED[self.kind] if not _given(getattr(self, name))]:
            raise ValueError(f"a {self.kind} shop also needs {' and '.join(missing)}")
        allowed = {*_COMMON, *_NEEDED[self.kind], *_ALSO[self.kind]}
        if foreign := sorted(self.model_fields_set - allowed):
            raise ValueError(f"a {self.kind} shop has no {' and no '.join(foreign)}")
        if self.kind == "builtin" and "may" in self.model_fields_set:
            raise ValueError("a builtin shop may do everything: leave out `may`")
        if self.look_again < timedelta(minutes=1):
            raise ValueError("look_again: once a minute at most")
        return self


def _given(value: str | SecretStr) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)

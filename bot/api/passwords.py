"""What a password must be: long enough, and not what anybody would try first (NIST SP 800-63B, 5.1.1.2)."""

from typing import Annotated, Any

from pydantic import Field

from bot.api.endpoints import Ask
from bot.api.errors import Problem
from bot.store.people import User

Password = Annotated[str, Field(min_length=1, max_length=1024)]
_COMMON = frozenset({
    "password", "passw0rd", "password1", "password123", "qwertyui", "qwerty123", "1q2w3e4r", "1qaz2wsx", "12345678",
    "123456789", "1234567890", "iloveyou", "sunshine", "football", "baseball", "princess", "letmein1", "welcome1", "trustno1",
    "parole123", "парольпароль", "haslo123", "zaq12wsx", "йцукенгш",
})  # fmt: skip


def judge(ask: Ask[Any, Any], password: str, user: User) -> None:
    """Raises Problem 422 for one that is too short or too easy to guess."""
    least = ask.api.shop.people.password_length
    if len(password) < least:
        raise Problem(422, f"password: {least} characters at least.", path="password")
    plain = password.casefold()
    own = {user.email, user.email.partition("@")[0], user.name.casefold(), ask.api.shop.name.casefold()}
    if plain in _COMMON or plain in own or len(set(plain)) < 4:
        raise Problem(422, "password: too easy to guess. Take several words that do not belong together.", path="password")

"""What departments bring is joined by name, and no name is brought twice in silence."""

import pytest

from bot.books.department import joined


def test_what_each_brings_is_there() -> None:
    assert joined([{"find": 1}, {}, {"cancel": 2}]) == {"find": 1, "cancel": 2}


def test_what_two_bring_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="two departments bring find"):
        joined([{"find": 1}, {"find": 2}])

"""What of all that a turn says reaches the customer: without it the replay would tell of words that nobody has read."""

from collections.abc import Sequence

from flows.model import Say


def kept(says: Sequence[Say], question: str) -> list[Say]:
    """Without the questions that were answered meanwhile (`question` is the one open now), and each thing said once, where it

    was said last: ten greetings in one breath get one answer.
    """
    seen: list[Say] = []
    for say in reversed([say for say in says if not say.asks or say.asks == question]):
        if say not in seen:
            seen.append(say)
    return seen[::-1]

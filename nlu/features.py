"""What the model sees of a message: without one extraction for training and answering, the two would drift apart."""

from collections.abc import Iterator, Sequence


def word_grams(words: Sequence[str]) -> Iterator[str]:
    """Every word, and every two words that stand side by side."""
    yield from words
    for index in range(len(words) - 1):
        yield f"{words[index]} {words[index + 1]}"


def char_grams(word: str, shortest: int = 2, longest: int = 5) -> Iterator[str]:
    """Every run of characters of a word with a space at either end, so that beginnings and endings are told apart."""
    padded = f" {word} "
    for size in range(shortest, min(longest, len(padded)) + 1):
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]

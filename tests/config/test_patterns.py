"""Regular expressions that would never come to an end."""

import pytest

from config.patterns import endless


@pytest.mark.parametrize("pattern", [r"(\d+)+x", "(a*)*", "(?:(?:ab)*c*)+", "(a|b+)*", "x(?=(a+)+b)", "(?P<number>(A+)*)"])
def test_a_repetition_of_a_repetition_is_told(pattern: str) -> None:
    assert endless(pattern)


@pytest.mark.parametrize("pattern", [r"\b\d{5}\b", r"#?(?P<number>[A-Z]{2}-\d+)", "(?:ab)+c+", r"(?:\d{1,4}-){2}\d+", ""])
def test_an_ordinary_pattern_is_none(pattern: str) -> None:
    assert not endless(pattern)

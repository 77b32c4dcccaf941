"""Patterns of conditions: they mean what they mean to Python, and none can stop the program."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.matching import PatternError, matcher

TIMES = ["*", "+", "?", "{0,2}", "{2}", "{1,3}", "*?"]
PIECES = st.recursive(
    st.sampled_from(["a", "b", ".", r"\d", r"\w", r"\b", "^", "$", "[ab]", "[^a]", "(?i:A)", ""]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(TIMES)).map(lambda two: f"(?:{two[0]}){two[1]}"),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(pattern=PIECES, text=st.text("abA1 \n", max_size=8))
def test_a_pattern_means_what_it_means_to_python(pattern: str, text: str) -> None:
    assert matcher(pattern).found_in(text) == (re.search(pattern, text) is not None)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*c$", "(a|aa)+$", "(.*)*x", "(?:a?){30}a{30}b", ".*.*.*.*x", "(a*)*b"])
def test_no_pattern_takes_longer_than_the_text_is_long(pattern: str) -> None:
    begun = time.perf_counter()
    assert not matcher(pattern).found_in("a" * 2000 + "!")
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "pattern", ["(", "a{1,99999}", "(?=a)b", r"(a)\1", "(?:a{30}){40}", "a" * 401, "(" * 400 + ")" * 400]
)
def test_a_pattern_that_cannot_be_followed_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        matcher(pattern)

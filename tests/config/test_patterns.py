"""Regular expressions that would never come to an end."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.patterns import endless

SLOW = [
    r"(\d+)+x", "(a*)*", "(?:(?:ab)*c*)+", "(a|b+)*", "x(?=(a+)+b)", "(?P<number>(A+)*)",
    "(a|a)+x", "(?:a|ab|b)+x", "(?>(a+)+b)", "((a+)+b)++", "(x)?(?(1)(a+)+b|c)",
    r"\d+\d+x", r"\d+-?\d+x", r"\w*\d*\w*!", r".*.*x", "a.*b.*c.*d",
    r"(\d{1,20}){20}x", "(a?){30}a{30}", "a?" * 25 + "a" * 25, r"(?:\d{1,9}){1,9}x", r"(?:[a-z]{1,30}\s?){1,30}!",
    "(?:a{1,1000}){1,1000}b" * 40,
    r"(?:(?:[ab]|.){2}\d)*x", r"(?:(?:(?:\s\w+)*[ab]*1){0,3}|1)x", r"(?:(?:[A-F]|.){2}\d-[xy]{2}){1,30}!", r"(?:ab1)*(?:ab1)*x",
    r"tracking\s*(?:number|code)?\s*(?:is)?\s*:?\s*[A-Z0-9]{10,}", r"pasūtījum\w*\s*(?:nr)?\s*\.?\s*\d+",
    "(?:(?!.*foo).)*bar", r"(?:(?!\w*!)\w)+x", r"(?:(?=\w*-)\w)+x", r"(?:(?:a|(?=\w*-)b)x)*",
    r"(?:[^\x00-\u05ff]|\w)+!", r"(?:\s|[^ -~\n\t])+x", r"(?:\d|[^\x00-\u017f\u0400-\u04ff])+!",
]  # fmt: skip
FINE = [
    r"\b\d{5}\b", r"#?(?P<number>[A-Z]{2}-\d+)", "(?:ab)+c+", r"(?:\d{1,4}-){2}\d+", "", r"\d+", r"[A-Z]{1,3}-?\d{4,10}",
    r"(?:№|nr\.?|no\.?)\s*\d{3,12}", r"\d{2,6}/\d{2,6}(?:-\d{1,3})?", r"(?<![\w-])(?:LV|UA)\d{6}(?!\d)", "(a|b)+x", r".*x",
    r"(?i:order)\s+\w+", r"(?:\w|\d)+-", r"(?P<q>['\"])\d{4,9}(?P=q)", r"\w+(?:-\w+)*", r"\d{1,400}",
    r"nr\s*\.?\s*\d+", r"order\s*:?\s*\d+", r"(?i)order\s*[:#]?\s*\d{5}", r"(?i)\bnr\.?\s*[:#]?\s*\d{5}\b",
    r"[Nn]r\.?\s*#?\s*(\d{5,8})", r"(?:order|заказ)\s*(?:no\.?|nr\.?|№)?\s*\d{4,}", r"№\s*-?\s*\d+", r"\+371\s*\(?\s*\d{8}",
    r"\d+\s*(?:,\s*\d{2})?\s*(?:EUR|€)", "refund.{0,40}order.{0,40}late", r"(?=.*\d)\w+", r"(?:(?!stop)\w)+",
    r"(?:\+371)?\s?\d{8}", r"[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    ".*?(?:" + "|".join(f"{first}vārds{n}" for n, first in enumerate("abcdefghij" * 10)) + ")",
]  # fmt: skip


@pytest.mark.parametrize("pattern", SLOW)
def test_one_that_can_be_read_in_many_ways_is_told(pattern: str) -> None:
    assert endless(pattern)


@pytest.mark.parametrize("pattern", FINE)
def test_an_ordinary_pattern_is_none(pattern: str) -> None:
    assert not endless(pattern)


def test_a_pattern_nested_without_end_is_told_or_no_pattern() -> None:
    try:
        endless("(" * 5000 + "a" + ")" * 5000)
    except (re.error, RecursionError):
        pytest.fail("it is told as one that is too long")


ATOMS = st.sampled_from(["a", "b", r"\d", r"\w", ".", "[ab]", "-", r"\s", "1"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{1,9}", "{2}", "{0,3}"])),
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=60)
@given(PATTERNS)
def test_what_is_let_through_comes_to_an_end_on_any_long_text(pattern: str) -> None:
    if endless(pattern):
        return
    compiled = re.compile(f"{pattern}\x00")
    for letters in (12, 18, 24, 30, 36, 45, 60, 90, 150, 300, 750, 1500):  # one that has no end is told while it still has one
        began = time.thread_time()
        for pump in ("a", "b", "1", "-", " ", "ab", "a1", "1-", "a ", "ba1", "bb1", "a--", "b1- "):
            assert compiled.search(pump * (letters // len(pump))) is None
        assert time.thread_time() - began < 5, pattern

"""Changing a YAML text: what was asked for is changed, and nothing else."""

from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from config.editing import EditError, at, put, remove, snippet, write
from config.settings import CHECKOUT
from config.source import Path_, Problems, parse_yaml

SHOP = (CHECKOUT / "config" / "shop.yml").read_text(encoding="utf-8")
PLAIN = """\
# the shop
name: Rīta veikals     # as customers know it

teams:
  shop:                # the only one
    calendar:
      week: {mon-fri: "9:00-18:00", sat: "10:00-16:00"}   # no Sundays
      special: {2026-12-24: "9:00-13:00"}
    languages: [lv, ru]
promises:
  # in opening hours
  reply_within: 3m
  callback_by: "11:00" # next day
goods:
  - title: {lv: Medus}
    price: 7.50 EUR
  - {title: {lv: Krūze}, price: 9.90 EUR}   # a mug
# the end
"""


def data(text: str) -> Any:
    return parse_yaml(text, "yaml").data


@pytest.mark.parametrize(
    ("path", "value", "was", "now"),
    [
        (("name",), "Cits", "name: Rīta veikals  ", "name: Cits  "),
        (("promises", "reply_within"), "5m", "reply_within: 3m", "reply_within: 5m"),
        (("promises", "callback_by"), "12:30", '"11:00" # next', '"12:30" # next'),
        (("teams", "shop", "languages"), ["lv", "ru", "en"], "[lv, ru]", "[lv, ru, en]"),
        (("teams", "shop", "calendar", "week", "sat"), "10:00-14:00", '"10:00-16:00"', '"10:00-14:00"'),
        (("teams", "shop", "calendar", "special", "2026-12-31"), "closed", '"9:00-13:00"}', '"9:00-13:00", 2026-12-31: closed}'),
        (("goods", 1, "price"), "8.00 EUR", "9.90 EUR}", "8.00 EUR}"),
        (("goods", 0, "vat"), 12, "price: 7.50 EUR\n", "price: 7.50 EUR\n    vat: 12\n"),
        (("promises", "limit"), True, '"11:00" # next day\n', '"11:00" # next day\n  limit: true\n'),
        (("goods", 2), {"price": "1 EUR"}, "# a mug\n", "# a mug\n  - {price: 1 EUR}\n"),
        (("queue", "limit"), 5, "# a mug\n", "# a mug\nqueue: {limit: 5}\n"),
    ],
)
def test_a_value_is_changed_where_it_stands(path: Path_, value: object, was: str, now: str) -> None:
    assert PLAIN.count(was) == 1
    assert put(PLAIN, path, value) == PLAIN.replace(was, now)


@pytest.mark.parametrize(
    ("path", "was", "now"),
    [
        (("promises", "callback_by"), '  callback_by: "11:00" # next day\n', ""),
        (("goods", 0), "  - title: {lv: Medus}\n    price: 7.50 EUR\n", ""),
        (("goods", 0, "title"), "title: {lv: Medus}\n    price", "price"),
        (("teams", "shop", "calendar", "week", "sat"), ', sat: "10:00-16:00"', ""),
        (("teams", "shop", "calendar", "week", "mon-fri"), 'mon-fri: "9:00-18:00", ', ""),
        (("teams", "shop", "calendar", "special", "2026-12-24"), '{2026-12-24: "9:00-13:00"}', "{}"),
    ],
)
def test_a_value_is_taken_away_with_its_line(path: Path_, was: str, now: str) -> None:
    assert PLAIN.count(was) == 1
    assert remove(PLAIN, path) == PLAIN.replace(was, now)


def test_a_mapping_that_changes_in_one_place_is_written_in_one_place() -> None:
    value = {"mon-fri": "9:00-18:00", "sat": "10:00-16:00", "sun": "12:00-14:00"}
    assert put(PLAIN, ("teams", "shop", "calendar", "week"), value) == PLAIN.replace('16:00"}', '16:00", sun: "12:00-14:00"}')


def test_what_says_the_same_leaves_the_text_alone() -> None:
    assert put(SHOP, (), data(SHOP)) == SHOP


def test_a_snippet_keeps_its_own_comments_on_its_way_there_and_back() -> None:
    written = "- {title: {lv: Tēja}, price: 3.00 EUR}   # new\n- title: {lv: Medus}\n  price: 7.50 EUR"
    changed = write(PLAIN, ("goods",), written)
    assert snippet(changed, ("goods",)) == written
    assert changed.startswith(PLAIN[: PLAIN.index("  - title")])
    assert changed.endswith("# the end\n")


def test_what_a_reference_stands_for_is_not_changed_behind_its_back() -> None:
    text = "a: &one {x: 1}\nb: *one\n"
    for path in (("a",), ("a", "x"), ("b",)):
        with pytest.raises(EditError):
            put(text, path, 5)


def test_a_path_that_leads_nowhere_is_refused() -> None:
    for path in (("name", "first"), ("goods", 7), ("goods", "x")):
        with pytest.raises(EditError):
            put(PLAIN, path, 1)
    with pytest.raises(EditError):
        remove(PLAIN, ("nothing",))


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_what_could_be_neither_said_nor_stored_is_not_written(text: str) -> None:
    with pytest.raises(EditError):
        put(PLAIN, ("name",), text)


LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
WORDS = st.sampled_from(
    ["a", "b c", "11:00", "2026-12-24", "yes", "null", "1e3", "0x1F", "#x", "a: b", "a #b", "- x", "'", '"', "{", "*a"]
)
SCALARS = st.one_of(WORDS, LETTERS, st.integers(-(10**6), 10**6), st.booleans(), st.none(), st.sampled_from([0.1, 2.5, -3.0]))
KEYS = st.sampled_from(["a", "bb", "c-d", "2026-12-24", "x y", "yes", "11:00"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=8
)
MAPPINGS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A YAML text in some style, with comments where they may stand."""
    flow = draw(st.sampled_from([True, False, None]))
    indent = draw(st.sampled_from([2, 4]))
    written = yaml.safe_dump(
        draw(MAPPINGS), allow_unicode=True, sort_keys=False, default_flow_style=flow, indent=indent, width=60
    )
    try:
        assume(isinstance(data(written), dict))
    except Problems:
        assume(False)
    lines: list[str] = []
    for number, line in enumerate(written.split("\n")):
        if number and draw(st.integers(0, 3)) == 0 and is_block(lines, written, line):
            lines.append(f"{' ' * (len(line) - len(line.lstrip()))}# comment {number}")
        lines.append(line)
    text = "\n".join(lines)
    try:
        assume(data(text) == data(written))
    except Problems:
        assume(False)
    return text


def is_block(_above: list[str], written: str, line: str) -> bool:
    """A comment may stand above a line that begins something; in the middle of a text it would be part of it."""
    return ": " in line or line.rstrip().endswith(":") or line.lstrip().startswith("- ") or not written


def paths(found: Any, above: Path_ = ()) -> list[Path_]:
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    return [path for key, value in inner for path in ((*above, key), *paths(value, (*above, key)))]


def comments(text: str) -> set[str]:
    return {line.strip() for line in text.split("\n") if line.strip().startswith("# comment ")}


@given(texts(), st.data(), VALUES)
@settings(max_examples=150, deadline=None)
def test_any_change_reads_as_asked_for_and_touches_only_its_own_lines(text: str, draw: st.DataObject, value: Any) -> None:
    before = data(text)
    path = draw.draw(st.sampled_from(paths(before)))
    try:
        changed = put(text, path, value)
    except EditError:
        assume(False)  # rare; too many of them fail the test
    assert at(data(changed), path) == value or value == {}
    for other in paths(before):
        if other[: len(path)] != path and path[: len(other)] != other:
            assert at(data(changed), other) == at(before, other)
    assert untouched(text, changed) or isinstance(at(before, path), dict | list)


@given(texts(), st.data())
@settings(max_examples=120, deadline=None)
def test_anything_taken_away_leaves_the_rest(text: str, draw: st.DataObject) -> None:
    before = data(text)
    path = draw.draw(st.sampled_from(paths(before)))
    try:
        changed = remove(text, path)
    except EditError:
        assume(False)  # rare; too many of them fail the test
    was = at(before, path)
    del at(before, path[:-1])[path[-1]]
    assert (data(changed) or {}) == before
    if not isinstance(was, dict | list):
        assert len(comments(changed)) >= len(comments(text)) - 1


def untouched(text: str, changed: str) -> bool:
    """What lies before the change and after it is letter by letter the same, and no comment is lost with a single value."""
    return comments(text) <= comments(changed)


@given(st.sampled_from(paths(data(SHOP))), SCALARS)
@settings(max_examples=50, deadline=None)
def test_in_the_shops_own_file_every_value_can_be_changed_and_no_other_line_is(path: Path_, value: Any) -> None:
    was = at(data(SHOP), path)
    assume(not isinstance(was, dict | list))
    changed = put(SHOP, path, value)
    before, after = SHOP.split("\n"), changed.split("\n")
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) <= 1
    assert at(data(changed), path) == value


@given(st.sampled_from(paths(data(SHOP))))
@settings(max_examples=30, deadline=None)
def test_in_the_shops_own_file_everything_can_be_taken_away(path: Path_) -> None:
    changed = remove(SHOP, path)
    assert len(changed) < len(SHOP)

"""YAML with its places: every value knows where it stands, and every mistake is said with its line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from config.source import DEEPEST, Place, Problem, Problems, _is_flat, parse_yaml, read_yaml, validate

TEXT = """\
name: Veikals
teams:
  shop:
    languages: [lv, ru]
  returns: {languages: [lv]}
"""


class Team(BaseModel):
    model_config = ConfigDict(extra="forbid")
    languages: list[str]
    size: Annotated[int, Field(ge=1)] = 1


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    teams: dict[str, Team]


def problems(text: str) -> list[str]:
    """What is wrong with these settings."""
    with pytest.raises(Problems) as raised:
        validate(Settings, parse_yaml(text, "shop.yml"))
    return [str(problem) for problem in raised.value.problems]


def test_it_says_what_yaml_says() -> None:
    assert parse_yaml(TEXT, "shop.yml").data == yaml.safe_load(TEXT)


def test_every_key_and_item_has_a_place() -> None:
    source = parse_yaml(TEXT, "shop.yml")
    assert str(source.place("name")) == "shop.yml:1:1"
    assert str(source.place("teams", "shop")) == "shop.yml:3:3"
    assert str(source.place("teams", "shop", "languages", 1)) == "shop.yml:4:21"
    assert str(source.place("teams", "returns", "languages", 0)) == "shop.yml:5:25"


def test_what_is_not_there_stands_where_it_would_belong() -> None:
    source = parse_yaml(TEXT, "shop.yml")
    assert source.place("teams", "shop", "calendar") == source.place("teams", "shop")
    assert source.place("nothing") == source.place()
    assert str(parse_yaml("", "shop.yml").place("name")) == "shop.yml:1:1"


def test_every_mistake_of_a_file_is_said_at_once_with_its_line() -> None:
    text = "nam: Veikals\nteams:\n  shop:\n    languages: lv\n    size: 0\n"
    assert problems(text) == [
        "shop.yml:1:1: `nam` is not a setting here (did you mean `name`?)",
        "shop.yml:1:1: `name` is missing",
        "shop.yml:4:5: `teams.shop.languages`: Input should be a valid list",
        "shop.yml:5:5: `teams.shop.size`: Input should be greater than or equal to 1",
    ]


def test_a_key_that_stands_twice_is_a_mistake() -> None:
    assert problems("name: a\nname: b\nteams: {}\n") == ["shop.yml:2:1: `name` stands twice (keep one of them)"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: [", "shop.yml:"), ("name: 'a", "shop.yml:"), ("a: b: c", "shop.yml:1:"), ("\tname: a", "shop.yml:1:"),
        ("a: *b", "shop.yml:1:"), ("a: !!python/object:os.system x", "shop.yml"), ("a: 2026-99-99", "shop.yml:1:"),
        ("2026-99-99: a", "shop.yml:1:"), ("\x00", "shop.yml"), ('a: "\\0"', "shop.yml:1:"), ('a: "\\ud800"', "shop.yml:1:"),
        ("a: .nan", "shop.yml:1:"), ("a: -.inf", "shop.yml:1:"), ("a: " + "59:" * 3000 + "59", "shop.yml:1:"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_said_with_its_place(text: str, place: str) -> None:
    (said,) = problems(text)
    assert said.startswith(place)
    assert "\n" not in said


def test_a_merged_part_is_read_as_yaml_does() -> None:
    text = "base: &b {x: 1}\nother:\n  <<: *b\n  y: 2\n"
    assert parse_yaml(text, "a.yml").data == yaml.safe_load(text)


def test_what_stands_here_goes_before_what_is_merged_in() -> None:
    text = "base: &b {x: 1, z: 3}\nother:\n  x: 2\n  <<: *b\n"
    assert parse_yaml(text, "a.yml").data == yaml.safe_load(text)


def laughs(first: str, further: str) -> str:
    """Each line means ten of the one before."""
    return first + "".join(further.format(n=n, before=",".join([f"*a{n - 1}"] * 10)) for n in range(1, 9))


@pytest.mark.parametrize(
    "text",
    [
        laughs("a0: &a0 [x]\n", "a{n}: &a{n} [{before}]\n"),
        laughs("a0: &a0 {x: y}\n", "a{n}: &a{n} {{k: [{before}]}}\n"),
        laughs("a0: &a0 {x: y}\n", "a{n}: &a{n} {{<<: [{before}]}}\n"),
        laughs("b:\n- <<:\n  - &a0 {x: y}\n", "  - &a{n} {{<<: [{before}]}}\n"),
        laughs("b:\n- ? &a0 [x]\n  : 0\n", "- ? &a{n} [{before}]\n  : 0\n"),
    ],
)
def test_a_few_lines_that_mean_millions_are_a_mistake_or_read_at_once(text: str) -> None:
    try:
        assert len(str(parse_yaml(text, "shop.yml").data)) < 1000
    except Problems as problems:
        assert "repeats itself too often" in str(problems.problems[0])  # noqa: PT017 - either is right


def test_what_refers_to_itself_is_a_mistake() -> None:
    with pytest.raises(Problems, match="refers to itself"):
        parse_yaml("a: &a [*a]", "a.yml")


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
_leaves = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | _texts


@given(st.recursive(_leaves, lambda inner: st.lists(inner) | st.dictionaries(_texts, inner)))
@settings(deadline=None)
def test_whatever_is_written_is_read_as_yaml_does(data: object) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    assert parse_yaml(text, "a.yml").data == yaml.safe_load(text)


@given(st.text())
@settings(deadline=None)
def test_whatever_the_text_it_is_read_or_named_in_one_line_each(text: str) -> None:
    said: Sequence[object] = ()
    try:
        parse_yaml(text, "a.yml")
    except Problems as found:
        said = found.problems
    assert [problem for problem in said if "\n" in str(problem)] == []


def test_a_file_is_named_as_it_is_shown(tmp_path: Path) -> None:
    with pytest.raises(Problems) as raised:
        read_yaml(tmp_path / "shop.yml", "config/shop.yml")
    assert str(raised.value) == "config/shop.yml: there is no such file"


def test_a_file_in_another_encoding_is_a_mistake_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "shop.yml").write_bytes("name: Rīta".encode("cp1257"))
    with pytest.raises(Problems) as raised:
        read_yaml(tmp_path / "shop.yml", "shop.yml")
    assert str(raised.value) == "shop.yml:1:8: this is not UTF-8 at byte 7 (save it as UTF-8)"


def test_problems_stand_in_the_order_of_their_places() -> None:
    late, early = Problem(Place("a.yml", 9, 1), "late"), Problem(Place("a.yml", 2, 1), "early")
    assert Problems([late, early]).problems == (early, late)


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000 + "1", "{a: " * 200_000, "[" * 200_000 + "]" * 200_000])
def test_a_hostile_nesting_is_a_mistake_and_ends_nothing(text: str) -> None:
    with pytest.raises(Problems):
        parse_yaml(text, "a.yml")


def test_many_short_brackets_are_no_depth_and_hide_none() -> None:
    short = "- [one, {two: 3}]\n" * (DEEPEST + 1)
    assert _is_flat(short)
    assert not _is_flat(short + "- " + "[" * 2000 + "\n " + "[" * 2001)
    assert not _is_flat("- [a, '\n" * (DEEPEST + 1)), "a quote may hide where a bracket ends"

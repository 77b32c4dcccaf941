"""Which steps and ways of a flow the tests came to, and which lines they did not."""

import json

import pytest

from flows.coverage import FlowCover, covered, percent, shown, total, walked
from flows.flowset import FlowSet
from flows.library import build, built_in
from flows.steps import START, way

FLOW = """\
flows:
  greet:
    description: A fork
    nlu_trigger:
      - intent: greet
    slots:
      n: number
    steps:
      - collect: n
        next:
          - if: slots.n > 3
            then: many
          - else: few
      - id: many
        say: many
        next: END

      # what follows is seldom said
      - id: few
        say: few
"""
WORDS = "intent-greet = Greet\nask-n = How many?\nmany = Many.\nfew = Few.\n"


@pytest.fixture(scope="module")
def flows() -> FlowSet:
    facts = {"shop": {"name": "x", "privacy": "x", "hours": "x", "language": {"en": "en"}, "currency": "EUR", "mails": False}}
    return build({"scripts/greet.yml": FLOW, "wording/en.ftl": WORDS, **built_in()}, facts=facts)


def cover(flows: FlowSet, *ways: tuple[str, str]) -> FlowCover:
    [found] = covered(flows, {("greet", way(source, target)): 1 for source, target in ways})
    return found


def test_what_no_conversation_walked_is_not_covered_at_all(flows: FlowSet) -> None:
    found = cover(flows)
    assert (found.flow, found.file, found.line) == ("greet", "scripts/greet.yml", 2)
    assert (found.reached, found.ways, found.percent) == (0, (0, 2), 0.0)
    assert found.missing == ((9, 16), (19, 20))


def test_a_way_that_was_not_taken_is_told_by_its_line_beside_the_steps_behind_it(flows: FlowSet) -> None:
    found = cover(flows, (START, "collect:n"), ("collect:n", "many"), ("many", "END"))
    assert [(step.id, step.reached) for step in found.steps] == [("collect:n", 1), ("many", 1), ("few", 0)]
    assert found.ways == (1, 2)
    assert shown(found.missing) == "13, 19-20"
    assert found.percent == pytest.approx(60)


def test_everything_walked_is_all_there_is(flows: FlowSet) -> None:
    found = cover(flows, (START, "collect:n"), ("collect:n", "many"), ("collect:n", "few"))
    assert (found.percent, found.missing, total([found])) == (100.0, (), 100.0)


def test_what_is_built_in_is_not_the_shops_to_cover(flows: FlowSet) -> None:
    assert [found.flow for found in covered(flows, {})] == ["greet"]


def test_of_nothing_all_is_covered() -> None:
    assert (percent(0, 0), total([])) == (100.0, 100.0)


@pytest.mark.parametrize("tagged", [False, True])
def test_the_ways_are_read_from_a_turns_record(tagged: bool) -> None:
    one = [1, "greet", "a -> b"]
    ways = {"$tuple": [{"$tuple": one}, {"$tuple": one}]} if tagged else [one, one]
    effects = [["Say", {"wording": "x"}], ["Record", {"what": "went", "values": {"ways": ways}}], ["Record", {"what": "asked"}]]
    assert walked(json.dumps({"effects": effects})) == {("greet", "a -> b"): 2}

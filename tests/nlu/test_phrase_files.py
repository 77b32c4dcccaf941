"""A phrase is changed in its line, and nowhere else."""

import pytest

from nlu.phrase_files import HEAD, PhraseError, added, phrase_at, replaced, without

FILE = """\
version: "3.1"
nlu:
- intent: greet   # first
  examples: |
    # morning
    - labrīt
    - sveiki [10023](order_number)
- intent: thank
  examples:
  - paldies
"""


def test_a_line_is_read_changed_and_taken_away() -> None:
    assert phrase_at(FILE, 7) == "sveiki [10023](order_number)"
    assert replaced(FILE, 6, "labrīt", " labu  rītu ") == FILE.replace("- labrīt", "- labu rītu")
    assert without(FILE, 10, "paldies") == FILE.replace("  - paldies\n", "")


@pytest.mark.parametrize(("line", "phrase"), [(6, "sveiki"), (5, "# morning"), (4, ""), (0, ""), (99, "labrīt")])
def test_another_line_than_was_seen_is_left_alone(line: int, phrase: str) -> None:
    with pytest.raises(PhraseError):
        without(FILE, line, phrase)


def test_what_is_added_stands_in_its_intents_block() -> None:
    one = added("", "greet", ["labrīt", "sveiki"])
    assert one == HEAD + "- intent: greet\n  examples: |\n    - labrīt\n    - sveiki\n"
    two = added(one, "thank", ["paldies"])
    assert added(two, "greet", ["čau"]) == two.replace("- sveiki\n", "- sveiki\n    - čau\n")
    with pytest.raises(PhraseError):
        added(one, "greet", ["  "])

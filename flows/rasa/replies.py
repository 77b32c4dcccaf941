"""What a project does for each intent: without it thousands of stories would be thousands of answers to the same few wishes.

Rules count before stories, and of stories the most frequent answer. Yes and no mean something to what was asked before them, so
they become the two ways on from that question.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows.rasa.turns import Act, Turn
from nlu.rasa_node import Group, Note

ANSWERS = frozenset({"affirm", "deny"})
TELLS = re.compile(r"inform|enter_data|provide\w*|give_\w*|answer\w*|tell_\w*|inform_\w*", re.IGNORECASE)  # values, and no wish


@dataclass(slots=True)
class Replies:
    """Acts by intent, by intent under conditions, after a form, and after a question by its answer. Intents by our names."""

    always: dict[str, Turn] = field(default_factory=dict)
    under: dict[str, list[Turn]] = field(default_factory=dict)
    after: dict[str, Turn] = field(default_factory=dict)
    questions: dict[str, dict[str, tuple[Act, ...]]] = field(default_factory=dict)
    used: int = 0  # turns that are answered as they were


def decide(turns: Iterable[Turn], names: Mapping[str, str], responses: Iterable[str], notes: list[Note]) -> Replies:
    """The answer to everything, and a note for every turn that is answered otherwise."""
    known = set(responses)
    by_intent: defaultdict[str, list[Turn]] = defaultdict(list)
    by_form: defaultdict[str, list[Turn]] = defaultdict(list)
    by_question: defaultdict[tuple[str, str], list[Turn]] = defaultdict(list)
    for turn in turns:
        if not turn.intents:
            by_form[turn.loop].append(turn)
        for intent in dict.fromkeys(names.get(intent, intent) for intent in turn.intents):
            if intent in ANSWERS and turn.before in known and not turn.loop:
                by_question[turn.before, intent].append(turn)
            else:
                by_intent[intent].append(turn)
    replies = Replies()
    for intent, found in by_intent.items():
        _for_intent(replies, intent, found, notes)
    for form, found in by_form.items():
        replies.after[form] = _best(replies, found, f"the end of `{form}`", notes)
    for (question, answer), found in by_question.items():
        best = _best(replies, found, f"`{answer}` after `{question}`", notes)
        replies.questions.setdefault(question, {})[answer] = best.acts
    return replies


def _for_intent(replies: Replies, intent: str, found: list[Turn], notes: list[Note]) -> None:
    free = [turn for turn in found if not turn.loop]
    inside = [turn for turn in found if turn.loop]
    rules = [turn for turn in free if turn.is_rule]
    plain = [turn for turn in rules if not turn.slots]
    under = list({(turn.slots, turn.key): turn for turn in rules if turn.slots}.values())
    candidates = plain or [turn for turn in free if not turn.is_rule]
    if TELLS.fullmatch(intent) and not plain:
        _missed(candidates, f"`{intent}`", "it tells values to a question, and is no wish of its own", notes)
        candidates = []
    if candidates:
        rest = [turn for turn in free if not turn.is_rule and turn not in candidates]
        replies.always[intent] = _best(replies, [*candidates, *rest], f"`{intent}`", notes)
    if under:
        replies.under[intent] = under
        replies.used += len(under)
    if inside and intent not in replies.always and intent not in ANSWERS and not under:
        replies.always[intent] = _best(replies, inside, f"`{intent}` within a form", notes)
    elif inside:
        same = [turn for turn in inside if intent in replies.always and turn.key == replies.always[intent].key]
        replies.used += len(same)
        _missed([turn for turn in inside if turn not in same], f"`{intent}` within a form", "it is answered as everywhere", notes)


def _best(replies: Replies, found: list[Turn], what: str, notes: list[Note]) -> Turn:
    counted = Counter(turn.key for turn in found)
    rules = [turn for turn in found if turn.is_rule]
    best = rules[0] if rules else next(turn for turn in found if turn.key == counted.most_common(1)[0][0])
    same = [turn for turn in found if turn.key == best.key]
    replies.used += len(same)
    said = ", ".join(act.name for act in best.acts)
    others = [turn for turn in found if turn.key != best.key]
    _missed(others, what, f"it does {said}, as in most places; another answer needs a condition in its flow", notes)
    return best


def _missed(turns: list[Turn], what: str, why: str, notes: list[Note]) -> None:
    by_key: dict[object, list[Turn]] = {}
    for turn in turns:
        by_key.setdefault(turn.key, []).append(turn)
    for same in by_key.values():
        first = same[0]
        others = f" and {len(same) - 1} more" if len(same) > 1 else ""
        acts = ", ".join(act.name for act in first.acts)
        group: Group = "rule" if first.is_rule else "story"
        notes.append(Note(first.place, group, f"“{first.name}”{others}: {what} does {acts}", why))

"""Whether a message is an answer or a wish: without it "10023" would be a wish, and "where is it?" an order number."""

import dataclasses
from collections.abc import Sequence

from msgspec.structs import replace

from flows import patterns
from flows.answering import answer, cancel, fill, go_back, read_answer, reprompt, skip
from flows.dialogue import Run
from flows.shop.mood import mood_of
from flows.slots import Found, Wrong, fits
from flows.stage import PAUSED, Stage
from flows.steps import Collect
from flows.walking import go, is_enough, may_skip
from flows.wishes import PERSON, begin_flow, begin_several, keep, may_begin, not_understood, part_of, picked_up, wish
from flows.wording import plain
from nlu.model import Understanding, Wish

CERTAIN = 0.9  # how sure a wish must be where the message answers the question, too: with any text, or a value amid other words
ABUSE_ENDS = 3  # insulting messages until the conversation ends
ABUSE_FADES = 86_400  # seconds after which insults begin to count anew
LANGUAGE = "change_language"
UNSURE = frozenset({"quantity", "product"})  # kinds of values that may stand in an insult, too
PLAIN_ANSWERS = frozenset({"affirm", "deny"})  # mean something only to a question


def follow(stage: Stage, language: str) -> None:
    """Go on in the language the customer writes or chooses."""
    if language in stage.flows.wording.languages:
        stage.language = language


def is_foreign(stage: Stage) -> bool:
    """Whether a name or an address is asked for, whose words say nothing of the language that is spoken."""
    run = stage.open
    step = stage.step(run) if run else None
    return run is not None and isinstance(step, Collect) and stage.flow(run).slots[step.slot].foreign


def heard(stage: Stage, understanding: Understanding) -> None:
    """Do what a message asks for."""
    intent = _intent(stage, understanding)
    if stage.owner == "bot" and _is_abuse(understanding, intent) and "abused" in stage.flows.by_fact:
        _abused(stage)
        return
    label = stage.flows.labels.get(plain(understanding.text))
    if stage.open and stage.flow(stage.open).lapses and (label or not _replies(stage, stage.open, understanding, intent)):
        stage.lapse()
    if label:
        stage.unsure = 0
        wish(stage, label, understanding)
    elif understanding.refused and _refused(stage, understanding, intent):
        stage.unsure = 0
    elif run := stage.open:
        _to_question(stage, run, understanding, intent)
    elif len(wishes := _wishes(stage, understanding)) > 1:
        stage.unsure = 0
        begin_several(stage, understanding, wishes)
    elif intent in PLAIN_ANSWERS and stage.owner == "queue":
        return  # "ok" to a promise wants no answer
    elif intent:
        stage.unsure = 0
        wish(stage, intent, understanding)
    elif not _value(stage, understanding):
        not_understood(stage, understanding.ranking)


def _is_abuse(understanding: Understanding, intent: str) -> bool:
    """Whether a message insults and asks nothing we could do: who swears and names an order is helped with the order."""
    asks = intent not in {"", "complaint", *PLAIN_ANSWERS} and understanding.confidence >= CERTAIN
    says_a_value = any(one.kind not in UNSURE for one in understanding.entities)
    return not asks and not says_a_value and mood_of(understanding.text) == "abusive"


def _abused(stage: Stage) -> None:
    """Met politely, then warned, then ended; after that nothing is said until a day has passed."""
    now = int(stage.now.timestamp())
    stage.abuse = 1 if now - stage.abused_at > ABUSE_FADES else stage.abuse + 1
    stage.abused_at = now
    stage.record("abused", times=stage.abuse)
    if stage.abuse <= ABUSE_ENDS:
        begin_flow(stage, stage.flows.by_fact["abused"], context={"abused": {"times": stage.abuse}})


def _replies(stage: Stage, run: Run, understanding: Understanding, intent: str) -> bool:
    """Whether a message answers, skips, cancels or repeats what was asked in passing."""
    if intent in {*PLAIN_ANSWERS, *patterns.COMMANDS} - {PERSON}:
        return True
    reading = read_answer(stage, run, understanding)
    return isinstance(reading, Found) and (reading.whole or (_is_free(stage, run) and not intent))


def _intent(stage: Stage, understanding: Understanding) -> str:
    """The wish or command of a message, if the model is sure and there is something for it."""
    intent = understanding.intent
    if intent is None or not understanding.accepted:
        return ""
    flow = stage.flows.by_intent.get(intent)
    if flow is not None and understanding.confidence < flow.thresholds.get(intent, 0):
        return ""
    return intent if flow is not None or intent in patterns.COMMANDS else ""


def _wishes(stage: Stage, understanding: Understanding) -> list[Wish]:
    """The wishes of a message that there is something for."""
    return [one for one in understanding.wishes if _intent(stage, part_of(understanding, one))]


def _refused(stage: Stage, understanding: Understanding, intent: str) -> bool:
    """Drop what is not wanted; whether that was all the message said."""
    stage.later = tuple(one for one in stage.later if one.intent not in understanding.refused)
    if intent not in {"", "cancel", *PLAIN_ANSWERS} or stage.owner != "bot":
        return False
    run = stage.open
    if run is None:
        stage.pattern(patterns.REFUSED)
        return True
    reading = read_answer(stage, run, understanding)
    if isinstance(reading, Found) and not _is_free(stage, run):
        return False
    if not any(name in understanding.refused for name in stage.flow(run).intents):
        return False
    cancel(stage)
    return True


def _answers_and_asks(stage: Stage, run: Run, understanding: Understanding) -> bool:
    """One part of the message answers the question, others are wishes: what is quickly said comes at once, the rest later."""
    wishes = [one for one in _wishes(stage, understanding) if one.intent != PERSON]
    if not wishes or _is_free(stage, run):
        return False
    rest = _without(understanding, wishes)
    reading = read_answer(stage, run, rest) if rest.text else None
    if not isinstance(reading, Found):
        return False
    stage.unsure = 0
    _answered(stage, run, reading, rest, foreign=False)
    keep(stage, [one for one in wishes if not stage.is_quick(one.intent)], run)
    for one in reversed(wishes):
        if stage.is_quick(one.intent):
            wish(stage, one.intent, part_of(understanding, one))
    return True


def _without(understanding: Understanding, wishes: Sequence[Wish]) -> Understanding:
    """What is left of a message without its wishes: it has no intent of its own."""
    text, entities = understanding.text, understanding.entities
    for one in reversed(wishes):
        text = text[: one.start] + " " + text[one.end :]
        entities = tuple(value for value in entities if not one.start <= value.start < one.end)
    how = {"text": text.strip(" ,.;:!-–—"), "entities": entities, "intent": None}
    return dataclasses.replace(understanding, **how, confidence=0.0, accepted=False, ranking=(), wishes=())  # type: ignore[arg-type]


def _to_question(stage: Stage, run: Run, understanding: Understanding, intent: str) -> None:
    reading, foreign = read_answer(stage, run, understanding), is_foreign(stage)
    intent = "" if foreign and intent == LANGUAGE else intent
    is_wish = intent not in {"", *PLAIN_ANSWERS} and stage.flows.by_intent.get(intent) is not stage.flow(run)
    if understanding.wishes and not foreign and (
        _answers_and_asks(stage, run, understanding) or (not is_wish and _asks_beside(stage, run, understanding))
    ):
        return
    if _has_none(stage, run, understanding):
        skip(stage, run)
    elif not is_wish and (filled := _enough(stage, run, understanding)):
        stage.unsure = 0
        step = stage.step(filled)
        go(stage, stage.close(filled), step.next)
    elif isinstance(reading, Found) and _is_answer(stage, run, reading, understanding, is_wish):
        stage.unsure = 0
        _answered(stage, run, reading, understanding, foreign=foreign)
    elif is_wish:
        stage.unsure = 0
        if foreign:
            follow(stage, understanding.language)
        if len(wishes := _wishes(stage, understanding)) > 1:
            begin_several(stage, understanding, wishes)
        else:
            wish(stage, intent, understanding)
    elif (contradicted := fill(stage, run, understanding)) is not None:
        stage.unsure = 0
        go_back(stage, stage.now_of(run), *contradicted)
    elif intent == "deny" and isinstance(stage.step(run), Collect):
        skip(stage, stage.now_of(run))
    else:
        reprompt(stage, stage.now_of(run), "wrong" if isinstance(reading, Wrong) else "unclear")


def _asks_beside(stage: Stage, run: Run, understanding: Understanding) -> bool:
    """Keep what is wished for beside what is being done and only named anew; True where it is a person, who comes at once."""
    others = [one for one in _wishes(stage, understanding) if stage.flows.by_intent.get(one.intent) is not stage.flow(run)]
    if _is_free(stage, run) or not others:
        return False
    if all(one.intent != PERSON for one in others):
        keep(stage, others, run)
        return False
    stage.unsure = 0
    begin_several(stage, understanding, others)
    return True


def _has_none(stage: Stage, run: Run, understanding: Understanding) -> bool:
    """Whether a question that may be skipped is answered with nothing but a word for none, such as the button `no` lists."""
    step = stage.step(run)
    if not isinstance(step, Collect) or not may_skip(step) or stage.flow(run).slots[step.slot].type in {"bool", "choice"}:
        return False
    return plain(understanding.text) in stage.flows.titles.get("no", ())


def _enough(stage: Stage, run: Run, understanding: Understanding) -> Run | None:
    """The run with what the message fills by the way, if that is answer enough to the question and contradicts nothing."""
    step = stage.step(run)
    if not isinstance(step, Collect) or step.enough is None:
        return None
    said = stage.mentions(stage.flow(run), understanding)
    if any(run.slots.get(name, value) != value or name in run.skipped for name, value in said.items()):
        return None
    filled = replace(run, slots={**run.slots, **said})
    return stage.update(filled) if said and is_enough(stage, filled) else None


def _answered(stage: Stage, run: Run, reading: Found, understanding: Understanding, *, foreign: bool) -> None:
    """Take an answer with what else the message says; what it contradicts is corrected. A postcode corrects nothing."""
    step = stage.step(run)
    slot = step.slot if isinstance(step, Collect) else ""
    contradicted = None if foreign else fill(stage, run, understanding, except_for=slot)
    run = stage.now_of(run)
    if contradicted is None:
        answer(stage, run, reading.value)
        return
    if slot:
        run = stage.update(replace(run, slots={**run.slots, slot: reading.value}))
    go_back(stage, run, *contradicted)


def _is_answer(stage: Stage, run: Run, reading: Found, understanding: Understanding, is_wish: bool) -> bool:
    """Whether something found is meant as the answer, and not as a part of another wish."""
    if not _is_free(stage, run):
        return reading.whole or not is_wish or _names_its_kind(stage, run, understanding)
    if stage.owner == "queue" and not _has_answers(stage, run):
        return False  # words to the person who will come
    is_command = understanding.intent in patterns.COMMANDS
    return not is_wish or (not is_command and understanding.confidence < CERTAIN)


def _names_its_kind(stage: Stage, run: Run, understanding: Understanding) -> bool:
    """Whether a value such as was asked for stands amid the words of a doubtful wish. Who asks for a person gets one."""
    step = stage.step(run)
    if not isinstance(step, Collect) or understanding.intent == PERSON or understanding.confidence >= CERTAIN:
        return False
    slot = stage.flow(run).slots[step.slot]
    return any(fits(slot, entity.kind) for entity in understanding.entities)


def _is_free(stage: Stage, run: Run) -> bool:
    """Whether the open question takes any text."""
    step = stage.step(run)
    return isinstance(step, Collect) and not step.force and stage.flow(run).slots[step.slot].type in {"text", "any"}


def _has_answers(stage: Stage, run: Run) -> bool:
    """Whether the open question has buttons, so that words to it are an answer, too."""
    step = stage.step(run)
    return isinstance(step, Collect) and bool(step.buttons)


def _value(stage: Stage, understanding: Understanding) -> bool:
    """Nothing open and no wish, but a value: for a flow that was paused, or one that is begun by such a value."""
    for key, run in reversed(list(stage.parked.items())):
        if key.startswith(PAUSED) and not _is_free(stage, run):
            reading = read_answer(stage, run, understanding)
            if isinstance(reading, Found) and reading.whole:
                stage.put(stage.parked.pop(key))
                answer(stage, stage.stack[-1], reading.value)
                return True
    for entity in understanding.entities:
        flow = stage.flows.by_entity.get(entity.kind)
        if flow is not None and may_begin(stage, flow):
            if PAUSED + flow.id not in stage.parked or not picked_up(stage, flow, understanding):
                begin_flow(stage, flow, understanding)
            return True
    return False

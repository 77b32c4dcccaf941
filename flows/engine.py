"""What happens next in a conversation: without it nothing would.

Pure: no clock, no network, no database. `(flows, dialogue, event, now) -> (dialogue, effects)`, and whatever a customer sends
has an answer here. The rules, in the order in which they are asked:

| who has the floor | what comes | what happens |
|---|---|---|
| an agent | anything from the customer | nothing: the agent answers |
| bot, queue | anything from somebody who is blocked | a notice, once |
| bot | insults, and nothing else | what waits for the fact `abused`: once and again, then silence for a day |
| bot, queue | the first message of a conversation | who answers, and the privacy notice, come before the answer |
| bot, queue | a plain value for the open question | it is taken, and the flow goes on |
| bot, queue | cancel, repeat, skip, a person, another language | done; where the question still stands, it is asked again |
| bot, queue | another wish the model is sure of | its flow runs on top; afterwards back to the open question |
| bot, queue | several wishes | the first is begun and the others wait; each comes when the one before is done, and none is lost |
| bot, queue | a value among other words | taken |
| bot, queue | a value for an earlier question | that answer is corrected, and the flow goes back |
| bot | what is not wanted, and no other wish | a flow that does it is left, a wish for later dropped; else: what then? |
| bot | a value that cannot be, or nothing understood | the question in other words; after the last re-prompt a person |
| bot | nothing open, nothing understood | "did you mean ...?" once in a row, else once more, else a person |
| queue | nothing understood | silence: a person will read it |

Beside it, one noun a module: `answering` reads answers, `wishes` begins and leaves flows, `hearing` weighs one against the other,
`pressing` does buttons and files, `news` does what comes from elsewhere, `walking` goes from step to step, `stage` holds what is
being changed.
"""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from flows import patterns
from flows.dialogue import FORMAT, Dialogue, Run
from flows.flowset import FlowSet
from flows.hearing import follow, heard, is_foreign
from flows.model import (
    Answered,
    Attached,
    Decided,
    Effect,
    Elapsed,
    Event,
    Heard,
    Opened,
    Pressed,
    Shared,
    Told,
)
from flows.news import answered, decided, elapsed, in_another_set, notice_block, told
from flows.pressing import attached, opened, pressed, shared
from flows.stage import Stage
from flows.steps import Collect, Confirm
from flows.walking import walk
from flows.wishes import go_on
from nlu.model import Language


def begin(flows: FlowSet, language: Language) -> Dialogue:
    """A conversation in which nothing was said yet."""
    return Dialogue(FORMAT, flows=flows.hash, language=language)


def advance(flows: FlowSet, dialogue: Dialogue, event: Event, now: datetime) -> tuple[Dialogue, tuple[Effect, ...]]:
    """The dialogue after an event, and what is to be done. Never raises for what a customer or platform can send."""
    stage = Stage(flows, dialogue, now)
    if dialogue.flows != flows.hash:
        _mend(stage)
    match event:
        case Heard() | Pressed() | Attached() | Shared() | Opened():
            _customer(stage, event)
        case Answered():
            answered(stage, event)
        case Decided():
            decided(stage, event)
        case Elapsed(timer):
            elapsed(stage, timer)
        case Told("moved" | "withdrawn" as fact):
            in_another_set(stage, fact)
        case Told(fact, values):
            told(stage, fact, values)
        case _:
            assert_never(event)
    walk(stage)
    while not isinstance(event, Elapsed) and go_on(stage):
        walk(stage)
    return stage.finish()


def _customer(stage: Stage, event: Heard | Pressed | Attached | Shared | Opened) -> None:
    match event:
        case Heard(understanding) if not is_foreign(stage):
            follow(stage, understanding.language)
        case Pressed(payload) | Opened(payload) if payload.startswith("lang:"):
            follow(stage, payload.removeprefix("lang:"))
        case _:
            pass
    if stage.owner == "agent":
        return
    if stage.blocked:
        notice_block(stage)
        return
    if not stage.greeted:
        stage.greeted = True
        stage.pattern(patterns.SESSION_START)
        walk(stage)
    match event:
        case Heard(understanding):
            heard(stage, understanding)
        case Pressed(payload):
            pressed(stage, payload)
        case Opened(payload):
            opened(stage, payload)
        case Attached(file, kind):
            attached(stage, file, kind)
        case Shared(phone, own):
            shared(stage, phone, own)
        case _:
            assert_never(event)


def _mend(stage: Stage) -> None:
    """Drop what this set does not have; a dialogue normally goes on with the set it began with."""
    stage.stack = [_awake(stage, run) for run in stage.stack if _stands(stage, run)]
    stage.parked = {key: run for key, run in stage.parked.items() if _stands(stage, run)}


def _stands(stage: Stage, run: Run) -> bool:
    flows = stage.flows.flows
    frames = (*run.frames, *(frame for stop in run.trail for frame in stop.frames))
    return all(frame.flow in flows and frame.step in flows[frame.flow].steps for frame in frames)


def _awake(stage: Stage, run: Run) -> Run:
    """A run that waits at a step which no longer asks does not wait."""
    return run if isinstance(stage.step(run), Collect | Confirm) else replace(run, visit=0)

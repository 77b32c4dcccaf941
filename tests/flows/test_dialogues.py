"""What the runner of conversations passes, and what it finds fault with."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from config.source import parse_yaml
from flows.cases import AgentAct, parse
from flows.dialogues import Button, Reply, Result, run


class Parrot:
    """Says every message back; a wish for a person goes to the queue, and a person keeps it silent."""

    def __init__(self) -> None:
        self.said: list[Reply] = []
        self.owner = "bot"
        self.slots: dict[str, Any] = {}
        self.waited = timedelta()

    async def say(self, text: str) -> None:
        if self.owner == "agent":
            return
        if text == "person":
            self.owner = "queue"
        self.slots["word"] = text
        self.said.append(Reply(("echo", f"word-{text}"), f"You said {text}.\n", (Button("Again", f"word:{text}"),)))

    async def press(self, payload: str) -> None:
        self.said.append(Reply(("pressed",), payload))

    async def wait(self, duration: timedelta) -> None:
        self.waited += duration

    async def agent(self, act: AgentAct, summary: str = "") -> None:
        self.slots["summary"] = summary
        self.owner = "agent" if act == "take" else "bot"

    async def agent_says(self, text: str) -> None:
        self.slots["agent"] = text

    def replies(self) -> Sequence[Reply]:
        return tuple(self.said)


async def hold(*steps: str) -> Result:
    text = "test_cases:\n- test_case: a\n  steps:\n" + "".join(f"  - {step}\n" for step in steps)
    [case] = parse(parse_yaml(text, "talk.yml"))
    return await run(case, Parrot())


async def faults(*steps: str) -> list[str]:
    result = await hold(*steps)
    assert result.passed is not bool(result.failures)
    return [str(failure) for failure in result.failures]


class TestWhatPasses:
    async def test_the_wordings_in_their_order(self) -> None:
        assert await faults("user: hi", "utter: echo", "utter: word-hi") == []
        assert await faults("user: hi", "utter: [echo, word-hi]") == []

    async def test_the_exact_text_without_the_space_around_it(self) -> None:
        assert await faults("user: hi", "bot: You said hi.") == []

    async def test_a_part_of_the_text(self) -> None:
        assert await faults("user: hi", "contains: said", "lacks: bye") == []

    async def test_a_conversation_that_expects_nothing(self) -> None:
        assert await faults("user: hi", "user: hi") == []

    async def test_a_button_by_its_title_even_an_old_one(self) -> None:
        assert await faults("user: hi", "press: Again", "bot: 'word:hi'", "press: Again", "bot: 'word:hi'") == []

    async def test_a_forged_payload(self) -> None:
        assert await faults("press: 'intent:secret'", "bot: 'intent:secret'", "press: '7.1'", "bot: '7.1'") == []

    async def test_the_owner_and_the_silence_of_the_bot(self) -> None:
        steps = ("user: person", "owner: queue", "agent: take", "owner: agent", "user: hi", "silent: true")
        assert await faults(*steps, "agent_says: hello", "slot_was_set: {agent: hello}", "agent: release", "owner: bot") == []

    async def test_slots_compared_as_text(self) -> None:
        assert await faults("user: 10023", "slot_was_set: {word: 10023, other: null}") == []

    async def test_time_that_passes(self) -> None:
        assert await faults("later: 2h", "silent: true") == []


class TestWhatItFindsFaultWith:
    async def test_another_wording_with_what_came_instead(self) -> None:
        assert await faults("user: hi", "utter: hello") == ["talk.yml:5:5: expected wording hello, got echo, word-hi"]

    async def test_a_wording_too_many(self) -> None:
        assert await faults("user: hi", "utter: echo") == ["talk.yml:5:5: expected nothing more, got word-hi"]
        assert await faults("user: hi", "utter: echo", "user: ho") == ["talk.yml:5:5: expected nothing more, got word-hi"]

    async def test_a_wording_too_few(self) -> None:
        assert await faults("user: hi", "utter: [echo, word-hi, more]") == [
            "talk.yml:5:5: expected wording echo, word-hi, more, got echo, word-hi"
        ]
        assert await faults("later: 1h", "utter: hello") == ["talk.yml:5:5: expected wording hello, got nothing"]

    async def test_one_mistake_once(self) -> None:
        assert len(await faults("user: hi", "utter: a", "user: ho", "utter: b")) == 2

    async def test_another_text(self) -> None:
        assert await faults("user: hi", "bot: Hello.") == ["talk.yml:5:5: expected “Hello.”, got “You said hi.”"]
        assert await faults("later: 1h", "bot: Hello.") == ["talk.yml:5:5: expected “Hello.”, got nothing"]

    async def test_a_text_missing_or_there_against_the_wish(self) -> None:
        assert "expected “bye”" in (await faults("user: hi", "contains: bye"))[0]
        assert "expected no “hi”" in (await faults("user: hi", "lacks: hi"))[0]

    async def test_words_instead_of_silence(self) -> None:
        assert "expected silence, got “You said hi." in (await faults("user: hi", "silent: true"))[0]

    async def test_another_owner_or_slot(self) -> None:
        assert await faults("user: hi", "owner: queue") == ["talk.yml:5:5: expected owner queue, got bot"]
        assert await faults("user: hi", "slot_was_set: {word: ho}") == ["talk.yml:5:5: expected word = ho, got hi"]
        assert await faults("user: hi", "slot_was_set: {other: x}") == ["talk.yml:5:5: expected other = x, got nothing"]

    async def test_a_button_nobody_offered_ends_the_conversation(self) -> None:
        assert await faults("user: hi", "press: Thrice", "bot: x") == ["talk.yml:5:5: expected a button “Thrice”, got “Again”"]
        assert await faults("press: Again") == ["talk.yml:4:5: expected a button “Again”, got none at all"]

    async def test_everything_wrong_is_told_in_one_run(self) -> None:
        assert len(await faults("user: hi", "utter: x", "user: ho", "bot: y", "owner: agent")) == 3

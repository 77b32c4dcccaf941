"""From step to step, and no circle without an end."""

from flows.model import (
    Handoff,
    Record,
)
from tests.flows.support import Talk, flows


class TestCircles:
    def test_a_circle_ends_with_honest_words_and_a_person(self) -> None:
        script = """
            flows:
              it:
                nlu_trigger: [{intent: it}]
                steps:
                  - id: again
                    call: inner
                    next:
                      - if: slots.a is known
                        then: END
                      - else: again
              inner:
                steps:
                  - set_slots: {b: x}
                  - noop: true
                    next:
                      - if: slots.b is known
                        then: END
                      - else: ask
                  - id: ask
                    collect: a
        """
        talk = Talk(flows(script, "intent-it = It\nask-a = A?"))
        assert talk.hear("go", "it") == ["internal-error"]
        assert [handoff.reason for handoff in talk.done(Handoff)] == ["failure"]
        assert [record.values["flow"] for record in talk.done(Record) if record.what == "circle"] == ["it"]

    def test_what_is_said_on_the_way_round_is_not_said_a_hundred_times(self) -> None:
        script = """
            flows:
              it:
                nlu_trigger: [{intent: it}]
                steps:
                  - say: hello
                  - link: other
              other:
                steps:
                  - say: hello
                  - link: it
        """
        talk = Talk(flows(script, "intent-it = It\nhello = Hello."))
        assert talk.hear("go", "it") == ["hello", "hello", "hello", "internal-error"]

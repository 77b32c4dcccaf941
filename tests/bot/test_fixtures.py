"""What a conversation test may start from: orders, answers, a customer of its own; and Rasa's files as they are."""

import pytest

from bot.theatre import Theatre
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from config.source import Problems, parse_yaml
from flows.cases import parse


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return Theatre(read_environment({}), read_shop(CHECKOUT))


async def faults(theatre: Theatre, text: str) -> list[str]:
    [case] = parse(parse_yaml(text, "talk.yml"))
    return [str(failure) for failure in (await theatre.hold(case)).failures]


async def test_an_order_of_ones_own_is_found_beside_the_demo_shops(theatre: Theatre) -> None:
    assert not await faults(
        theatre,
        """
test_cases:
- test_case: an order of one's own
  now: 2026-11-23T10:00
  fixtures:
    orders:
    - number: "10099"
      state: shipped
      placed: 3d ago
      shipped: 1d ago
      expected: in 2d
      customer: {name: Zane, email: zane@example.com}
      lines: [{title: Kettle, quantity: 2, price: 19.90 EUR}]
      tracking: {carrier: omniva, number: CC123}
  steps:
  - user: where is my order 10099?
  - utter: [first-contact, ask-contact]
  - user: zane@example.com
  - utter: order-shipped
""",
    )


async def test_a_call_is_answered_as_the_test_says(theatre: Theatre) -> None:
    text = """
test_cases:
- test_case: a call that finds nothing
  now: 2026-11-23T10:00
  fixtures: {calls: {prove_ownership: ANSWER}}
  steps:
  - user: where is my order 10026?
  - user: liga.kalnina@example.com
  - lacks: omniva
  - owner: OWNER
"""
    assert await faults(theatre, text.replace("ANSWER", "{proved: false}").replace("OWNER", "bot")) == []
    silent = text.replace("ANSWER", "fails").replace("OWNER", "agent")
    assert await faults(theatre, silent) == ["talk.yml:10:5: expected owner agent, got bot"]


async def test_what_is_known_of_the_customer_is_not_asked_again(theatre: Theatre) -> None:
    assert not await faults(
        theatre,
        """
test_cases:
- test_case: a customer who is known
  now: 2026-11-23T10:00
  fixtures: {customer: {name: Līga, email: liga.kalnina@example.com, channel: telegram, locale: lv}}
  steps:
  - user: kur ir pasūtījums 10026?
  - utter: [first-contact, order-shipped, order-tracking]
""",
    )


@pytest.mark.parametrize("channel", ["web", "telegram", "messenger"])
async def test_buttons_are_compared_in_order_by_title_or_payload_on_every_channel(theatre: Theatre, channel: str) -> None:
    text = f"""
test_cases:
- test_case: buttons
  now: 2026-11-23T10:00
  fixtures: {{customer: {{channel: {channel}}}, understood: {{hm: {{order_status: 0.45, refund_status: 0.4}}}}}}
  steps:
  - user: hm
  - buttons: [intent:order_status, intent:refund_status, Runāt ar cilvēku]
"""
    assert await faults(theatre, text) == []
    [fault] = await faults(theatre, text.replace("Runāt ar cilvēku", "Something else"))
    assert fault.startswith(
        "talk.yml:8:5: expected buttons intent:order_status, intent:refund_status, Something else, got Kur mans "
    )


async def test_the_files_of_rasa_load_and_run_as_they_are(theatre: Theatre) -> None:
    """The shape of https://rasa.com/docs/pro/testing/e2e-testing-assertions-installation-and-setup."""
    assert not await faults(
        theatre,
        """
fixtures:
- knows_the_number:
  - order_number: "10026"
metadata:
- from_lv:
    region: lv
test_cases:
- test_case: where an order is
  metadata: from_lv
  fixtures: [knows_the_number]
  steps:
  - user: where is my order?
    metadata: from_lv
  - slot_was_set:
    - order_number: "10026"
    - order_number
  - slot_was_not_set:
    - order_number: "10027"
  - utter: first-contact
  - utter: ask-contact
""",
    )


@pytest.mark.parametrize(
    ("fixtures", "told"),
    [
        ("{calls: {find_purchas: {found: true}}}", "did you mean `find_purchase`?"),
        ("{calls: {find_purchase: {fond: true}}}", "did you mean `found`?"),
        ("{orders: [{number: '1', state: shiped}]}", "did you mean `shipped`?"),
        ("{orders: [{number: '1', placed: soon}]}", "`soon` is no day"),
        ("{orders: [{state: paid}]}", "an order needs a `number`"),
        ("{customer: {channel: web2}}", "did you mean `web`?"),
        ("[nobody]", "`nobody` means nothing here"),
    ],
)
def test_mistakes_in_fixtures_are_told_with_what_to_do(fixtures: str, told: str) -> None:
    with pytest.raises(Problems) as caught:
        parse(parse_yaml(f"test_cases:\n- test_case: a\n  fixtures: {fixtures}\n  steps: [{{user: hi}}]\n", "talk.yml"))
    [problem] = caught.value.problems
    assert told in f"{problem.text} {problem.hint}"

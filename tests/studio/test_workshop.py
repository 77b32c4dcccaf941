"""The draft of the flows: what is published, with what admins have changed."""

import pytest

from bot.app import Shopfloor
from bot.site import studio_on
from bot.studio.context import Studio
from bot.tryout import Conversation
from config.source import Problems


async def test_a_draft_in_which_nothing_was_changed_is_what_is_published(floor: Shopfloor, customer: Conversation) -> None:
    studio: Studio = studio_on(floor)
    texts = await studio.workshop.texts()
    assert "scripts/order_status.yml" in texts
    assert "wording/lv.ftl" in texts
    assert studio.workshop.check(texts) == []
    assert studio.workshop.build(texts).hash == floor.flows.hash


async def test_a_customer_is_answered_by_what_is_published(customer: Conversation) -> None:
    await customer.say("kur ir pasūtījums 10026?")
    assert "ask-contact" in customer.replies()[-1].wordings


def test_what_stops_a_set_is_told_without_the_remarks_that_stop_nothing(floor: Shopfloor) -> None:
    workshop = studio_on(floor).workshop
    texts = workshop.own(floor.flows.sources)
    slot, script = "      order_number: {type: order_number}\n", "scripts/order_status.yml"
    remarked = {**texts, script: texts[script].replace(slot, f"{slot}      nobody_asks: text\n")}
    broken = {**remarked, "wording/lv.ftl": texts["wording/lv.ftl"].replace("order-shipped =", "order-shipped = { $nobody }")}
    assert any(not problem.stops for problem in workshop.check(broken))
    with pytest.raises(Problems) as found:
        workshop.build(broken)
    assert all(problem.stops for problem in found.value.problems)

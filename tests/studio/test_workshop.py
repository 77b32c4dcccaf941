"""The draft of the flows: what is published, with what admins have changed."""

from bot.app import Shopfloor
from bot.site import studio_on
from bot.studio.context import Studio
from bot.tryout import Conversation


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

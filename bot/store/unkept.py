"""What arrives, without numbers that nobody may keep: without it cards and personal codes would stay there for years.

Everything that enters the mailbox passes here before it is written, whatever channel it came by; a message's own key, by which it
counts once, stays as the platform gave it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.port import Attachment, Content, Echo, Inbound, Press, Text
from nlu.unkept import unkept


def without(inbounds: Sequence[Inbound]) -> Sequence[Inbound]:
    """The same in the same order; what has no such number is the same object."""
    return [_without(inbound) for inbound in inbounds]


def _without(inbound: Inbound) -> Inbound:
    content = _content(inbound.content)
    name = unkept(inbound.person.name).text
    if content is inbound.content and name == inbound.person.name:
        return inbound
    return replace(inbound, content=content, person=replace(inbound.person, name=name))


def _content(content: Content) -> Content:
    match content:
        case Text(text) | Echo(text) if (found := unkept(text)).text != text:
            return replace(content, text=found.text)
        case Attachment(caption=caption, name=name):
            without = (unkept(caption).text, unkept(name).text)
            return content if without == (caption, name) else replace(content, caption=without[0], name=without[1])
        case Press(title=title) if (found := unkept(title)).text != title:
            return replace(content, title=found.text)
        case _:
            return content

"""What the studio's handlers stand on: without it each would put draft, published set and model together by itself."""

from dataclasses import dataclass, field
from typing import Any

from bot.api.endpoints import Ask
from bot.app import Shopfloor
from bot.studio.background import Background
from bot.studio.gallery import Gallery
from bot.studio.outline import Reader
from bot.studio.school import School
from bot.studio.stages import Stages
from bot.studio.taught import Taught
from bot.studio.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Studio:
    """The program in the midst of which the studio stands, the draft, and what has read its outline."""

    floor: Shopfloor
    workshop: Workshop
    gallery: Gallery = field(default_factory=Gallery)
    school: School = field(kw_only=True)
    reader: Reader = field(default_factory=Reader)
    stages: Stages = field(default_factory=Stages)
    taught: Taught = field(default_factory=Taught)
    bench: Background = field(default_factory=Background)
    reel: Background = field(default_factory=Background)


def studio_of(ask: Ask[Any, Any]) -> Studio:
    """The studio in which something is asked."""
    assert isinstance(ask.api.studio, Studio)
    return ask.api.studio

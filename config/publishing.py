"""What a draft of the flows must have shown before it reaches customers: without it every shop would gate as much as another."""

from typing import Annotated

from pydantic import Field

from config.values import Part


class Publishing(Part):
    """Which gates the studio demands beside the check; an admin may pass them by, and says why."""

    tests: bool = True
    replay: bool = True
    max_handed_off: Annotated[int, Field(ge=0, le=100)] = 2  # per cent of past conversations that a draft newly gives to people
    max_errors: Annotated[int, Field(ge=0)] = 0

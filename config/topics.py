"""How the desk reaches its own people when no page is open: without it they would have to sit before the console all day."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.values import Duration, LanguageCode, Part

Way = Literal["group", "private", "email"]
LIMIT = 20  # messages a minute that Telegram takes for one group (core.telegram.org/bots/faq)


class Topics(Part):
    """The Telegram group as a second desk; which group it is stands at its bot, as `desk_group`.

    `show`: conversations that want people, or all. `answering_takes`: who answers what nobody has takes it with that.
    `gather`: how long what a customer writes is collected into one post. `language`: the one the group reads.
    """

    show: Literal["people", "all"] = "people"
    answering_takes: bool = True
    per_minute: Annotated[int, Field(ge=1, le=LIMIT)] = LIMIT
    gather: Duration = timedelta(seconds=2)
    language: LanguageCode | None = None


class Alerts(Part):
    """When the desk calls its people. `by`: where to, all of them; empty calls nobody. What is 0s or false is not called for.

    `after`: so long, in working time, a customer may wait untaken; `supervisors_after` the same for the second call.
    `silence`: working time in which a channel heard nothing from its platform.
    """

    by: tuple[Way, ...] = ("group", "private")
    after: Duration = timedelta(minutes=1)
    supervisors_after: Duration = timedelta(minutes=5)
    at_risk: bool = True
    broken: bool = True
    unknown: bool = True
    stopped: bool = True
    silence: Duration = timedelta(hours=6)

    @model_validator(mode="after")
    def _in_order(self) -> "Alerts":
        if self.after and self.supervisors_after and self.supervisors_after <= self.after:
            raise ValueError("supervisors_after must be longer than after: supervisors are called when nobody else came")
        return self


class Summary(Part):
    """The day in a few lines, for supervisors: where to, and how long after the team has closed."""

    by: tuple[Way, ...] = ("private",)
    after: Duration = timedelta(minutes=5)
    worst: Annotated[int, Field(ge=0, le=10)] = 3

"""What reports show: from how many cases on a figure is one, and of which time they are when nobody says."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from config.values import Duration, Part


class Reports(Part):
    """`least` cases make a figure, fewer are hidden; `usual` is how far back a report looks by itself."""

    least: Annotated[int, Field(ge=3, le=100)] = 5
    usual: Duration = timedelta(days=84)

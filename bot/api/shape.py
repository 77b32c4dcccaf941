"""What comes in and goes out over HTTP: without it each start would build the checks of all routes, used or not."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Checked by pydantic, which builds what checks it at its first use: a third of a second, and 17 MB, of a start."""

    model_config = ConfigDict(defer_build=True)

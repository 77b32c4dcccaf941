"""What the draft's endpoints take and give: without it pages and tools would have to guess."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from bot.api.endpoints import Strict
from bot.api.looks import Tab
from bot.api.shape import Shape
from config.source import Problem, Severity

LONGEST = 400_000  # characters of a file

State = Literal["published", "changed", "new", "removed", "clash"]
Text = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00]*$")]  # PostgreSQL keeps no NUL
Version = Annotated[str, Field(max_length=64, description="As the file was when it was read; empty: there was none")]


class FileRow(Shape):
    """A file of the draft. `clash`: others have published the same lines otherwise since; `people` have it open.

    `problems` is how many mistakes it has, null where the draft was not checked yet.
    """

    name: str
    state: State
    version: str
    changed_at: datetime | None
    changed_by: str | None
    people: list[str]
    problems: int | None


class FileList(Shape):
    """All files of the shop, by name; `me` is how the one who asks is called among `people`."""

    items: list[FileRow]
    me: str


class FileOut(Shape):
    """A file as it stands in the draft, as it is published (null: it is not), and as it was when it was changed first."""

    name: str
    state: State
    text: str | None
    version: str
    published: str | None
    base: str | None
    changed_at: datetime | None
    changed_by: str | None


class ProblemOut(Shape):
    """A mistake: file, line and column from 1 (0: the file as a whole), what is wrong, how to mend it.

    `code` names the rule; a `warning` stops nothing.
    """

    file: str
    line: int
    column: int
    text: str
    hint: str
    code: str
    severity: Severity


class ProblemList(Shape):
    """Every mistake of the draft, in the order of their places."""

    items: list[ProblemOut]


class SavedOut(Shape):
    """It stands so now: name this version with the next change. `problems` are the whole draft's, where they were asked for."""

    name: str
    version: str
    state: State
    problems: list[ProblemOut] | None = None


class PieceOut(Shape):
    """Lines of a merge: `both` where there is nothing to ask, otherwise what each side has, and what stood there before."""

    both: list[str] | None = None
    base: list[str] | None = None
    mine: list[str] | None = None
    theirs: list[str] | None = None


class MergeOut(Shape):
    """Two changes in one: `text` is whole where nothing clashes; else mine stands in it, and `pieces` tell what to choose."""

    text: str
    clashes: int
    pieces: list[PieceOut]


class VersionRow(Shape):
    """How a file stood once: who wrote it, and what became of it. `by` null: the program."""

    id: int
    what: str
    text: str | None
    at: datetime
    by: str | None


class History(Shape):
    """Newest first."""

    items: list[VersionRow]


class People(Shape):
    """Who has which file open, by name of the file."""

    items: dict[str, list[str]]


class StepOut(Shape):
    """A step; `own` where its id is written, so that others can lead to it by name without surprise."""

    id: str
    kind: str
    line: int
    about: str
    own: bool


class FlowOut(Shape):
    """A flow of the draft, with what begins it and its steps in the order of the file."""

    id: str
    file: str
    line: int
    description: str
    triggers: list[str]
    steps: list[StepOut]


class SlotOut(Shape):
    """A slot where it is declared; `flow` empty: for all flows of its file."""

    name: str
    type: str
    values: list[str]
    flow: str
    file: str
    line: int


class SaidOut(Shape):
    """A wording in one file."""

    id: str
    file: str
    line: int
    values: list[str]
    text: str


class CallOut(Shape):
    """A call to the shop: arguments and fields of its answer with their types; the answer stands in `context.<result>`."""

    name: str
    arguments: dict[str, str]
    optional: list[str]
    result: str
    fields: dict[str, str]
    once: bool


class OutlineOut(Shape):
    """All there is in the draft, and where it stands."""

    flows: list[FlowOut]
    slots: list[SlotOut]
    wordings: list[SaidOut]
    calls: list[CallOut]
    intents: list[str]
    patterns: list[str]
    types: list[str]
    languages: list[str]


class Used(Shape):
    """How often a flow began in the last thirty days, and how that ended."""

    began: int = 0
    finished: int = 0
    handed: int = 0
    left: int = 0


class Health(Shape):
    """By flow."""

    items: dict[str, Used]


class FileSaveBody(Strict):
    """`version` is the one that was changed; `settled`: what was published meanwhile has been put together with it.

    `check` false: the draft's mistakes are not looked for, which takes up to seconds.
    """

    text: Text
    version: Version
    settled: bool = False
    check: bool = True


class NewBody(Strict):
    """A name such as `scripts/greet.yml` or `wording/lv-greet.ftl`."""

    name: Annotated[str, Field(max_length=120)]
    text: Text = ""


class NewFilesBody(Strict):
    """Several at once: all of them, or none."""

    files: Annotated[list[NewBody], Field(min_length=1, max_length=12)]


class SeenBody(Strict):
    """The version that was looked at."""

    version: Version


class RenameBody(SeenBody):
    """The new name, in the same folder."""

    to: Annotated[str, Field(max_length=120)]


class FileLookBody(Strict):
    """Repeat it every 8 seconds while a file is open; an empty name when none is."""

    tab: Tab
    name: Annotated[str, Field(max_length=120)] = ""


class FileMergeBody(Strict):
    """Two changes of `base`."""

    base: Text
    mine: Text
    theirs: Text


def problem_out(problem: Problem) -> ProblemOut:
    """A mistake as the API tells it."""
    place = problem.place
    return ProblemOut(
        file=place.file, line=place.line, column=place.column, text=problem.text, hint=problem.hint, code=problem.code,
        severity=problem.severity,
    )  # fmt: skip

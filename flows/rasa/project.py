"""A Rasa project as its files stand: without it a domain in twenty files would be twenty domains.

What a file is shows in its keys, not its name. Keys to servers (`credentials.yml`, `endpoints.yml`) are not opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config.source import Place, Problem, Problems, parse_yaml
from nlu.rasa_node import Node, Note, Page

PASSED_OVER = frozenset(
    {
        "node_modules",
        "venv",
        "env",
        "models",
        "results",
        "build",
        "dist",
        "actions",
        "deploy",
        "deployment",
        "helm",
        "__pycache__",
    }
)
CLOSED = frozenset(
    {"credentials", "endpoints", "docker-compose"}
)  # the names of files that hold nothing of what is said and done
OWN = frozenset({"data", "domain", "tests", "e2e_tests", "test", "nlu", "core", "flows", "stories", "rules"})
LARGEST = 8_000_000  # bytes of a file
DOMAIN = frozenset(
    {"intents", "entities", "slots", "responses", "templates", "forms", "session_config", "actions", "e2e_actions"}
)
CONFIG = frozenset({"pipeline", "policies", "recipe", "language", "assistant_id"})


@dataclass(slots=True)
class Project:
    """The pages of a project by what they hold; one page may stand in several lists."""

    name: str
    domain: list[Page] = field(default_factory=list)
    nlu: list[Page] = field(default_factory=list)
    rules: list[Page] = field(default_factory=list)
    stories: list[Page] = field(default_factory=list)
    flows: list[Page] = field(default_factory=list)
    tests: list[Page] = field(default_factory=list)
    config: list[Page] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # of the pages with flows, by file
    notes: list[Note] = field(default_factory=list)

    def of_domain(self, *keys: str) -> Iterator[Node]:
        """What the domain's files hold under a key, or one of several."""
        for page in self.domain:
            yield from (page.top.get(key) for key in keys if page.top.has(key))


def read_project(folder: Path) -> Project:
    """Read all of a project. Raises Problems: of files that cannot be read, or where there is no Rasa project."""
    project, problems = Project(folder.resolve().name), list[Problem]()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            _take(project, path, name)
        except Problems as found:
            if _is_own(name):
                problems.extend(found.problems)
    if not problems and not (project.domain or project.nlu or project.flows):
        problems.append(Problem(Place(str(folder)), "there is no Rasa project here", "name the folder that has domain.yml"))
    if problems:
        raise Problems(problems)
    for old in sorted((folder / "data").rglob("*.md")):
        place = Place(old.relative_to(folder).as_posix(), 1)
        project.notes.append(Note(place, "setting", "a file of Rasa 1.x", "convert it with `rasa data convert` first"))
    return project


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.y*ml")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in PASSED_OVER for part in parts[:-1])
        if path.suffix in {".yml", ".yaml"} and not hidden and path.stem not in CLOSED and path.is_file():
            yield path


def _is_own(name: str) -> bool:
    """Whether a file belongs to the project itself, so that a mistake in it counts."""
    first, _, rest = name.partition("/")
    return first in OWN if rest else first.startswith(("domain", "config", "nlu", "stories", "rules", "flows", "responses"))


def _take(project: Project, path: Path, name: str) -> None:
    if path.stat().st_size > LARGEST:
        raise Problems([Problem(Place(name), "this file is too large to be one of a Rasa project")])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problems([Problem(Place(name), f"this is not UTF-8 at byte {error.start}", "save it as UTF-8")]) from None
    except OSError as error:
        raise Problems([Problem(Place(name), f"this cannot be read: {error.strerror}")]) from None
    page = Page(parse_yaml(text, name), tuple(text.splitlines()))
    top = page.top
    is_test = _is_test(name, top)
    for keys, pages in (
        (DOMAIN, project.domain),
        ({"nlu"}, [] if is_test else project.nlu),
        ({"rules"}, project.rules),
        ({"stories"}, project.tests if is_test else project.stories),
        ({"test_cases"}, project.tests),
        ({"flows"}, project.flows),
        (CONFIG, project.config),
    ):
        if any(top.has(key) for key in keys):
            pages.append(page)
    if top.has("flows"):
        project.texts[name] = text


def _is_test(name: str, top: Node) -> bool:
    in_tests = any(part in {"tests", "e2e_tests", "test"} for part in name.split("/")[:-1])
    return in_tests or name.rpartition("/")[2].startswith("test_") or top.has("test_cases")

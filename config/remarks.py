"""What the comments in a settings file say of each setting: without it a form would show names and no meaning."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import yaml

from config.source import Path_

_REMARK = re.compile(r"[\s,\]}]*\s#\s*(.*\S)\s*$")


def remarks(text: str) -> Mapping[Path_, str]:
    """The comment on each setting's line, by its path; that on a line of several is about the first, which holds the others."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return {}
    if root is None:
        return {}
    lines = text.split("\n")
    ends: defaultdict[int, int] = defaultdict(int)  # of a line, the column in which its last value ends
    firsts: dict[int, Path_] = {}
    for path, node in _walked(root, ()):
        firsts.setdefault(node.start_mark.line, path)
        if isinstance(node, yaml.ScalarNode):
            ends[node.end_mark.line] = max(ends[node.end_mark.line], node.end_mark.column)
    found = {}
    for line, path in firsts.items():
        end = ends[line]
        rest = lines[line][end:]
        if (remark := _REMARK.fullmatch(rest.removeprefix(":"))) is not None:
            found[path] = remark[1]
    return found


def _walked(node: yaml.Node, path: Path_) -> Iterator[tuple[Path_, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key
            yield from _walked(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walked(item, (*path, index))
    elif path:
        yield path, node

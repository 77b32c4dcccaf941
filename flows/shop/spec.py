"""What a row of the table of calls says: without it the tables of the shop's parts could not be one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FieldType = Literal[
    "text",
    "order_number",
    "contact",
    "bool",
    "moment",
    "date",
    "money",
    "number",
    "phone",
    "email",
    "iban",
    "photo",
    "choice",
    "document",
    "list",
    "any",
]


@dataclass(frozen=True, slots=True)
class CallSpec:
    """One call: its arguments and the fields of its answer by name and type.

    `once` marks an effect outside, done by a runner after the turn and never repeated; the others only read.
    """

    name: str
    about: str
    result: str
    arguments: Mapping[str, FieldType]
    fields: Mapping[str, FieldType]
    optional: frozenset[str] = field(default_factory=frozenset)
    once: bool = False

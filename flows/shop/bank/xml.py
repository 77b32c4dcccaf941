"""XML from outside, read so that it can neither grow in memory nor reach out: without it a bank file could be an attack."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from flows.shop.bank.model import wrong


def parse_xml(content: bytes, file: str) -> etree._Element:
    """The root of a document. Raises Problems for what is no XML, breaks off, or brings a document type with it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        hint = "it may have been cut off: get it from the bank again"
        raise wrong(file, line, f"this is no whole XML: {(error.msg or 'it is broken').split(', line')[0]}", hint) from None
    except (ValueError, LookupError):  # an encoding nobody knows
        raise wrong(file, 1, "this XML cannot be read", "get it from the bank again") from None
    info: Any = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise wrong(file, 1, "this XML brings a document type, which bank files never do", "get it from the bank again")
    return root


def name_of(element: etree._Element) -> str:
    """Its local name."""
    return str(etree.QName(element).localname)


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of this local name, in any namespace; `*` for all."""
    for one in element:
        if isinstance(tag := one.tag, str) and (name == "*" or tag.rpartition("}")[2] == name):
            yield one


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def line_of(element: etree._Element) -> int:
    """Where it stands."""
    found: Any = element.sourceline
    return int(found or 0)


def text_of(element: etree._Element | None, *path: str) -> str:
    """Its text, empty where there is none."""
    found = child(element, *path)
    return (found.text or "").strip() if found is not None else ""


def each(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Every element of this local name below."""
    return (one for one in element.iter(etree.Element) if str(one.tag).rpartition("}")[2] == name)

"""An XML tree as the bytes of a file. The one place where XML is written."""

from __future__ import annotations

from xml.etree import ElementTree as ET

__all__ = ["add", "to_bytes"]


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Append an element with a text; names may be qualified as `{namespace}name`."""
    element = ET.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def to_bytes(root: ET.Element) -> bytes:
    """Write a document in UTF-8, indented, with its declaration and a line end at its end."""
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()

"""Takes what the properties of a template say about its makers out of a report. Reads no tag."""

from __future__ import annotations

import re
from typing import Any

_PROPERTIES = (
    "author", "last_modified_by", "title", "subject", "comments", "keywords", "category", "content_status", "identifier", "version",
)  # fmt: skip
_APP = re.compile(rb"<(Company|Manager|Template|HyperlinkBase|TotalTime)>.*?</\1>", re.DOTALL)


def cleaned(document: Any) -> None:
    """Clean a file of its makers; the parts and marks that name them did not even come in (intake.py)."""
    for relation in document.part.package.rels.values():
        if relation.reltype.rpartition("/")[2] == "extended-properties":
            relation.target_part._blob = _APP.sub(b"", relation.target_part.blob)
    for name in _PROPERTIES:
        setattr(document.core_properties, name, "")

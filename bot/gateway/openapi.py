"""The description of the gateway's API, hand-written beside this file, read once at the start."""

import json
from pathlib import Path
from typing import Any


def document(public_url: str) -> dict[str, Any]:
    """Give the document, with the address under which this gateway is known."""
    described: dict[str, Any] = json.loads(
        (Path(__file__).parent / "openapi.json").read_text(encoding="utf-8")
    )
    return {**described, "servers": [{"url": public_url}]}

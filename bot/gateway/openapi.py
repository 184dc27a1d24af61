"""A stand-in until the document is written."""

from typing import Any


def document(public_url: str) -> dict[str, Any]:
    """Describe the API."""
    return {"openapi": "3.1.0", "info": {"title": "CalAIM", "version": "1"}, "paths": {}}

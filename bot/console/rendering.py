"""Templates of the console, and what every page is given."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

TEMPLATES = Path(__file__).parent / "templates"
# htmx may neither run what a page says, nor set styles, nor ask other sites, and keeps no page in
# the browser.
HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "attributesToSettle": ["class"],
    "historyCacheSize": 0,
    "historyEnabled": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
}

# What turns the direction of all that follows it; the letters of a name need none of it.
TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def _unturned(value: Any) -> Any:
    """Have what somebody wrote turn nothing beside it around."""
    return value.translate(TURNS) if isinstance(value, str) else value


@cache
def environment() -> Environment:
    """Give the one environment of all pages; each template is read once."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unturned,
    )
    made.globals["htmx_config"] = json.dumps(HTMX)
    return made


def rendered(template: str, context: dict[str, Any], status: int = 200) -> Response:
    """Render one page or a part of one."""
    html = environment().get_template(template).render(context)
    return HTMLResponse(html, status_code=status)

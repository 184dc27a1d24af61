"""
Logs: one JSON line per event, with ids and numbers only.

An event is a fixed name; beside it stand only the fields listed here, so that no message text,
telephone number or fact can slip in. Of what other packages log, which may quote anything, only
the place in their code is told.
"""

import json
import logging
import re
import sys
from datetime import datetime, timezone

FIELDS = (
    "inbox", "outbox", "conversation", "status", "code", "count", "error", "moved",
)  # fmt: skip


_EVENT = re.compile(r"[a-z][a-z0-9_]{0,60}")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; of an exception only its kind and where it was raised."""
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        line = {"at": moment.isoformat(timespec="milliseconds"), "level": record.levelname}
        line |= {"logger": record.name, "event": _event(record)}
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["raised"] = _where(record)
        return json.dumps(line, default=str)


def _event(record: logging.LogRecord) -> str:
    if isinstance(record.msg, str) and _EVENT.fullmatch(record.msg):
        return record.msg
    return f"said at {record.pathname}:{record.lineno}"


def _where(record: logging.LogRecord) -> str:
    assert record.exc_info is not None and record.exc_info[0] is not None
    trace = record.exc_info[2]
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "nowhere"
    return f"{record.exc_info[0].__name__} at {place}"


def set_up_logs() -> None:
    """Send every log of this process to standard error in that form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("calaim").setLevel(logging.INFO)

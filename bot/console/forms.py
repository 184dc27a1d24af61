"""What a request brings along: the fields of a form, or what stands in its address."""

from collections.abc import Iterable, Mapping

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.console.refusing import Refused
from bot.gateway.bodies import is_plain

LARGEST_FORM = 64_000
"""In bytes: the longest note has 4,000 letters, each of which may take twelve on its way."""
MOST_FIELDS = 40


async def form_of(request: Request) -> Mapping[str, str]:
    """
    Read the fields, without control codes; of one given twice the last.

    Raises:
        Refused: It is too large, or no form.
    """
    if request.method != "POST":
        return _cleaned(request.query_params.items())
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST_FORM:
        raise Refused(413)
    try:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            if any(isinstance(value, UploadFile) for value in form.values()):
                raise Refused(400)
            return _cleaned((name, str(value)) for name, value in form.items())
    except HTTPException:
        raise Refused(400) from None


def _cleaned(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    # A form sends each line break as two letters, of which its box counted one.
    given = ((name, value.replace("\r\n", "\n").replace("\r", "\n")) for name, value in fields)
    return {name: "".join(c for c in value if is_plain(c)) for name, value in given}

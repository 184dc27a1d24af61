"""What a request brings along: the fields of a form, or what stands in its address."""

from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.console.refusing import Refused

LARGEST_FORM = 20_000
MOST_FIELDS = 40


async def form_of(request: Request) -> Mapping[str, str]:
    """
    Read the fields; of one given twice the last.

    Raises:
        Refused: It is too large, or no form.
    """
    if request.method != "POST":
        return dict(request.query_params)
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST_FORM:
        raise Refused(413)
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        if any(isinstance(value, UploadFile) for value in form.values()):
            raise Refused(400)
        return {name: str(value) for name, value in form.items()}

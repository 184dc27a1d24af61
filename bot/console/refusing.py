"""What staff are told when something cannot be done; nothing was changed then."""

from starlette.responses import Response

from bot.console.rendering import rendered
from bot.errors import CalaimError

REFUSED = {
    400: "Something in this form could not be read.",
    401: "Please sign in.",
    403: "Your account may not do this.",
    404: "There is no such page or case.",
    405: "There is no such page.",
    413: "That was too long.",
    429: "That was too often. Please wait a few minutes.",
    500: "Something went wrong here. Nothing was changed; please try again.",
    503: "The database does not answer. Nothing was changed; please try again in a moment.",
}


class Refused(CalaimError):
    """A request that is not answered as asked; nothing was changed."""

    def __init__(self, status: int, sentence: str = "") -> None:
        super().__init__(sentence or REFUSED[status])
        self.status = status
        self.sentence = sentence or REFUSED[status]


def refusal_page(status: int, sentence: str = "") -> Response:
    """Say it on a page of its own."""
    said = sentence or REFUSED.get(status, REFUSED[500])
    return rendered("refused.html", {"sentence": said}, status)

"""From what went wrong to a page: a sentence and what to do. Never a traceback, never a word of a report."""

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from gateway.look.http import page
from keys.desk.web.security import Refused
from keys.errors import AmparoError

_REFUSED = "Close this page and use the window that is open, or start again: amparo-desk web."
_HTTP = {
    400: ("This could not be read", "Go back, look at the form, and send it again."),
    404: ("There is no such page", "Addresses of reports change with each start. Begin with the first page."),
    405: ("There is no such page", "Begin with the first page."),
    413: ("This is too long", "Go back and shorten it. Nothing was sent."),
    421: ("This address is not the desk's", "Use the address that the program printed."),
}


def install(app: Flask) -> None:
    """Every exception of `app` becomes a page."""

    @app.errorhandler(Refused)
    def refused(trouble: Refused) -> Response:
        return page("stranger.html", 403, sentence=trouble.why, advice=_REFUSED)

    @app.errorhandler(AmparoError)
    def sentence(trouble: AmparoError) -> Response:
        return page("trouble.html", 409, title="That did not happen", sentence=str(trouble), fault=False)

    @app.errorhandler(HTTPException)
    def http(trouble: HTTPException) -> Response:
        code = trouble.code or 500
        title, advice = _HTTP.get(code, ("That did not work", "Begin with the first page."))
        if code == 421 or request.endpoint is None:
            return page("stranger.html", code, sentence=title + ".", advice=advice)
        return page("trouble.html", code, title=title, sentence=advice, fault=False)

    @app.errorhandler(Exception)
    def fault(trouble: Exception) -> Response:
        return page(
            "trouble.html", 500, title="A fault in the program", sentence=type(trouble).__name__, fault=True
        )

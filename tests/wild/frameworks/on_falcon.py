"""The endpoint with Falcon, behind waitress."""

import falcon
from store import HERE, PORT, answer
from waitress import serve


class Status:
    """The resource of one session's status."""

    def on_get(self, request, response, session_id):
        """Answer about a session."""
        headers = {name: request.get_header(name) for name in ("X-API-Key", "Authorization")}
        code, response.media, more = answer(session_id, headers)
        response.status = code
        response.set_headers(more)


app = falcon.App()
app.add_route("/v1/sessions/status/{session_id}", Status())
serve(app, host=HERE, port=PORT, threads=8, ident=None)

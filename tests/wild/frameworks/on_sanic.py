"""The endpoint with Sanic, which sends no Date."""

from urllib.parse import unquote

from sanic import Sanic
from sanic.response import json
from store import HERE, PORT, answer

app = Sanic("api")


@app.get("/v1/sessions/status/<session_id>")
async def get_session_status(request, session_id):
    """Answer about a session."""
    code, body, headers = answer(unquote(session_id), request.headers)
    return json(body, status=code, headers=headers)


if __name__ == "__main__":
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.run(HERE, PORT, single_process=True, motd=False, access_log=False)

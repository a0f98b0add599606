"""The endpoint with Flask, behind waitress; with DEBUG=1 as no owner should run it."""

import os

from flask import Flask, jsonify, request
from store import HERE, PORT, answer
from waitress import serve

app = Flask("api")
app.debug = "DEBUG" in os.environ


@app.get("/v1/sessions/status/<session_id>")
def get_session_status(session_id):
    """Answer about a session."""
    if "DEBUG" in os.environ and len(session_id) != 36:
        raise ValueError(session_id)
    code, body, headers = answer(session_id, request.headers)
    return jsonify(body), code, headers


if "DEBUG" in os.environ:
    from werkzeug.serving import run_simple

    run_simple(HERE, PORT, app, use_debugger=True, threaded=True)
else:
    serve(app, host=HERE, port=PORT, threads=8, ident=None)

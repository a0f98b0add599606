"""The endpoint with Litestar, behind uvicorn."""

import uvicorn
from litestar import Litestar, Request, Response, get
from store import HERE, PORT, answer


@get("/v1/sessions/status/{session_id:str}", sync_to_thread=False)
def get_session_status(session_id: str, request: Request) -> Response:
    """Answer about a session."""
    code, body, headers = answer(session_id, request.headers)
    return Response(body, status_code=code, headers=headers)


uvicorn.run(Litestar([get_session_status], openapi_config=None), host=HERE, port=PORT, log_level="critical")

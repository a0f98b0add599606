"""The endpoint with aiohttp."""

from aiohttp import web
from store import HERE, PORT, answer


async def get_session_status(request):
    """Answer about a session."""
    code, body, headers = answer(request.match_info["session_id"], request.headers)
    return web.json_response(body, status=code, headers=headers)


app = web.Application()
app.router.add_get("/v1/sessions/status/{session_id}", get_session_status, allow_head=False)
web.run_app(app, host=HERE, port=PORT, print=None, access_log=None)

"""The endpoint with Django, behind waitress; with DEBUG=1 as no owner should run it."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path
from store import HERE, PORT, answer
from waitress import serve

settings.configure(
    DEBUG="DEBUG" in os.environ, ROOT_URLCONF=__name__, ALLOWED_HOSTS=[HERE], SECRET_KEY="-" * 50
)
django.setup()


def get_session_status(request, session_id):
    """Answer about a session."""
    if request.method != "GET":
        return JsonResponse({"detail": "Method not allowed"}, status=405, headers={"Allow": "GET"})
    code, body, headers = answer(str(session_id), request.headers)
    return JsonResponse(body, status=code, headers=headers)


kind = "uuid" if settings.DEBUG else "str"
urlpatterns = [path(f"v1/sessions/status/<{kind}:session_id>", get_session_status)]
serve(get_wsgi_application(), host=HERE, port=PORT, threads=8, ident=None)

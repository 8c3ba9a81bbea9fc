"""Who is asking: the signed-in user as an actor at the door of the pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from goodstanding.config.logs import log_also
from goodstanding.people.actor import Actor
from goodstanding.people.models import User

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor | None:
    """The signed-in user at this door; None where nobody is signed in."""
    return Actor(request.user, "web") if isinstance(request.user, User) else None


def signed_in(page: Page[P]) -> View[P]:
    """Hand the actor to the page, or send whoever is not signed in to do so first."""

    @wraps(page)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        # The user is loaded lazily; isinstance above sees through the lazy object.
        actor = actor_of(request)
        if actor is None:
            return _ask_to_sign_in(request)
        log_also(user_id=actor.user.pk)
        return page(request, actor, *args, **kwargs)

    return cast(View[P], answer)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    # What was being sent is gone, so signing in leads back to a page, never to a deed.
    to_page = request.method in {"GET", "HEAD"}
    answer = redirect_to_login(request.get_full_path() if to_page else resolve_url("licenses"))
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer

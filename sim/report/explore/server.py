"""The live page over HTTP: to this machine alone, and to whoever knows the token in its address."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from sim.errors import DEBUG, InputError
from sim.report.explore.results_as_html import FIRST, LATER, ROOM
from sim.report.page.rendering import OWN, environment, text_of
from sim.report.page.words import harmless
from sim.scenario.facts.times import measured_period

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sim.report.explore.session import Session

HOST = "127.0.0.1"
#: Bytes of a question that are read.
_LARGEST = 20_000
#: Seconds after which a silent connection is heard from.
_BEAT_S = 15.0
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Lets through what comes from the page itself, and marks every answer as private.

    A request must name this machine as its host, so that no other name can be made to lead here;
    its path must begin with the token; and what changes something must come from the page.

    Parameters
    ----------
    app : ASGI application
        Answers what is let through, with the token taken off the path.
    token : str
        The token.
    port : int
        The port of the page.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app, self._token = app, token
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        if scope["type"] != "http":
            return
        rest = self._allowed(scope)
        if rest is None:
            from starlette.responses import PlainTextResponse

            refused = PlainTextResponse("403: use the address that sixhubs explore printed\n", 403)
            await refused(scope, receive, send_marked)
        else:
            inner = {**scope, "path": rest, "raw_path": rest.encode()}
            await self._app(inner, receive, send_marked)

    def _allowed(self, scope: Scope) -> str | None:
        """Return the path behind the token; None for what is refused."""
        headers = {name.lower(): value for name, value in scope["headers"]}
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        given, _, rest = scope["path"].removeprefix("/").partition("/")
        is_ours = secrets.compare_digest(given.encode(), self._token.encode())
        is_here = host in self._hosts and origin in {"", f"http://{host}"}
        return f"/{rest}" if is_ours and is_here else None


class Wire:
    """Brings what the page is told to every window in which it is open."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._last: dict[str, Any] = {}
        self._html: dict[str, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._has_ended = False

    def publish(self, told: Mapping[str, Any]) -> None:
        """Tell something, from any thread."""
        loop = self._loop
        # A new one, as another thread may be reading the old one.
        self._html = {**self._html, **told.get("html", {})}
        self._last = {**told, "html": self._html}
        if loop is not None:
            # The page may end at any moment, and then there is nobody left to be told.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._pass_on, json.dumps(told))

    def show_others(self, state: Mapping[str, Any], by: object) -> None:
        """Show every window what has been changed in one; that one knows itself by what it said."""
        self._pass_on(json.dumps({"state": state, "by": by}))

    def end(self) -> None:
        """Let every window go, and one that is only now being opened."""
        self._has_ended = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._pass_on, None)

    def _pass_on(self, text: str | None) -> None:
        for listener in self._listeners:
            listener.put_nowait(text)

    async def listen(self) -> AsyncIterator[str]:
        """Yield what is told as server-sent events, beginning with what is known by now."""
        self._loop = asyncio.get_running_loop()
        own: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(own)
        self._count()
        try:
            if self._last:
                yield f"data: {json.dumps(self._last)}\n\n"
            # Asked each time: the end may come between the answer's head and its first line.
            while not self._has_ended:
                try:
                    text = await asyncio.wait_for(own.get(), _BEAT_S)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if text is None:
                    return
                yield f"data: {text}\n\n"
        finally:
            self._listeners.discard(own)
            self._count()

    def _count(self) -> None:
        """Tell every window how many there are."""
        self._pass_on(json.dumps({"windows": len(self._listeners)}))


def page_of(session: Session, named: str) -> str:
    """Return the page as HTML."""
    scenario = session.base.scenario
    template = environment(ROOM).get_template("explore.html")
    html = template.render(
        title=scenario.title or scenario.name,
        marking=scenario.protective_marking,
        period=measured_period(scenario.run),
        scenario=scenario,
        named=named,
        panels=session.panels,
        elsewhere=session.elsewhere,
        sections=(*FIRST, *LATER),
        state=session.state(),
    )
    return harmless(html)


def application(session: Session, wire: Wire, named: str, token: str, port: int) -> ASGIApp:
    """Return what answers the requests of the page."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, JSONResponse, StreamingResponse
    from starlette.routing import Route

    async def page(_: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(page_of, session, named))

    async def act(request: Request) -> Response:
        words = await _words(request)
        if words is None:
            return JSONResponse({"refused": ["what was asked cannot be read"]}, 400)
        try:
            state = await run_in_threadpool(session.act, words)
            if words.get("action") != "look":
                wire.show_others(state, words.get("window"))
            return JSONResponse(state)
        except InputError as error:
            refused = [": ".join(part for part in (one.file, one.path, one.message) if part)
                       for one in error.problems]  # fmt: skip
            return JSONResponse({"refused": refused}, 400)
        except Exception as error:
            if os.environ.get(DEBUG) == "1":
                raise
            # Without an answer that it can read, the page would say that the program has ended.
            text = f"unexpected error: {type(error).__name__}: {' '.join(str(error).split())}"
            return JSONResponse({"refused": [text]}, 500)

    async def events(_: Request) -> Response:
        return StreamingResponse(wire.listen(), media_type="text/event-stream")

    style = text_of(OWN, "style.css") + text_of(ROOM, "explore.css")
    routes = [
        Route("/", page),
        Route("/act", act, methods=["POST"]),
        Route("/events", events),
        Route("/explore.css", _file(style, "text/css")),
        Route("/explore.js", _file(text_of(ROOM, "explore.js"), "text/javascript")),
    ]
    return Guard(Starlette(routes=routes), token, port)


async def _words(request: Request) -> dict[str, Any] | None:
    """Return what a request says; None if it is cut off, too long or no JSON object of text."""
    from starlette.requests import ClientDisconnect

    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > _LARGEST:
                return None
        words = json.loads(body)
        # Halves of a character, which JSON can spell out, are not text that could be shown.
        json.dumps(words, ensure_ascii=False).encode()
    except (ClientDisconnect, RecursionError, ValueError):
        return None
    return words if isinstance(words, dict) else None


def _file(text: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers with one of the page's own files."""
    from starlette.responses import Response as Plain

    async def answer(_: Request) -> Response:
        return Plain(text, media_type=kind)

    return answer

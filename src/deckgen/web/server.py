"""The server of the live page: on this machine alone, for who has the address with its token.

Deck work is done in one thread, since the engine keeps to the thread that opened a presentation.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shlex
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from deckgen.checks.rules import BY_ID
from deckgen.project import Project, watch
from deckgen.web import asset, review_page
from deckgen.web.checking import Checker
from deckgen.web.live import LiveDeck

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
_NAMES = {HOST, "localhost"}
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_ASSETS = ("live.css", "live.js", "live.svg", "review.css")
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_GOTO = {"code", "code-insiders", "codium", "cursor"}
"""Editors that would take `+12` for a file."""
_NONE = Response(status_code=404)
T = TypeVar("T")


class Guard:
    """Refuses (403) what does not come from the page itself.

    That is another Host, which a page elsewhere could have pointed at this machine, another
    Origin, and an address without the token.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        """Guard an application whose paths begin with the token."""
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http" or self._is_allowed(scope):
            await self._app(scope, receive, _with_headers(send))
        else:
            refused = Response("This address is not the page's.", 403, media_type="text/plain")
            await refused(scope, receive, _with_headers(send))

    def _is_allowed(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        origin = headers.get("origin")
        token = scope["path"].removeprefix("/").partition("/")[0]
        return (
            host.partition(":")[0] in _NAMES
            and (origin is None or origin == f"http://{host}")
            and secrets.compare_digest(token.encode(), self._token.encode())
        )


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            more = [(key.lower().encode(), value.encode()) for key, value in _HEADERS.items()]
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return sent


class _Viewed:
    """A deck of the page, with what is still to be done for it, and how many look at it."""

    def __init__(self, deck: LiveDeck) -> None:
        self.deck = deck
        self.viewers = 0
        self.rest: asyncio.Task[None] | None = None


class LivePage:
    """What the page shows, for every variant that somebody looks at, and who waits for it."""

    def __init__(self, deck: Path, variant: str | None, engine: str) -> None:
        """Show a deck, and first this variant of it."""
        self.first = variant or ""
        self._start = LiveDeck(Project(deck, variant=variant), engine)
        self._checker = Checker(deck)
        self._viewed: dict[str, _Viewed] = {}
        self._opening = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "deck")
        self._checks = ThreadPoolExecutor(1, "rules")
        self._changed = asyncio.Condition()
        self._asked = 0
        self._ended = False

    async def work(self, task: Callable[..., T], *words: Any) -> T:
        """Do some work on decks, in their thread."""
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, task, *words)
        finally:
            self._asked -= 1

    def _is_busy(self) -> bool:
        """Whether more work on decks is asked for than the one at hand."""
        return self._asked > 1

    async def deck(self, variant: str) -> LiveDeck | None:
        """The deck or a variant of it, read when it is first asked for; None for no variant."""
        async with self._opening:
            if variant not in self._viewed:
                new = self._start
                if variant != self.first:
                    if variant and variant not in await self.work(self._start.variants):
                        return None
                    new = await self.work(self._start.of_variant, variant)
                await self.work(new.refresh)
                self._viewed[variant] = _Viewed(new)
                self._do_rest(variant)
            return self._viewed[variant].deck

    def _do_rest(self, variant: str) -> None:
        """Draw what has no picture yet, and run the rules, while others ask and files change."""
        viewed = self._viewed[variant]
        if viewed.rest is not None:
            viewed.rest.cancel()
        viewed.rest = asyncio.get_running_loop().create_task(self._rest(viewed.deck, variant))

    async def _rest(self, deck: LiveDeck, variant: str) -> None:
        await asyncio.gather(self._draw(deck), self._check(deck, variant))

    async def _draw(self, deck: LiveDeck) -> None:
        while await self.work(deck.draw_more, self._is_busy):
            await self.tell()

    async def _check(self, deck: LiveDeck, variant: str) -> None:
        project = await self.work(lambda: deck.unchecked)
        if project is not None:
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self._checks, self._checker.findings, variant)
            await self.work(deck.take, found, project)
            await self.tell()

    async def tell(self) -> None:
        """Let those who wait for a version look whether there is one."""
        async with self._changed:
            self._changed.notify_all()

    async def watch(self) -> None:
        """Read the decks again as files in their folders change, until it is cancelled."""
        from watchfiles import awatch

        while True:
            folders = await self._folders()
            changes = awatch(
                *folders, watch_filter=watch.matters(folders),
                debounce=watch.DEBOUNCE, step=watch.STEP,
                rust_timeout=watch.PATIENCE, yield_on_timeout=True,
            )  # fmt: skip
            begun = False
            async for found in changes:
                # What changed before they were watched is read once they are.
                if found or not begun:
                    begun = True
                    await self._refresh()
                    if not await self._folders() <= folders:
                        break

    async def _folders(self) -> set[Path]:
        found: set[Path] = set()
        for viewed in tuple(self._viewed.values()):
            found |= await self.work(viewed.deck.folders)
        return found

    async def _refresh(self) -> None:
        for variant, viewed in tuple(self._viewed.items()):
            if viewed.viewers or viewed.deck is self._start:
                await self.work(viewed.deck.refresh)
                await self.tell()
                self._do_rest(variant)
            else:
                del self._viewed[variant]

    async def versions(self, variant: str) -> AsyncIterator[int]:
        """The number of the version now, and of each later one; those missed are left out.

        There are none where the variant is gone.
        """
        deck = await self.deck(variant)
        if deck is None:
            return
        viewed = self._viewed[variant]
        viewed.viewers += 1
        told = 0
        try:
            while not self._ended:
                if deck.version != told:
                    told = deck.version
                    yield told
                async with self._changed:
                    if deck.version == told and not self._ended:
                        await self._changed.wait()
        finally:
            viewed.viewers -= 1

    async def end(self) -> None:
        """Tell of no more versions: who waits for one is let go."""
        self._ended = True
        await self.tell()

    def close(self) -> None:
        """End all work."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._checks.shutdown(wait=False, cancel_futures=True)
        self._checker.close()


class _Answers:
    """What the page's addresses answer; `variant` of an address is the one that is looked at."""

    def __init__(self, page: LivePage) -> None:
        self._page = page

    async def _deck(self, request: Request) -> LiveDeck:
        deck = await self._page.deck(self._variant(request))
        if deck is None:
            raise HTTPException(404)
        return deck

    def _variant(self, request: Request) -> str:
        return str(request.query_params.get("variant", self._page.first))

    async def _data(self, request: Request, ask: Callable[[LiveDeck], Any]) -> Response:
        found = await self._page.work(ask, await self._deck(request))
        if found is None:
            return _NONE
        return Response(msgspec.json.encode(found), media_type="application/json")

    async def index(self, _request: Request) -> Response:
        text = asset("live.html").replace("{variant}", escape(self._page.first))
        return Response(text, media_type="text/html")

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            return _NONE
        return Response(asset(name), media_type=_TYPES[Path(name).suffix])

    async def state(self, request: Request) -> Response:
        return await self._data(request, LiveDeck.state)

    async def slide(self, request: Request) -> Response:
        return await self._data(request, lambda deck: deck.slide(request.path_params["id"]))

    async def texts(self, request: Request) -> Response:
        return await self._data(request, LiveDeck.texts)

    async def rule(self, request: Request) -> Response:
        rule = BY_ID.get(request.path_params["id"])
        if rule is None:
            return _NONE
        return Response(review_page.rule_page(rule), media_type="text/html")

    async def picture(self, request: Request) -> Response:
        found = (await self._deck(request)).picture(request.path_params["digest"])
        # Named by what is drawn, so that a browser need not ask again.
        return _picture(found, "private, max-age=31536000, immutable")

    async def last(self, request: Request) -> Response:
        deck = await self._deck(request)
        found = await self._page.work(deck.last_built, request.path_params["id"])
        return _picture(found, "no-store")

    async def download(self, request: Request) -> Response:
        found = await self._page.work((await self._deck(request)).download)
        if found is None:
            return _NONE
        name = re.sub(r"[^\w. -]", "_", found[0], flags=re.ASCII)
        attached = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(found[1], media_type=_PPTX, headers=attached)

    async def events(self, request: Request) -> Response:
        await self._deck(request)
        variant = self._variant(request)

        async def lines() -> AsyncIterator[str]:
            async for version in self._page.versions(variant):
                yield f"data: {version}\n\n"

        kept = {"Cache-Control": "no-store"}
        return StreamingResponse(lines(), media_type="text/event-stream", headers=kept)

    async def open_editor(self, request: Request) -> Response:
        deck = await self._deck(request)
        try:
            asked = await request.json()
            path, line = asked["path"], int(asked["line"])
            editor = shlex.split(os.environ.get("VISUAL", ""))
            if not editor or not await self._page.work(deck.is_source, path):
                return _NONE
            at = [f"+{line}", path]
            if Path(editor[0]).stem in _GOTO:
                at = ["--goto", f"{path}:{line}"]
            subprocess.Popen([*editor, *at], start_new_session=True)
        except (ValueError, TypeError, KeyError, OSError):
            return _NONE
        return Response(status_code=204)


def _picture(found: bytes | None, kept: str) -> Response:
    if found is None:
        return _NONE
    return Response(found, media_type="image/png", headers={"Cache-Control": kept})


def application(page: LivePage, token: str) -> ASGIApp:
    """The application of a page, whose paths begin with the token."""
    answers = _Answers(page)

    @asynccontextmanager
    async def watching(_app: Starlette) -> AsyncIterator[None]:
        await page.deck(page.first)
        task = asyncio.get_running_loop().create_task(page.watch())
        yield
        task.cancel()
        page.close()

    paths = {
        "/": answers.index,
        "/assets/{name}": answers.static,
        "/state": answers.state,
        "/slide/{id}": answers.slide,
        "/texts": answers.texts,
        "/rules/{id}": answers.rule,
        "/picture/{digest}.png": answers.picture,
        "/last/{id}.png": answers.last,
        "/download": answers.download,
        "/events": answers.events,
    }
    routes = [Route(f"/{token}{path}", endpoint) for path, endpoint in paths.items()]
    routes.append(Route(f"/{token}/open", answers.open_editor, methods=["POST"]))
    return Guard(Starlette(routes=routes, lifespan=watching), token)


def serve(
    deck: Path, variant: str | None, port: int, engine: str, tell: Callable[[str], None]
) -> None:
    """Serve the live page of a deck until the process is interrupted.

    `port` 0 is any free one. `tell` is called with the page's address once it can be opened.
    Raises OSError where the port is taken.
    """
    import uvicorn

    token = secrets.token_urlsafe(24)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        address = f"http://{HOST}:{listener.getsockname()[1]}/{token}/"

        async def run() -> None:
            page = LivePage(deck, variant, engine)
            app = application(page, token)
            config = uvicorn.Config(
                app, log_level="error", access_log=False, timeout_graceful_shutdown=1
            )
            server = uvicorn.Server(config)
            task = asyncio.get_running_loop().create_task(server.serve(sockets=[listener]))
            while not server.started and not task.done():
                await asyncio.sleep(0.02)
            if server.started:
                tell(address)
            while not server.should_exit and not task.done():
                await asyncio.sleep(0.1)
            await page.end()
            await task

        asyncio.run(run())

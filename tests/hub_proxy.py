"""A proxy for a Hub under test, written in Python so that no test needs npm: it lives in the Hub's own process.

Each connection carries one request to whoever has the longest route, and bytes both ways until either side ends.
That serves pages and websockets alike. It is no proxy for real use.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from jupyterhub.proxy import Proxy

LONGEST_HEAD = 64 * 1024  # bytes


class OneRequestProxy(Proxy):
    """What `JupyterHub.proxy_class` may name."""

    _routes: dict[str, dict]
    _server: asyncio.Server

    async def start(self) -> None:
        at = urlsplit(self.public_url)
        self._routes = {}
        self._server = await asyncio.start_server(self._serve, at.hostname, at.port, limit=LONGEST_HEAD)

    def stop(self) -> None:
        self._server.close()

    async def add_route(self, routespec: str, target: str, data: dict) -> None:
        spec = self.validate_routespec(routespec)
        self._routes[spec] = {"routespec": spec, "target": target, "data": data}

    async def delete_route(self, routespec: str) -> None:
        self._routes.pop(self.validate_routespec(routespec), None)

    async def get_all_routes(self) -> dict[str, dict]:
        return dict(self._routes)

    def _target(self, path: str) -> tuple[str, int]:
        asked = path.partition("?")[0] + "/"
        found = urlsplit(
            self._routes[max((spec for spec in self._routes if asked.startswith(spec)), key=len)]["target"]
        )
        return found.hostname, found.port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = None
        try:
            request, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
            source, there = await asyncio.open_connection(*self._target(request.split(" ")[1]))
            there.write(_head(request, lines, writer.get_extra_info("peername")[0]))
            await _both(_pass_on(reader, there), _pass_on(source, writer))
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, IndexError):
            pass  # the browser went away, or its server did; either sees a closed connection
        finally:
            for end in (writer, there):
                if end is not None:
                    end.close()


def _head(request: str, lines: list[str], peer: str) -> bytes:
    """The request's head with what a proxy adds; without an upgrade the connection ends with the answer."""
    upgrade = any(line.lower().startswith("upgrade:") for line in lines)
    kept = [line for line in lines if upgrade or not line.lower().startswith("connection:")]
    added = [f"X-Forwarded-For: {peer}", "X-Forwarded-Proto: http", *([] if upgrade else ["Connection: close"])]
    return "\r\n".join([request, *kept, *added, "", ""]).encode("latin-1")


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(64 * 1024):
        writer.write(data)
        await writer.drain()


async def _both(*ways) -> None:
    """Until one way ends; the other then has nobody to talk to."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    _, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for one in left:
        one.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

"""The outermost layer around the app: nothing reaches it, and nothing leaves it, but through here.

Hooks of the web framework don't run for every route, so the rules live in a WSGI middleware.
"""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any

from navigator.log_budget import LogBudget
from navigator.security_answers import Refusal, render
from navigator.security_headers import security_headers
from navigator.security_hosts import is_loopback
from navigator.security_requests import refuse
from navigator.settings import Settings
from navigator.wsgi import Environ, StartResponse, WSGIApplication

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
_DEBUG_VARIABLES = ("FLASK_DEBUG", "DASH_DEBUG")


def protect(
    app: WSGIApplication, settings: Settings, script_hashes: Iterable[str] = (), *, carries: bool = False
) -> WSGIApplication:
    """`app` behind the rules: who may ask (hosts, origins), what (methods, paths, bodies of at most
    1 MiB), with strict headers on every answer and no traceback in any.

    `script_hashes` are the page's own inline scripts as a content security policy writes them; take
    them after the last callback is registered. An app that `carries` the answers of another that is
    protected already says these headers itself, where it does; it knows the hashes.
    """
    return _Protected(app, settings, security_headers(settings.frame_ancestors, script_hashes), carries)


def refuse_unsafe(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """Sentences saying why these settings must not be served; empty when they may."""
    if is_loopback(settings.host):
        return []
    reasons = []
    if settings.auth == "none" and not settings.insecure_allow_remote:
        reasons.append(
            f"--host {settings.host} lets other machines in, but nobody has to log in; keep to 127.0.0.1 "
            "behind a proxy that asks who it is, or say --insecure-allow-remote"
        )
    reasons.extend(
        f"{variable} is set; debugging must not be open to other machines, so unset it"
        for variable in _DEBUG_VARIABLES
        if environ.get(variable, "").strip().lower() not in ("", "0", "false", "no", "off")
    )
    return reasons


class _Protected:
    def __init__(
        self, app: WSGIApplication, settings: Settings, headers: tuple[tuple[str, str], ...], carries: bool
    ) -> None:
        self._app = app
        self._carries = carries
        self._settings = settings
        self._headers = headers
        self._refusals = LogBudget(logging.getLogger("navigator.security"))
        self._errors = LogBudget(logging.getLogger("navigator.errors"))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start = _Start(start_response, self._headers, self._carries)
        try:
            refusal = refuse(environ, self._settings)
        except OSError:
            raise  # the client went away while its body was read: the server's business
        except Exception as error:
            return self._answer(self._failure(environ, error), environ, start)
        if refusal is not None:
            self._refusals.log(
                logging.WARNING, "refused %s (%s)", _asked(environ), f"{refusal.status.value} {refusal.code}"
            )
            return self._answer(refusal, environ, start)
        return self._run(environ, start)

    def _run(self, environ: Environ, start: _Start) -> Iterable[bytes]:
        body: Iterable[bytes] = ()
        try:
            body = self._app(environ, start)
            chunks = iter(body)
            first = next(chunks, b"")
            start.send()
        except Exception as error:
            _close(body)
            if start.sent:
                raise self._torn(environ, error) from None
            return self._answer(self._failure(environ, error), environ, start)
        return _Body(first, chunks, body, lambda error: self._torn(environ, error))

    def _answer(self, refusal: Refusal, environ: Environ, start: _Start) -> Iterable[bytes]:
        status, headers, body = render(refusal, environ)
        start(status, headers)
        start.send()
        return [body]

    def _failure(self, environ: Environ, error: Exception) -> Refusal:
        return Refusal(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "internal-error",
            "Something went wrong inside the navigator.",
            f"The log says more under {self._log(environ, error)}.",
        )

    def _torn(self, environ: Environ, error: Exception) -> OSError:
        """An answer that broke in its middle: the connection must break too, or it would look whole."""
        self._log(environ, error)
        return BrokenPipeError(errno.EPIPE, "the answer could not be finished")

    def _log(self, environ: Environ, error: Exception) -> str:
        name = secrets.token_hex(4)
        what = f"{type(error).__name__}: {error}"[:300]
        self._errors.log(logging.ERROR, "error %s at %s: %r", name, _asked(environ), what, error=error)
        return name


class _Start:
    """Holds status and headers back until the first piece of the body is there, and makes them strict."""

    def __init__(
        self, start_response: StartResponse, headers: tuple[tuple[str, str], ...], carries: bool
    ) -> None:
        self._start_response = start_response
        self._headers = headers
        self._carries = carries
        self._held: tuple[str, list[tuple[str, str]]] | None = None
        self._write: Callable[[bytes], object] | None = None

    @property
    def sent(self) -> bool:
        return self._write is not None

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        if self.sent and exc_info and exc_info[1]:
            raise exc_info[1]
        if self._carries and "content-security-policy" in {name.lower() for name, _ in headers}:
            self._held = (status, headers)
            return self._write_now
        ours = {name.lower() for name, _ in self._headers} | {"x-frame-options"}
        kept = [(name, value) for name, value in headers if name.lower() not in ours]
        self._held = (status, [*kept, *self._headers])
        return self._write_now

    def send(self) -> None:
        """Pass status and headers on; once."""
        if self._held is None:
            raise RuntimeError("the app gave a body without a status")
        if self._write is None:
            self._write = self._start_response(*self._held)

    def _write_now(self, data: bytes) -> object:
        self.send()
        return self._write(data) if self._write else None


class _Body:
    """The rest of an answer, with the app's own close."""

    def __init__(
        self, first: bytes, rest: Iterator[bytes], body: Iterable[bytes], torn: Callable[[Exception], OSError]
    ) -> None:
        self._first: bytes | None = first
        self._rest = rest
        self._body = body
        self._torn = torn

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        try:
            return next(self._rest)
        except StopIteration:
            raise
        except Exception as error:
            raise self._torn(error) from None

    def close(self) -> None:
        """Let the app clean up."""
        _close(self._body)


def _close(body: Any) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


def _asked(environ: Environ) -> str:
    """Method and path for the log: short, on one line, whatever was sent."""
    return f"{str(environ.get('REQUEST_METHOD'))[:20]!r} {str(environ.get('PATH_INFO', ''))[:200]!r}"

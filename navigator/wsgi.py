"""The types of WSGI (PEP 3333), by the names used here."""

from __future__ import annotations

from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

Environ = dict[str, Any]

__all__ = ["Environ", "StartResponse", "WSGIApplication"]

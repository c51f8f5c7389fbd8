"""How log lines look: one line each on stderr, as text for people or JSON for programs."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime


class TextLines(logging.Formatter):
    """`12:00:00 warning navigator.security: …`; a traceback only when everything is wanted."""

    def __init__(self, with_tracebacks: bool) -> None:
        super().__init__()
        self._with_tracebacks = with_tracebacks

    def format(self, record: logging.LogRecord) -> str:
        """One line, control characters made visible."""
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        line = f"{moment} {record.levelname.lower()} {record.name}: {_one_line(record.getMessage())}"
        if record.exc_info and self._with_tracebacks:
            return f"{line}\n{self.formatException(record.exc_info)}"
        return line


class JsonLines(logging.Formatter):
    """One JSON object a line: time (RFC 3339), level, logger, message, and exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def configure_logging(level: str, fmt: str) -> None:
    """Send all logs of this process to stderr from `level` (debug to error) up, as `fmt` (text or json)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if fmt == "json" else TextLines(level == "debug"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # What libraries say below warnings is about their own insides, request addresses included.
    for noisy in ("httpx", "httpcore", "urllib3", "asyncio", "werkzeug"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)

"""The file of a recording: one packed JSON document, checked from its first byte to its last.

    {"format": "navigator-recording", "version": 1, "title", "provenance", "licence", "sources",
     "start", "step", "count", "files": {name: text},
     "tracks": [{"node", "signal", "max_age", "values", "lags", "stretches": [[first, trust, detail]],
                 "capacities"?, "seen"?: [[up, targets] | null]}],
     "members"?: {node: [{"first", "labels", "series": [[value]], "expected", "failure"}]},
     "changes"?: {"found": [{"id", "title", "at", …}], "failures": [sentence]},
     "splits"?: [{"node", "signal", "label", "every", "count", "values": {name: [value]}, "stretches"}]}

`values` and `capacities` have six significant digits; `lags` are seconds from the newest sample to the
moment; `seen` has an entry per stretch: how many of the targets answered. `members` is what searches for
the members of nodes with `each` gave, `changes` what was done as known when it was made, `splits` are
breakdowns at every `every`-th moment.
"""

from __future__ import annotations

import errno
import gzip
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from adapters.recorded import MAX_MOMENTS, MAX_READINGS, Recording, RecordingError, Stretch, Track
from adapters.recorded_changes import packed_changes, read_changes
from adapters.recorded_members import packed_members, read_members
from adapters.recorded_splits import packed_splits, read_splits
from adapters.recorded_values import number, numbers, rounded, short, text
from hierarchy.evidence.readings import Trust
from hierarchy.model import SignalKey

FORMAT = "navigator-recording"
VERSION = 1
MAX_UNPACKED = 64 * 1024 * 1024
_PIECE = 256 * 1024


def write_recording(recording: Recording, path: str | Path) -> None:
    """Write the file; it appears whole or not at all. Raises RecordingError."""
    target, half = Path(path), _half(path)
    packed = gzip.compress(orjson.dumps(_document(recording)), compresslevel=9, mtime=0)
    with _told(target, half):
        half.write_bytes(packed)
        os.replace(half, target)


def ensure_writable(path: str | Path) -> None:
    """Find out that a file can't be written before the work for it is done. Raises RecordingError."""
    target, half = Path(path), _half(path)
    with _told(target, half):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        half.write_bytes(b"")
        half.unlink()


def _half(path: str | Path) -> Path:
    """The file beside it that takes its place when it is whole."""
    return Path(path).with_name(Path(path).name + ".part")


@contextmanager
def _told(target: Path, half: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise RecordingError(f"{target.name} cannot be written: {error.strerror or 'no access'}") from None


def read_recording(path: str | Path) -> Recording:
    """Read a file back. Raises RecordingError, one sentence, whatever is wrong with it."""
    name = Path(path).name
    body = _unpacked(Path(path), name)
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise RecordingError(f"{name} is not a recording: it does not hold a JSON document") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise RecordingError(f"{name} is not a recording made by navigator record")
    if document.get("version") != VERSION:
        version = str(document.get("version"))[:20]
        raise RecordingError(f"{name} has recording version {version}; this release reads version {VERSION}")
    try:
        return _recording(document)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        part = str(error)[:80]
        raise RecordingError(f"{name} is damaged: {part} is missing or not as it should be") from None


def _document(recording: Recording) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": recording.title,
        "provenance": recording.provenance,
        "licence": recording.licence,
        "sources": list(recording.sources),
        "start": recording.start,
        "step": recording.step,
        "count": recording.count,
        "files": dict(recording.files),
        "tracks": [_packed(key, track, recording) for key, track in recording.tracks.items()],
    } | _more(recording)


def _more(recording: Recording) -> dict[str, object]:
    """What older files do not have."""
    more: dict[str, object] = {}
    if recording.members:
        more["members"] = packed_members(recording.members)
    if recording.changes is not None:
        more["changes"] = packed_changes(recording.changes)
    if recording.splits:
        more["splits"] = packed_splits(recording.splits)
    return more


def _packed(key: SignalKey, track: Track, recording: Recording) -> dict[str, object]:
    moments = (recording.start + i * recording.step for i in range(recording.count))
    lags = [None if t is None else short(m - t) for m, t in zip(moments, track.times, strict=True)]
    packed: dict[str, object] = {
        "node": key.node,
        "signal": key.signal,
        "max_age": track.max_age,
        "values": [None if value is None else rounded(value) for value in track.values],
        "lags": lags,
        "stretches": [[s.first, s.trust.value, s.detail] for s in track.stretches],
    }
    if any(stretch.seen for stretch in track.stretches):
        packed["seen"] = [stretch.seen for stretch in track.stretches]
    if track.capacities is not None:
        packed["capacities"] = [None if value is None else rounded(value) for value in track.capacities]
    return packed


def _unpacked(path: Path, name: str) -> bytes:
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    body = bytearray()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                body += unpack.decompress(piece, MAX_UNPACKED + 1 - len(body))
                if len(body) > MAX_UNPACKED:
                    raise RecordingError(f"{name} is too large: more than 64 MB unpacked")
    except OSError as error:
        raise RecordingError(f"{name} cannot be read: {error.strerror or 'no access'}") from None
    except zlib.error:
        raise RecordingError(f"{name} is not a recording, or it is damaged: it cannot be unpacked") from None
    if not unpack.eof:
        raise RecordingError(f"{name} is cut off before its end")
    return bytes(body)


def _recording(document: Mapping[str, object]) -> Recording:
    start, step = number(document["start"], "start"), number(document["step"], "step")
    count, tracks = document["count"], document["tracks"]
    if not isinstance(count, int) or not 1 <= count <= MAX_MOMENTS or step <= 0:
        raise ValueError("count")
    if not isinstance(tracks, list) or len(tracks) * count > MAX_READINGS:
        raise ValueError("tracks")
    files = document["files"]
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise ValueError("files")
    sources = document.get("sources", ["default"])
    if not isinstance(sources, list):
        raise ValueError("sources")
    return Recording(
        text(document["title"], "title"),
        files,
        start,
        start + (count - 1) * step,
        step,
        dict(_track(item, start, step, count) for item in tracks),
        text(document.get("provenance", ""), "provenance"),
        text(document.get("licence", ""), "licence"),
        tuple(text(name, "sources") for name in sources),
        read_members(document.get("members", {}), count),
        read_changes(document["changes"]) if "changes" in document else None,
        read_splits(document.get("splits", []), count),
    )


def _pair(counts: list[object]) -> tuple[int, int]:
    up, targets = counts
    if not isinstance(up, int) or not isinstance(targets, int):
        raise TypeError("seen")
    return up, targets


def _track(item: Mapping[str, object], start: float, step: float, count: int) -> tuple[SignalKey, Track]:
    key = SignalKey(text(item["node"], "node"), text(item["signal"], "signal"))
    values = numbers(item["values"], count, f"values of {key}")
    lags = numbers(item["lags"], count, f"lags of {key}")
    times = [None if lag is None else start + i * step - lag for i, lag in enumerate(lags)]
    stretches = item["stretches"]
    if not isinstance(stretches, list) or not stretches or stretches[0][0] != 0:
        raise ValueError(f"stretches of {key}")
    seen = item.get("seen", [None] * len(stretches))
    if not isinstance(seen, list):
        raise ValueError(f"seen of {key}")
    read = tuple(
        Stretch(int(first), Trust(trust), text(detail, "detail"), None if counts is None else _pair(counts))
        for (first, trust, detail), counts in zip(stretches, seen, strict=True)
    )
    found = item.get("capacities")
    capacities = None if found is None else numbers(found, count, f"capacities of {key}")
    return key, Track(values, times, read, number(item["max_age"], f"max_age of {key}"), capacities)

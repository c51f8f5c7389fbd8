"""Loads a hierarchy: files to texts, texts to located trees, trees to one checked model.

All problems of all files come out of one run. The model is there if, and only if, none is an error.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hierarchy.asked import sources_of, sources_of_changes
from hierarchy.checks.catalogue import run_checks
from hierarchy.file.alike import check_alike
from hierarchy.file.changes import read_change
from hierarchy.file.confirmations import check_confirmations
from hierarchy.file.copies import place_copies
from hierarchy.file.drafts import Draft
from hierarchy.file.expand import expand
from hierarchy.file.fields import Fields, open_object
from hierarchy.file.files import names, read_files
from hierarchy.file.findings import Findings
from hierarchy.file.frames import read_frame
from hierarchy.file.joins import join
from hierarchy.file.keys import FILE
from hierarchy.file.level_names import read_level_names, read_reference
from hierarchy.file.located import Entry, MappingNode, Scalar
from hierarchy.file.nodes import read_node
from hierarchy.file.queries import QueryChecks
from hierarchy.file.revision import revision_of
from hierarchy.file.sources import DEFAULT_URL, Surroundings, check_source_names, read_source, source_names
from hierarchy.file.templates import read_library, read_template
from hierarchy.file.volume import without_collecting
from hierarchy.file.yaml_reader import read_tree
from hierarchy.model import Model, SourceConfig
from hierarchy.problems import Position, Problem

_ONCE = ("title", "description", "sources", "reference", "step", "levels")
_SHORTEST_STEP, _LONGEST_STEP = 1.0, 3600.0
_UNTITLED = "Untitled hierarchy"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of loading. `model` is None if and only if a problem is an error.

    `texts` are the files as they were read, by name, for recordings and for watching changes.
    """

    model: Model | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


def load(
    paths: Iterable[Path | str] | Path | str,
    env: Mapping[str, str] | None = None,
    *,
    readdressed: Collection[str] = (),
) -> Loaded:
    """Load files and folders (every .yaml and .yml directly in them, sorted) as one hierarchy.

    `env` fills ${VAR} under `sources`, by default the process's environment. The sources named in
    `readdressed` get their address from the caller: theirs may be missing, and is "" then. Raises
    nothing for whatever the files hold or do not hold; see `Loaded`.
    """
    findings = Findings()
    given = names(paths)
    texts = read_files(findings, given)
    if not given:
        place = Position("hierarchy", 1, 1)
        findings.error(place, "file-not-found", "no file was named", "name a file or a folder")
    with without_collecting():
        return _load(findings, texts, Surroundings(os.environ if env is None else env, readdressed))


def load_text(
    files: Mapping[str, str], env: Mapping[str, str] | None = None, *, resolve_sources: bool = True
) -> Loaded:
    """Load a hierarchy from texts by file name, as recordings carry them; otherwise as `load`.

    With `resolve_sources` false the sources are never to be asked: addresses and paths stay as they
    are written, ${VAR} included, and no variable is needed.
    """
    findings = Findings()
    if not files:
        place = Position("hierarchy", 1, 1)
        findings.error(place, "file-not-found", "no file was given", "give at least one text")
    known = os.environ if env is None else env
    with without_collecting():
        return _load(findings, files, Surroundings(known if resolve_sources else None))


def _load(findings: Findings, texts: Mapping[str, str], around: Surroundings) -> Loaded:
    queries = QueryChecks(findings)
    draft = Draft()
    for file, text in texts.items():
        tree = read_tree(findings, file, text)
        if tree is None:
            findings.incomplete = True
            continue
        _read_file(findings, queries, file, tree, around, draft)
    if texts and not draft.nodes and not findings.any_error:
        place = Position(next(iter(texts)), 1, 1)
        findings.error(place, "no-nodes", "the hierarchy has no nodes", "add at least one under 'nodes:'")
    model = None
    if not findings.incomplete:
        model = _model(findings, queries, draft)
    problems = findings.sorted()
    if model is None or findings.any_error:
        return Loaded(None, problems, dict(texts))
    return Loaded(replace(model, problems=problems), problems, dict(texts))


def _read_file(
    findings: Findings,
    queries: QueryChecks,
    file: str,
    tree: MappingNode,
    around: Surroundings,
    draft: Draft,
) -> None:
    fields = open_object(findings, FILE, tree, Position(file, 1, 1))
    if fields is None:
        return
    _check_version(fields)
    again = {
        name for name in _ONCE if name in fields and not _first(findings, draft, "", fields.entries[name])
    }
    for name in ("title", "description"):
        if name in fields and name not in again:
            draft.texts[name] = fields.text(name)
    if "step" not in again:
        draft.step = fields.duration("step", _SHORTEST_STEP, _LONGEST_STEP) or draft.step
    if "reference" in fields and "reference" not in again:
        draft.reference = read_reference(fields)
    if "levels" in fields and "levels" not in again:
        draft.levels = read_level_names(fields)
    for entry in () if "sources" in again else fields.named("sources"):
        read_source(findings, entry, around, draft)
    draft.asked.extend(source_names(tree, FILE))
    _read_named(findings, queries, fields, around, draft)


def _read_named(
    findings: Findings, queries: QueryChecks, fields: Fields, around: Surroundings, draft: Draft
) -> None:
    """What a file may add to that of other files, under names that are used once."""
    frame = read_frame(fields, queries, around.env)
    source = frame.source.id if frame.source else "default"
    for entry in fields.named("templates"):
        if _first(findings, draft, "template", entry):
            read_template(findings, queries, entry, draft)
    for entry in fields.named("changes"):
        if _first(findings, draft, "change", entry):
            change = read_change(findings, queries, entry, source)
            draft.changes.update({change.id: change} if change else {})
    for entry in fields.named("nodes"):
        if _first(findings, draft, "node", entry):
            read_node(findings, entry, frame, draft)


def _check_version(fields: Fields) -> None:
    findings = fields.findings
    if "version" not in fields:
        hint = "begin with 'version: 1'"
        findings.error(
            fields.at, "version-missing", "the file does not say which version of the format it is", hint
        )
        return
    value = fields.value("version")
    if isinstance(value, Scalar) and value.is_number and value.text != "1":
        message = f"this program reads version 1 of the format, not {value.text}"
        findings.error(value.at, "version-unsupported", message, "write 'version: 1', or use a newer program")
        return
    fields.number("version", 1, 1)


def _first(findings: Findings, draft: Draft, kind: str, entry: Entry) -> bool:
    """Whether a name is defined for the first time; a second time is told with both places."""
    first = draft.places.setdefault((kind, entry.key), entry.at)
    if first is entry.at:
        return True
    what = f"{kind} '{entry.key}'" if kind else f"'{entry.key}'"
    message = f"{what} is defined here and in {first.file}, line {first.line}"
    hint = "rename one of them, or keep it in one file only" if kind else "it stands in one file only"
    findings.error(entry.at, "defined-twice", message, hint, [first])
    return False


def _model(findings: Findings, queries: QueryChecks, draft: Draft) -> Model | None:
    read_library(findings, queries, draft)
    if not place_copies(findings, draft):
        return None
    joined = join(findings, draft)
    if joined.names.exhausted:
        return None
    check_source_names(findings, draft.sources, draft.asked)
    run_checks(findings, joined)
    nodes = expand(findings, queries, joined)
    check_confirmations(findings, draft.nodes, draft.templates, nodes.values())
    check_alike(findings, draft.nodes, nodes)
    if findings.any_error:
        return None
    sources = dict(draft.sources)
    changes = tuple(draft.changes.values())
    if any("default" in asked for asked in (*map(sources_of, nodes.values()), sources_of_changes(changes))):
        sources.setdefault("default", SourceConfig("default", "prometheus", DEFAULT_URL))
    return Model(
        revision=revision_of(
            draft.texts,
            draft.step,
            sources,
            nodes,
            levels=draft.levels,
            reference=draft.reference,
            changes=changes,
        ),
        title=draft.texts.get("title") or _UNTITLED,
        nodes=nodes,
        description=draft.texts.get("description", ""),
        step=draft.step,
        sources=sources,
        levels=draft.levels,
        reference=draft.reference,
        changes=changes,
    )

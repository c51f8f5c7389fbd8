"""The words of a PromQL text: enough to find `$match` and aggregations without being fooled by strings.

Concatenating the texts of all tokens gives the input back, so edits touch nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AGGREGATORS = frozenset(
    (
        "sum", "min", "max", "avg", "group", "count", "stddev", "stdvar", "quantile",
        "topk", "bottomk", "count_values", "limitk", "limit_ratio",
    )
)  # fmt: skip
_GROUPING = frozenset(("by", "without"))
_LISTS = _GROUPING | {"on", "ignoring", "group_left", "group_right"}

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`)
      |(?P<match>\$match(?![A-Za-z0-9_]))
      |(?P<number>\.?[0-9][A-Za-z0-9_.]*)
      |(?P<word>[A-Za-z_:][A-Za-z0-9_:]*)
      |(?P<space>\s+)
      |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is comment, string, match, number, word, space or mark (any other single character)."""

    kind: str
    text: str


def tokenize(text: str) -> list[Token]:
    """The tokens of a PromQL text; never fails, what is not PromQL becomes marks."""
    return [Token(m.lastgroup or "mark", m.group()) for m in _TOKEN.finditer(text)]


def normalize(text: str) -> str:
    """The same query without comments and outer space, backtick strings written with double quotes.

    A comment would swallow what is put behind it, and the checking parser refuses backslashes
    between backticks, which Prometheus takes.
    """
    return "".join(_plain(token) for token in tokenize(text)).strip()


def count_match(text: str) -> int:
    """How often `$match` stands in a text, outside strings and comments."""
    return sum(token.kind == "match" for token in tokenize(text))


def replace_match(text: str, matchers: str) -> str:
    """`$match` replaced by label matchers; by nothing, together with a comma beside it, when empty."""
    tokens = tokenize(text)
    if matchers:
        return "".join(matchers if t.kind == "match" else t.text for t in tokens)
    kept = [t for t in tokens if t.kind != "space" or t.text != ""]
    for index in [i for i, t in enumerate(kept) if t.kind == "match"]:
        kept[index] = Token("space", "")
        comma = _beside(kept, index, ",")
        if comma is not None:
            kept[comma] = Token("space", "")
    return "".join(t.text for t in kept)


def add_grouping(text: str, labels: Sequence[str]) -> str:
    """The labels added to `by (…)` of every aggregation; `without (…)` is left as it is."""
    if not labels:
        return text
    tokens = tokenize(text)
    inserts: dict[int, str] = {}
    for index in _aggregations(tokens):
        _insert_labels(tokens, index, labels, inserts)
    return "".join(token.text + inserts.get(i, "") for i, token in enumerate(tokens))


def _plain(token: Token) -> str:
    if token.kind == "comment":
        return " "
    if token.kind == "string" and token.text.startswith("`"):
        inner = token.text[1:-1]
        return '"' + inner.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return token.text


def _aggregations(tokens: Sequence[Token]) -> Iterable[int]:
    """Indices of the operator words of aggregations."""
    skip_until = -1
    braces = 0
    for index, token in enumerate(tokens):
        braces += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if index <= skip_until or braces or token.kind != "word":
            continue
        following = _next(tokens, index)
        if following is None:
            continue
        word, after = token.text.lower(), tokens[following].text.lower()
        if word in _LISTS and after == "(":
            skip_until = _closing(tokens, following)
        elif word in AGGREGATORS and (after == "(" or after in _GROUPING):
            yield index


def _insert_labels(
    tokens: Sequence[Token], index: int, labels: Sequence[str], inserts: dict[int, str]
) -> None:
    following = _next(tokens, index)
    assert following is not None
    modifier: int | None = following
    if tokens[following].text == "(":
        modifier = _next(tokens, _closing(tokens, following))
    if modifier is None or tokens[modifier].text.lower() not in _GROUPING:
        inserts[index] = f" by ({', '.join(labels)}) "
        return
    opening = _next(tokens, modifier)
    if tokens[modifier].text.lower() == "without" or opening is None:
        return
    closing = _closing(tokens, opening)
    inside = [t.text for t in tokens[opening + 1 : closing] if t.kind != "space"]
    missing = [label for label in labels if label not in inside]
    if missing:
        comma = ", " if inside and inside[-1] != "," else ""
        inserts[closing - 1] = inserts.get(closing - 1, "") + comma + ", ".join(missing)


def _next(tokens: Sequence[Token], index: int) -> int | None:
    for i in range(index + 1, len(tokens)):
        if tokens[i].kind not in ("space", "comment"):
            return i
    return None


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Index of the parenthesis that closes the one at `opening`, or of the last token."""
    depth = 0
    for i in range(opening, len(tokens)):
        if tokens[i].kind == "mark":
            depth += (tokens[i].text == "(") - (tokens[i].text == ")")
            if depth == 0:
                return i
    return len(tokens) - 1


def _beside(tokens: Sequence[Token], index: int, mark: str) -> int | None:
    """Index of `mark` directly before or else directly after `index`, spaces apart."""
    for step in (-1, 1):
        i = index + step
        while 0 <= i < len(tokens) and tokens[i].kind == "space":
            i += step
        if 0 <= i < len(tokens) and tokens[i].text == mark:
            return i
    return None

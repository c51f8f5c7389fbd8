"""Changes to hierarchy files: bytes, words, lines and blocks of lines, always the same for one number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

import yaml

from tests.fuzz.seeds import broken_seeds, good_seeds, names, words
from tests.hierarchy.file.made_documents import Maker

LONGEST = 20_000  # bytes; a file of the usual size, so that thousands can be loaded in a minute
_FEW_LINES = 60
_VALUE = re.compile(rb"""(?<=: )(?:'[^'\n]*'|"[^"\n]*"|[^\n,{}\[\]'"#]+)""")
_KEY = re.compile(rb"(?:(?<=\n)|(?<=\n  )|(?<=[{] )|(?<=[{])|(?<=, )|(?<=  ))[A-Za-z_.-]+(?=: |:\n)")


def the_mutator() -> Mutator:
    """The one whose files the tests load."""
    good = good_seeds()
    return Mutator([*good, *broken_seeds()], len(good))


class Mutator:
    """Makes files from seeds, the same ones for the same number."""

    def __init__(self, seeds: Sequence[bytes], good: int) -> None:
        """The first `good` seeds are files that load."""
        self._seeds = seeds
        self._good = good
        self._words = [word.encode() for word in words()]
        self._names = [name.encode() for name in names()]

    def file(self, number: int) -> bytes:
        """The file of this number: a seed, cut to a few blocks if it is long, and a few changes.

        Most start from a good file and stay well-formed, for what is behind the parser is larger. Every
        third is made from the table of the format, with any value in some of its keys.
        """
        random = Random(number)
        if number % 3 == 0:
            return self._made(random)
        seed = random.choice(self._seeds[: self._good]) if random.random() < 0.7 else self.seed(random)
        content = _cut(random, seed)
        changes = _CHANGES if random.random() < 0.25 else _CHANGES_OF_WORDS
        for _ in range(random.randint(1, 3)):
            content = random.choice(changes)(self, random, content)
        return content[:LONGEST]

    def _made(self, random: Random) -> bytes:
        document = Maker(random, random.choice((0.0, 0.01, 0.05))).document()
        text = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        content = text.replace("&id", "id").replace("*id", "id").encode()
        for _ in range(random.choice((0, 0, 1, 2))):
            content = random.choice(_CHANGES_OF_WORDS)(self, random, content)
        return content[:LONGEST]

    def changed(self, random: Random, content: bytes) -> bytes:
        """The file with one change of any kind."""
        return random.choice(_CHANGES)(self, random, content)

    def word(self, random: Random) -> bytes:
        """What breaks readers of YAML."""
        return random.choice(self._words)

    def name(self, random: Random) -> bytes:
        """A key or a word of the format."""
        return random.choice(self._names)

    def seed(self, random: Random) -> bytes:
        """Any of the files that all come from."""
        return random.choice(self._seeds)


def _cut(random: Random, content: bytes) -> bytes:
    """Some blocks of a long file, each with the lines that are indented below it."""
    lines = content.splitlines(keepends=True)
    if len(lines) <= _FEW_LINES or random.random() < 0.25:
        return content
    kept, share, keep = [], random.uniform(0.05, 0.4), True
    for line in lines:
        indent = len(line) - len(line.lstrip(b" "))
        if indent == 0:
            keep = True
        elif indent == 2:
            keep = random.random() < share
        if keep:
            kept.append(line)
    return b"".join(kept)


def _span(random: Random, content: bytes, longest: int) -> tuple[int, int]:
    start = random.randint(0, len(content))
    return start, min(len(content), start + random.randint(0, longest))


def _bytes(_mutator: Mutator, random: Random, content: bytes) -> bytes:
    start, end = _span(random, content, 4)
    return content[:start] + random.randbytes(random.randint(0, 4)) + content[end:]


def _sign(_mutator: Mutator, random: Random, content: bytes) -> bytes:
    start, end = _span(random, content, 1)
    return content[:start] + random.choice(b" \n\t:,-[]{}'\"#&*!|>%0").to_bytes() + content[end:]


def _deletion(_mutator: Mutator, random: Random, content: bytes) -> bytes:
    start, end = _span(random, content, 40)
    return content[:start] + content[end:]


def _repetition(_mutator: Mutator, random: Random, content: bytes) -> bytes:
    start, end = _span(random, content, 60)
    return content[:start] + content[start:end] * random.choice((2, 3, 40)) + content[end:]


def _insertion(mutator: Mutator, random: Random, content: bytes) -> bytes:
    start = random.randint(0, len(content))
    return content[:start] + random.choice((mutator.word, mutator.name))(random) + content[start:]


def _in_place(pattern: re.Pattern[bytes]) -> Callable[[Mutator, Random, bytes], bytes]:
    def replace(mutator: Mutator, random: Random, content: bytes) -> bytes:
        found = list(pattern.finditer(content))
        if not found:
            return content
        at = random.choice(found)
        if random.random() < 0.6:
            other = random.choice(found).group()
        else:
            other = mutator.word(random) if random.random() < 0.2 else mutator.name(random)
        return content[: at.start()] + other + content[at.end() :]

    return replace


def _lines(_mutator: Mutator, random: Random, content: bytes) -> bytes:
    """Moves, doubles, drops or indents a run of lines."""
    lines = content.splitlines(keepends=True)
    start = random.randint(0, len(lines))
    end = min(len(lines), start + random.randint(1, 5))
    run, rest = lines[start:end], lines[:start] + lines[end:]
    what = random.randint(0, 3)
    if what == 0:
        return b"".join(rest)
    if what == 1:
        return b"".join([*lines[:end], *run, *lines[end:]])
    if what == 2:
        target = random.randint(0, len(rest))
        return b"".join([*rest[:target], *run, *rest[target:]])
    shift = random.choice((b"  ", b" ", b"- ", b""))
    moved = [shift + line if shift else line.removeprefix(b"  ") for line in run]
    return b"".join([*lines[:start], *moved, *lines[end:]])


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))


def _blocks(_mutator: Mutator, random: Random, content: bytes) -> bytes:
    """Drops a block (a line with what is indented below it), or puts it before another of its depth."""
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    start = random.randrange(len(lines))
    depth = _indent(lines[start])
    end = next((i for i in range(start + 1, len(lines)) if _indent(lines[i]) <= depth), len(lines))
    block, rest = lines[start:end], lines[:start] + lines[end:]
    if random.random() < 0.4:
        return b"".join(rest)
    targets = [i for i, line in enumerate(rest) if _indent(line) == depth] or [0]
    at = random.choice(targets)
    return b"".join([*rest[:at], *block, *rest[at:]])


def _splice(mutator: Mutator, random: Random, content: bytes) -> bytes:
    """Lines of another file, in the middle of this one."""
    others = mutator.seed(random).splitlines(keepends=True)
    first = random.randint(0, len(others))
    lines = content.splitlines(keepends=True)
    at = random.randint(0, len(lines))
    return b"".join([*lines[:at], *others[first : first + random.randint(1, 6)], *lines[at:]])


_CHANGES_OF_WORDS: tuple[Callable[[Mutator, Random, bytes], bytes], ...] = (
    _in_place(_VALUE),
    _in_place(_VALUE),
    _in_place(_KEY),
    _blocks,
)
_CHANGES = (
    *_CHANGES_OF_WORDS,
    _bytes,
    _sign,
    _deletion,
    _repetition,
    _insertion,
    _lines,
    _lines,
    _splice,
)

"""Front matter ↔ its YAML: every string in double quotes, as in the seed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, TypeAlias

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from scraper.errors import DocumentError

Value: TypeAlias = "bool | str | tuple[Value, ...] | Mapping[str, Value]"
"""What can be written; the keys of a mapping are names: see `NAME`."""

NAME = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z_][a-z0-9_]{0,63}", re.IGNORECASE)
"""A key that YAML reads as the text it is."""

_DEEPEST = 8
"""Lists and mappings within one another that are read."""
_ENDS = re.compile("[\n\r\t\x85\u2028\u2029]")
_FENCE = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_FRONT = 100_000  # characters of front matter that are read; an article's has below 10,000
_NO_YAML = (
    yaml.YAMLError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What the YAML reader raises: its own error, and what comes of a value that is not of its tag."""


def write(metadata: Mapping[str, Value], content: str) -> str:
    """The text of a file with this front matter, its keys in their order."""
    post = frontmatter.Post(content)
    post.metadata = dict(metadata)
    return str(frontmatter.dumps(post, handler=_Handler()))


def read(text: str) -> tuple[dict[str, Any], str]:
    """The front matter, as YAML means it, and the content; DocumentError where it is no YAML."""
    fences = [found.start() for found in islice(_FENCE.finditer(text), 2)]
    if len(fences) == 2 and fences[1] > _FRONT:
        raise DocumentError(f"front matter of more than {_FRONT} characters: not of this program")
    try:
        metadata, content = frontmatter.parse(text, handler=_Handler())
    except _NO_YAML as error:
        raise DocumentError(f"front matter is no YAML: {' '.join(str(error).split())}") from error
    return metadata, content


def plain(value: object, deep: int = 0) -> Value:
    """A value that was read as one that can be written; TypeError where it cannot."""
    match value:
        case bool() | str():
            return value
        case list() if deep < _DEEPEST:
            return tuple(plain(one, deep + 1) for one in value)
        case dict() if deep < _DEEPEST and all(map(_named, value)):
            return {key: plain(one, deep + 1) for key, one in value.items()}
        case _:
            raise TypeError(f"{type(value).__name__}: neither text nor lists or mappings of it")


def _named(key: object) -> bool:
    return isinstance(key, str) and NAME.fullmatch(key) is not None


class _Handler(YAMLHandler):
    """YAML with every string in double quotes, each on one line, no character escaped but two."""

    def export(self, metadata: dict[str, Any], **_: object) -> str:
        return "\n".join(_lines(metadata))

    def load(self, fm: str, **_: object) -> Any:
        return yaml.load(fm, Loader=_Loader)  # noqa: S506 - a safe loader

    def format(self, post: Any, **_: object) -> str:
        return f"---\n{self.export(post.metadata)}\n---\n\n{post.content}\n"


class _Loader(yaml.SafeLoader):
    """Dates stay the strings they are; aliases are refused, for a few of them can mean billions."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias; write the value again")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    sign: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for sign, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _lines(value: Value) -> list[str]:
    """The lines of a value that begins a line; a scalar has one."""
    match value:
        case bool():
            return ["true" if value else "false"]
        case str():
            return [_quoted(value)]
        case tuple():
            return [line for one in value for line in _item(one)] or ["[]"]
        case _:
            return [line for key, one in value.items() for line in _entry(key, one)] or ["{}"]


def _item(value: Value) -> list[str]:
    if isinstance(value, str):
        return [f"- {_quoted(value)}"]
    first, *rest = _lines(value)
    return [f"- {first}", *(f"  {line}" for line in rest)]


def _entry(key: str, value: Value) -> list[str]:
    if isinstance(value, str):
        return [f"{key}: {_quoted(value)}"]
    if isinstance(value, bool) or not value:
        return [f"{key}: {_lines(value)[0]}"]
    return [f"{key}:", *(f"  {line}" for line in _lines(value))]


def _quoted(text: str) -> str:
    """`text` in double quotes: line breaks and tabs are spaces, as in the seed, then stripped."""
    if not text.isprintable():
        text = _ENDS.sub(" ", text)
    return '"{}"'.format(text.strip().replace("\\", "\\\\").replace('"', '\\"'))

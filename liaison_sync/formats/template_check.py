"""What a letter template may contain: an allow-list over its syntax tree, and names the linter knows.

Jinja's sandbox alone lets `'a' * 10**9` run until killed; here nothing computes: names, attributes of view models,
if, for, and a short list of filters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from liaison_sync.domain.value import dataclass

FILTERS = frozenset({"capitalize", "default", "first", "join", "last", "length", "lower", "trim", "upper"})
TESTS = frozenset({"defined", "none"})
_LOOP = frozenset({"first", "last", "index", "length"})
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.If, nodes.For,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test,
)  # fmt: skip
MOST_SOURCE = 64 * 1024
_MOST_NESTED, _MOST_NODES, _DEEPEST = 2, 2000, 60
_COMPARES = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a template is refused: a key of wording area "templates", the line, and what stands there."""

    key: str
    line: int
    detail: str


def split(source: str) -> tuple[str, str, Problem | None]:
    """The subject and body templates of "Subject: …", blank line, body. Split before rendering: no value can."""
    head, _, body = source.replace("\r\n", "\n").lstrip("\ufeff\n").partition("\n")
    name, colon, subject = head.partition(":")
    if name.strip().lower() not in {"subject", "perihal"} or not colon or not subject.strip():
        return "", source, Problem("no_subject", 1, head[:80])
    return subject.strip(), body.lstrip("\n"), None


def parse(env: Environment, source: str) -> nodes.Template | Problem:
    """The syntax tree, or why there is none."""
    if len(source) > MOST_SOURCE:
        return Problem("too_long", 1, str(len(source)))
    try:
        return env.parse(source)
    except TemplateSyntaxError as error:
        return Problem("syntax", error.lineno, error.message or "")
    except (RecursionError, MemoryError, ValueError, OverflowError) as error:
        return Problem("syntax", 1, type(error).__name__)


def forbidden(tree: nodes.Template) -> list[Problem]:
    """Everything in the tree that is not on the allow-list."""
    found: list[Problem] = []
    for count, (node, loops, depth) in enumerate(_nodes(tree), 1):
        if count > _MOST_NODES or depth > _DEEPEST:
            return [*found, Problem("too_much", node.lineno, f"{count} > {_MOST_NODES}, {depth} > {_DEEPEST}")]
        problem = _refused(node, loops)
        if problem:
            found.append(problem)
    return found


def size(tree: nodes.Node) -> int:
    """How many nodes the tree has: what one pass through it costs at most."""
    return sum(1 for _ in _nodes(tree))


def _nodes(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int, int]]:
    """Every node with how many loops and nodes it stands in; without recursion, since the source is not ours."""
    stack = [(tree, 0, 0)]
    while stack:
        node, loops, depth = stack.pop()
        loops += isinstance(node, nodes.For)
        yield node, loops, depth
        stack += [(child, loops, depth + 1) for child in node.iter_child_nodes()]


def _refused(node: nodes.Node, depth: int) -> Problem | None:
    if not isinstance(node, _ALLOWED):
        return Problem("not_allowed", node.lineno, type(node).__name__.lower())
    if isinstance(node, nodes.For) and (
        node.recursive or depth > _MOST_NESTED or not isinstance(node.target, nodes.Name)
    ):
        return Problem("not_allowed", node.lineno, "for")
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        return Problem("not_allowed", node.lineno, node.attr)
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        return Problem("not_allowed", node.lineno, node.name)
    if isinstance(node, nodes.Operand) and node.op not in _COMPARES:
        return Problem("not_allowed", node.lineno, node.op)
    if isinstance(node, nodes.Filter):
        return _refused_filter(node)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        return Problem("not_allowed", node.lineno, f"is {node.name}")
    return None


def _refused_filter(node: nodes.Filter) -> Problem | None:
    plain = all(isinstance(arg, nodes.Const) for arg in node.args)
    if node.name not in FILTERS or not plain or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return Problem("not_allowed", node.lineno, f"|{node.name}")
    return None


def unknown_names(tree: nodes.Template, known: frozenset[str]) -> list[Problem]:
    """Names and attributes that no value has; `known` says "meeting", "actions", "actions.text"."""
    return list(_walk(tree, known, {}))


def _path(node: nodes.Node, bound: Mapping[str, str]) -> str | None:
    """`a.owner` inside `for a in actions` is "actions.owner"."""
    if isinstance(node, nodes.Name):
        return bound.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        inner = _path(node.node, bound)
        return f"{inner}.{node.attr}" if inner else None
    return None


def _walk(node: nodes.Node, known: frozenset[str], bound: Mapping[str, str]) -> Iterator[Problem]:
    if isinstance(node, nodes.For):
        yield from _walk(node.iter, known, bound)
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        inner = {**bound, target: _path(node.iter, bound) or "", "loop": "loop"}
        for child in (*node.body, *([node.test] if node.test else [])):
            yield from _walk(child, known, inner)
        for child in node.else_:
            yield from _walk(child, known, bound)
    elif isinstance(node, nodes.Name | nodes.Getattr):
        path = _path(node, bound)
        in_loop = path is not None and path.startswith("loop.") and path[5:] in _LOOP and "loop" in bound
        if path is None or not (path in known or in_loop):
            yield Problem("unknown_name", node.lineno, path or "?")
    else:
        for child in node.iter_child_nodes():
            yield from _walk(child, known, bound)

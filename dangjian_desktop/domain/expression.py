"""The small language of ties.yaml: parsed into a tree, checked against an allow-list, walked – never evaluated by Python.

An operand that is empty (no record, field not filled) makes its comparison *unknown* (None): no data, no complaint.
Knows neither measures nor records; a Scope says what a name means.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from dangjian_desktop.domain.fields import MASK, Field, plain


class ExpressionError(Exception):
    """A text that is no expression of the language; the words say where."""


class Scope(Protocol):
    """What names, dots and functions mean where an expression is looked at."""

    functions: Mapping[str, Callable[..., Any]]

    def name(self, name: str) -> Any:
        """Return what a name stands for; raises KeyError for an unknown one."""

    def attribute(self, base: Any, name: str) -> Any:
        """Return that part of what a name stood for."""

    def value(self, found: Any) -> Any:
        """Return a plain value of whatever ``name`` or ``attribute`` gave back; None when empty."""
        ...


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text, the names in it (in order of appearance), the functions it calls, and for every call
    (function, its arguments that are texts in quotes; the first is "" where it is none)."""

    text: str
    tree: ast.expr = field(compare=False, repr=False)
    names: tuple[str, ...]
    calls: frozenset[str]
    quoted: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def evaluate(self, scope: Scope) -> Any:
        """Return True, False or None (unknown) for a condition, a plain value for anything else."""
        return scope.value(_walk(self.tree, scope))

    def said(self, scope: Scope) -> str:
        """Return the value inside a message; a choice as it is shown."""
        found = _walk(self.tree, scope)
        value = scope.value(found)
        return shown(found.worded(value) if isinstance(found, Field) else value)


_STAR = re.compile(r"(\w+)\.\*")
_ALLOWED = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Compare, ast.Eq,
    ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.Call, ast.Name, ast.Attribute, ast.Constant, ast.List, ast.Load,
)  # fmt: skip
_COMPARE: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, many: one in many,
}
_ARITHMETIC: Mapping[type, Callable[[Any, Any], Any]] = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
_MAX_NODES = 400


def parse(text: str) -> Expression:
    """Parse the text; raises ExpressionError for anything outside the language."""
    try:
        tree = ast.parse(_STAR.sub(r"parts(\1)", text.strip()), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
        raise ExpressionError(f"看不懂“{text}”。") from fault
    names: list[str] = []
    calls: set[str] = set()
    quoted: list[tuple[str, tuple[str, ...]]] = []
    nodes = list(ast.walk(tree))
    if len(nodes) > _MAX_NODES:
        raise ExpressionError("表达式太长。")
    for node in nodes:
        _allow(node, text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            calls.add(node.func.id)
            texts = [one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "" for one in node.args]
            quoted.append((node.func.id, ("".join(texts[:1]), *filter(None, texts[1:]))))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in sorted((n for n in nodes if isinstance(n, ast.Name) and id(n) not in called), key=lambda n: (n.lineno, n.col_offset)):
        names.append(node.id)
    return Expression(text, tree, tuple(dict.fromkeys(names)), frozenset(calls), tuple(quoted))


def _allow(node: ast.AST, text: str) -> None:
    if not isinstance(node, _ALLOWED):
        raise ExpressionError(f"“{text}”里有不允许的写法。")
    if isinstance(node, ast.Call) and (not isinstance(node.func, ast.Name) or node.keywords):
        raise ExpressionError(f"“{text}”里的函数写法不对。")
    if isinstance(node, ast.Constant) and type(node.value) not in (int, float, str):
        raise ExpressionError(f"“{text}”里有不允许的常数。")


def _walk(node: ast.AST, scope: Scope) -> Any:
    match node:
        case ast.Constant(value=value):
            return Decimal(str(value)) if isinstance(value, float) else value
        case ast.List(elts=items):
            return [scope.value(_walk(item, scope)) for item in items]
        case ast.Name(id=name):
            return scope.name(name)
        case ast.Attribute(value=base, attr=name):
            return scope.attribute(_walk(base, scope), name)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            if name not in scope.functions:
                raise ExpressionError(f"没有函数“{name}”。")
            return scope.functions[name](*(_walk(argument, scope) for argument in arguments))
        case ast.UnaryOp(op=op, operand=operand):
            return _unary(op, scope.value(_walk(operand, scope)))
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(op, scope.value(_walk(left, scope)), scope.value(_walk(right, scope)))
        case ast.Compare(left=left, ops=ops, comparators=others):
            values = [scope.value(_walk(part, scope)) for part in (left, *others)]
            return _all(_compared(op, one, two) for op, one, two in zip(ops, values, values[1:], strict=False))
        case ast.BoolOp(op=ast.And(), values=parts):
            return _all(scope.value(_walk(part, scope)) for part in parts)
        case ast.BoolOp(values=parts):
            return _not(_all(_not(scope.value(_walk(part, scope))) for part in parts))
    raise AssertionError(node)  # pragma: no cover - parse() admits nothing else


def _unary(op: ast.unaryop, value: Any) -> Any:
    if isinstance(op, ast.Not):
        return _not(value)
    return None if value is None else -value


def _binary(op: ast.operator, one: Any, two: Any) -> Any:
    if one is None or two is None:
        return None
    if isinstance(op, ast.Div):
        return Decimal(one) / Decimal(two) if two else None
    return _ARITHMETIC[type(op)](one, two)


def _compared(op: ast.cmpop, one: Any, two: Any) -> bool | None:
    if one is None or two is None:
        return None
    return _COMPARE[type(op)](one, two)


def _not(value: Any) -> bool | None:
    return None if value is None else not value


def _all(values: Any) -> bool | None:
    """Decide a three-valued and: one False decides, else one unknown."""
    found = list(values)
    if any(value is not None and not value for value in found):
        return False
    return None if any(value is None for value in found) else True


def shown(value: Any) -> str:
    """Return a value inside a message."""
    if value is None:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value.quantize(Decimal("0.01")) if value != value.to_integral_value() else value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "、".join(shown(item) for item in value)
    return str(value)


_BRACES = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Sentence:
    """A sentence with expressions in braces."""

    text: str
    parts: tuple[tuple[str, Expression], ...]

    def fill(self, scope: Scope, *, hidden: Collection[str] = (), **words: str) -> str:
        """Say it with what the scope knows. ``words`` are given texts such as 标签; ``hidden`` are names whose value is not read here."""
        made = self.text
        for name, word in words.items():
            made = made.replace("{" + name + "}", word)
        for source, expression in self.parts:
            made = made.replace(source, MASK if expression.text in hidden else expression.said(scope))
        return made


def sentence(text: str, given: Sequence[str] = ()) -> Sentence:
    """Parse a sentence with expressions in braces. ``given`` are braces filled with words, not expressions."""
    sources = [found for found in _BRACES.finditer(text) if found[1] not in given]
    return Sentence(text, tuple((found[0], parse(found[1])) for found in sources))

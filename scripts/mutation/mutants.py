"""The mutants of a module: cosmic-ray makes them, and those that say the same are left out."""

from __future__ import annotations

import ast
from itertools import count
from typing import TYPE_CHECKING

from attrs import frozen
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPERATORS = (
    "AddNot", "NumberReplacer", "ExceptionReplacer", "ZeroIterationForLoop",
    "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak",
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub",
    "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBinaryOperator_Mul_Div", "ReplaceBinaryOperator_Div_Mul",
    "ReplaceBinaryOperator_BitOr_BitAnd", "ReplaceBinaryOperator_BitAnd_BitOr",
    "ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_Lt_GtE",
    "ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_LtE_Gt",
    "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_Gt_LtE",
    "ReplaceComparisonOperator_GtE_Gt", "ReplaceComparisonOperator_GtE_Lt",
    "ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is",
)  # fmt: skip
"""Of each kind the opposite and the neighbour; what is further off is noticed where these are."""


@frozen
class Mutant:
    """A module's source with one place changed: the line as it was, and as it became."""

    module: str
    was: str
    became: str
    source: str


def mutants(module: str, path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module that differs from it when it runs, each once."""
    original = path.read_text("utf-8")
    met = {meaning(original)}
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        for occurrence in count():
            source = mutate_code(original, operator, occurrence)
            if source is None:
                break
            if meaning(source) not in met:
                met.add(meaning(source))
                yield Mutant(module, *_changed(original, source), source)


def _changed(original: str, source: str) -> tuple[str, str]:
    pairs = zip(original.splitlines(), source.splitlines(), strict=True)
    return next((was.strip(), became.strip()) for was, became in pairs if was != became)


def meaning(source: str) -> str:
    """Return what is left of a source when types and words, which judge nothing, are taken away."""
    return ast.dump(Bare().visit(ast.parse(source)))


WORDS = frozenset({"basis", "says", "needs", "unoffered"})


class Bare(ast.NodeTransformer):
    """Takes away types, and what a clause says of itself, which other tests compare with the contract."""

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        """Take away the words of a clause."""
        return (
            ast.keyword(node.arg, ast.Constant(value=None)) if node.arg in WORDS else self.generic_visit(node)
        )

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        """Take away whether parameters may be given by name."""
        named = dict(zip(node.kwonlyargs, node.kw_defaults, strict=True))
        node.args, node.posonlyargs, node.kwonlyargs = [*node.posonlyargs, *node.args, *named], [], []
        node.defaults, node.kw_defaults = [*node.defaults, *filter(None, named.values())], []
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Take away the type of a parameter."""
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Take away the type of what is returned."""
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Take away the type of a variable."""
        node.annotation = ast.Constant(value=None)
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """Take away what is there for types alone."""
        if ast.unparse(node.test).removeprefix("not ") == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)

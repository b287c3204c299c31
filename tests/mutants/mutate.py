"""The mutants of a file: the same program with one operator, number, condition, loop or statement changed.

Mutations are Cosmic Ray's, one or two for each place instead of all that it knows, and one of our own: a statement left out.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators import (
    binary_operator_replacement,
    boolean_replacer,
    break_continue,
    comparison_operator_replacement,
    number_replacer,
    unary_operator_replacement,
    zero_iteration_for_loop,
)
from cosmic_ray.operators.operator import Operator
from parso.python.tree import Name

SWAPS = {
    binary_operator_replacement: "Add_Sub Sub_Add Mul_Div Div_Mul FloorDiv_Mod Mod_FloorDiv Pow_Mul RShift_LShift "
    "LShift_RShift BitOr_BitAnd BitAnd_BitOr BitXor_BitOr",
    comparison_operator_replacement: "Eq_NotEq NotEq_Eq Lt_LtE Lt_GtE LtE_Lt LtE_Gt Gt_GtE Gt_LtE GtE_Gt GtE_Lt "
    "Is_IsNot IsNot_Is",
    unary_operator_replacement: "Delete_USub Delete_Not Delete_Invert",
}
WHOLE = {
    boolean_replacer: "ReplaceTrueWithFalse ReplaceFalseWithTrue ReplaceAndWithOr ReplaceOrWithAnd",
    break_continue: "ReplaceBreakWithContinue ReplaceContinueWithBreak",
    number_replacer: "NumberReplacer",
    zero_iteration_for_loop: "ZeroIterationForLoop",
}


class LeaveOut(Operator):
    """A statement that binds no name (a call, `+=`, a value put into an array) becomes `pass`."""

    def mutation_positions(self, node: Any) -> Any:
        if node.type == "simple_stmt" and node.search_ancestor("funcdef"):
            statement = node.children[0]
            if statement.type in ("atom_expr", "power") or (
                statement.type == "expr_stmt" and _binds_nothing(statement)
            ):
                yield statement.start_pos, statement.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        statement = node.children[0]
        node.children[0] = Name("pass", statement.start_pos, statement.get_first_leaf().prefix)
        return node

    @classmethod
    def examples(cls) -> Any:
        return ()


def _binds_nothing(statement: Any) -> bool:
    target, how = statement.children[:2]
    return target.type in ("atom_expr", "power") or (how.type == "operator" and how.value != "=")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where one file can be changed in one way; `name` finds it again as long as the file stays as it is."""

    path: str
    line: int
    kind: str
    occurrence: int

    @property
    def name(self) -> str:
        return f"{self.path}:{self.line}:{self.kind}:{self.occurrence}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed file: its text, and the line that is another one now."""

    place: Place
    code: str
    before: str
    after: str


def places(path: str) -> list[Place]:
    """Every place of a file where something can be changed, types and options of the compiler included."""
    tree = get_ast(Path(path).read_text(encoding="utf-8"))
    return [
        Place(path, line, kind, occurrence)
        for kind, operator in _operators().items()
        for occurrence, ((line, _), _) in enumerate(
            position for node in ast_nodes(tree) for position in operator.mutation_positions(node)
        )
    ]


def mutant(place: Place) -> Mutant | None:
    """The changed file; None where only types, decorators or the layout differ, so that it is the same program."""
    source = Path(place.path).read_text(encoding="utf-8")
    code = mutate_code(source, _operators()[place.kind], place.occurrence)
    assert code is not None
    if _meaning(code) == _meaning(source):
        return None
    before, after = next((a, b) for a, b in zip(source.splitlines(), code.splitlines()) if a != b)
    return Mutant(place, code, before.strip(), after.strip())


@cache
def _operators() -> dict[str, Any]:
    kinds: dict[str, Any] = {"LeaveOut": LeaveOut()}
    for module, swaps in SWAPS.items():
        made = {type(op()).__name__.partition("_")[2]: op() for op in module.operators()}
        kinds |= {name: made[name] for name in swaps.split()}
    for module, names in WHOLE.items():
        kinds |= {name: getattr(module, name)() for name in names.split()}
    return kinds


class _Bare(ast.NodeTransformer):
    """Leaves out what does nothing when the program runs with compiled kernels: types and the compiler's options."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list, node.returns = [], None
        for argument in ast.walk(node.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list = []
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return node


def _meaning(source: str) -> str:
    return ast.dump(_Bare().visit(ast.parse(source)))

"""A plugin of mypy: `dataclasses.replace` of a Struct, which fails only as it runs, is an error."""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import FunctionContext, Plugin
from mypy.types import Instance, Type, TypeVarType, UnionType, get_proper_type

_STRUCT = "msgspec.Struct"


def _is_struct(given: Type) -> bool:
    found = get_proper_type(given)
    if isinstance(found, UnionType):
        return any(map(_is_struct, found.items))
    if isinstance(found, TypeVarType):
        return _is_struct(found.upper_bound)
    return isinstance(found, Instance) and found.type.has_base(_STRUCT)


def _check(context: FunctionContext) -> Type:
    if _is_struct(context.arg_types[0][0]):
        context.api.fail("a Struct is copied by `msgspec.structs.replace`", context.context)
    return context.default_return_type


class _Structs(Plugin):
    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        return _check if fullname == "dataclasses.replace" else None


def plugin(_version: str) -> type[Plugin]:
    """What mypy looks for."""
    return _Structs

"""Arrays whose indices are never negative: compiled code that needn't ask goes through an eighth more rounds."""

import operator
from collections.abc import Sequence

from llvmlite import ir
from numba import types
from numba.core.base import BaseContext
from numba.core.cgutils import unpack_tuple
from numba.core.datamodel import models
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typing import Signature, signature
from numba.extending import register_model


class Unwrapped(types.Array):  # type: ignore[misc]
    """Like an array of numba, but -1 is no index.

    Parameters
    ----------
    array : numba Array type
        What it is like.
    """

    def __init__(self, array: types.Array) -> None:
        self.array = array
        name = f"unwrapped {array.name}"
        super().__init__(array.dtype, array.ndim, array.layout, not array.mutable, name, array.aligned)

    def copy(self, *changes: object, **named: object) -> "Unwrapped":
        """The type of a view."""
        return Unwrapped(self.array.copy(*changes, **named))


register_model(Unwrapped)(models.ArrayModel)


@lower_cast(types.Array, Unwrapped)  # type: ignore[untyped-decorator]
def _unwrap(
    _context: BaseContext, _builder: ir.IRBuilder, _array: types.Array, _unwrapped: Unwrapped, value: ir.Value
) -> ir.Value:
    return value


@lower_builtin(operator.getitem, Unwrapped, types.Integer)  # type: ignore[untyped-decorator]
@lower_builtin(operator.getitem, Unwrapped, types.BaseTuple)  # type: ignore[untyped-decorator]
def _getitem(context: BaseContext, builder: ir.IRBuilder, call: Signature, args: Sequence[ir.Value]) -> ir.Value:
    array, index = call.args
    kind, value = _unsigned(context, builder, index, args[1])
    found = call.return_type.array if isinstance(call.return_type, Unwrapped) else call.return_type
    get = context.get_function(operator.getitem, signature(found, array.array, kind))
    return get(builder, (args[0], value))


@lower_builtin(operator.setitem, Unwrapped, types.Any, types.Any)  # type: ignore[untyped-decorator]
def _setitem(context: BaseContext, builder: ir.IRBuilder, call: Signature, args: Sequence[ir.Value]) -> ir.Value:
    array, index, new = call.args
    kind, value = _unsigned(context, builder, index, args[1])
    put = context.get_function(operator.setitem, signature(types.none, array.array, kind, new))
    return put(builder, (args[0], value, args[2]))


def _unsigned(
    context: BaseContext, builder: ir.IRBuilder, index: types.Type, value: ir.Value
) -> tuple[types.Type, ir.Value]:
    """An index, or several, as numbers without a sign."""
    if isinstance(index, types.Integer):
        return types.uintp, context.cast(builder, value, index, types.uintp)
    parts = [
        _unsigned(context, builder, kind, part) for kind, part in zip(index, unpack_tuple(builder, value), strict=True)
    ]
    kinds = types.UniTuple(types.uintp, len(parts))
    return kinds, context.make_tuple(builder, kinds, [part for _, part in parts])

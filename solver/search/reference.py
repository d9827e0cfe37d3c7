"""Hands named tuples of arrays from one compiled function to the next as one pointer, not as hundreds of words."""

from llvmlite import ir
from numba import types
from numba.core.base import BaseContext
from numba.core.cgutils import alloca_once_value, gep_inbounds
from numba.core.datamodel import DataModelManager, models
from numba.core.imputils import impl_ret_borrowed, lower_cast, lower_getattr_generic
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, register_model

from solver.search.unwrapped import Unwrapped


class Reference(types.Type):  # type: ignore[misc]
    """Where a named tuple lies, read like the tuple itself; it never changes while a compiled function runs.

    Parameters
    ----------
    target : numba NamedTuple type
        What lies there.
    """

    def __init__(self, target: types.NamedTuple) -> None:
        self.target = target
        super().__init__(name=f"Reference({target})")

    def can_convert_from(self, _context: object, other: types.Type) -> Conversion | None:
        """A tuple passed for a reference is put into the caller's frame."""
        return Conversion.safe if other == self.target else None


@register_model(Reference)
class _ReferenceModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: DataModelManager, reference: Reference) -> None:
        super().__init__(manager, reference, manager.lookup(reference.target).get_value_type().as_pointer())


@infer_getattr
class _ReferenceAttributes(AttributeTemplate):  # type: ignore[misc]
    key = Reference

    def generic_resolve(self, reference: Reference, field: str) -> types.Type:
        kind = reference.target.types[reference.target.fields.index(field)]
        return Unwrapped(kind) if isinstance(kind, types.Array) else kind


@lower_getattr_generic(Reference)  # type: ignore[untyped-decorator]
def _read_field(
    context: BaseContext, builder: ir.IRBuilder, reference: Reference, pointer: ir.Value, field: str
) -> ir.Value:
    number = reference.target.fields.index(field)
    value = builder.load(gep_inbounds(builder, pointer, 0, number))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return impl_ret_borrowed(context, builder, reference.target.types[number], value)


@lower_cast(types.NamedTuple, Reference)  # type: ignore[untyped-decorator]
def _put_into_frame(
    _context: BaseContext, builder: ir.IRBuilder, _tuple: types.NamedTuple, _reference: Reference, value: ir.Value
) -> ir.Value:
    """The empty assembly keeps the optimiser from reading a field before it has been written."""
    pointer = alloca_once_value(builder, value)
    unknown = ir.FunctionType(pointer.type, [pointer.type])
    return builder.asm(unknown, "", "=r,0,~{memory}", [pointer], True)

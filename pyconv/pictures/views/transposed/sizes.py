"""The size of a transposed convolution's result, in the guide's letters and in PyTorch's way."""

from html import escape

from pyconv.expressions import Expression, Symbol, parenthesised, row
from pyconv.formulas import mathml
from pyconv.messages import say
from pyconv.relationships import relationship
from pyconv.transposed import TransposedSpec

_I, _K, _S, _P, _D, _A = map(Symbol, ("i′", "k", "s", "p", "d", "a"))

_PYTORCH: Expression = row(
    parenthesised(row(_I, "−", 1)), _S, "−", 2, _P, "+", _D, parenthesised(row(_K, "−", 1)), "+", _A, "+", 1
)


def per_axis_text(counts: tuple[int, ...], language: str) -> str:
    """Return one number, or both with their axis where they differ."""
    if len(set(counts)) == 1:
        return str(counts[0])
    return ", ".join(f"{count} {say(language, f'axes.{axis}')}" for axis, count in enumerate(counts))


def formula(layer: TransposedSpec, language: str) -> str:
    """Return the guide's relationship that applies and PyTorch's formula, once if both axes agree."""
    told = relationship(layer)
    given = [
        (told.numbers[axis], told.result[axis], _pytorch_numbers(layer, axis)) for axis in range(layer.axes)
    ]
    lines = []
    same = len(set(given)) == 1
    for axis, (numbers, result, pytorch) in enumerate(given[:1] if same else given):
        where = "" if same else f" ({say(language, f'axes.{axis}')})"
        for title, letters, filled in (
            (say(language, "transposed.relationship", number=told.number), told.letters, numbers),
            (say(language, "transposed.pytorch"), _PYTORCH, pytorch),
        ):
            parts = [mathml(row(told.output_letter, "=", letters)), mathml(row("=", filled))]
            if filled != result:
                parts.append(mathml(row("=", result)))
            lines.append(f'<p class="pc-formula"><span>{escape(title + where)}:</span> {" ".join(parts)}</p>')
    return "".join(lines)


def _pytorch_numbers(layer: TransposedSpec, axis: int) -> Expression:
    (before, _), stride = layer.padding[axis], layer.stride[axis]
    return row(
        parenthesised(row(layer.input_size[axis], "−", 1)), "·", stride, "−", 2, "·", before, "+",
        layer.dilation[axis], "·", parenthesised(row(layer.kernel_size[axis], "−", 1)), "+",
        layer.output_padding[axis], "+", 1,
    )  # fmt: skip

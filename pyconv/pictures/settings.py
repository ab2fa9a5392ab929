"""What a reader can change in a view, and what he chose.

A view's settings are a class whose attributes are controls; an instance of it holds the values:

    class Settings(Controls):
        stride = Integers(1, 5, (1, 1), AXES, "both")
        padding = Choice(PADDINGS, "valid")
        prominent = ("stride",)

    Settings.read({"stride": [2]}).stride       # (2, 2)
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from pyconv.errors import ConvError
from pyconv.pictures.controls import OWN, Choice, Control, Parameter, Weights

Raw = Mapping[str, object]


class Controls:
    """The settings of a view: its controls in their order, and in an instance their values.

    A class takes over the controls of its bases; where it defines one again, that keeps its place.

    Attributes:
        parameters: the controls.
        prominent: names of those that are in sight at first; the others are folded away.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = ()
    prominent: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        named: dict[str, Parameter] = {}
        for base in reversed(cls.__mro__):
            named |= {name: found for name, found in vars(base).items() if isinstance(found, Control)}
        cls.parameters = tuple(named.values())
        if "prominent" not in vars(cls):
            cls.prominent = tuple(name for name, found in named.items() if found.template)

    @classmethod
    def read(cls, raw: Raw, **values: object) -> Self:
        """Return settings with what was chosen; a control that is not offered has its first value.

        Args:
            raw: by name, what was chosen, as a request or a block has it.
            values: by name, values that were read already.

        Raises:
            ConvError: an unknown name or a value that its control does not allow.
        """
        settings = cls()
        vars(settings).update(read(cls.parameters, raw) | values)
        return settings


def offered(parameter: Parameter, raw: Raw, parameters: Sequence[Parameter]) -> bool:
    """Return whether the choices made so far offer the parameter."""
    when = parameter.when
    if when is None:
        return True
    first = next(other.first() for other in parameters if other.name == when.name)
    return raw.get(when.name, first) in when.values


def read(parameters: Sequence[Parameter], raw: Raw) -> dict[str, Any]:
    """Return the value of each parameter; one that is not offered has its first.

    Raises:
        ConvError: an unknown name or a value that the parameter does not allow.
    """
    known = {parameter.name for parameter in parameters}
    for name in raw:
        if name not in known:
            raise ConvError("unknown-parameter", value=str(name)[:24], choices=sorted(known))
    return {
        parameter.name: parameter.read(
            raw.get(parameter.name, parameter.first())
            if offered(parameter, raw, parameters)
            else parameter.first()
        )
        for parameter in parameters
    }


def first_params(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return the parameters as a request names them, at their first values."""
    return {parameter.name: parameter.first() for parameter in parameters}


def chosen_by_hand(parameters: Sequence[Parameter], params: Raw) -> dict[str, Any]:
    """Return what a reader has chosen: the fields of a kernel with a name only repeat what it is."""
    repeated = [
        name
        for each in parameters
        if isinstance(each, Weights) and params[each.chosen] != OWN
        for name in (each.name, each.divisor)
    ]
    first = first_params(parameters)
    return {**params, **{name: first[name] for name in repeated}}


def with_defaults(parameters: Sequence[Parameter], chosen: Raw) -> list[Parameter]:
    """Return the parameters with what a block chose as their first values.

    A number given for a choice with an "explicit" option goes to its amounts.

    Raises:
        ConvError: as `read`.
    """
    wanted = dict(chosen)
    for parameter in parameters:
        if not isinstance(parameter, Choice) or not parameter.by_hand:
            continue
        amounts = wanted.get(parameter.name)
        if amounts is not None and not isinstance(amounts, str):
            wanted |= {parameter.name: "explicit", parameter.by_hand: amounts}
    read(parameters, wanted)
    # Read by itself: also a first value that is out of sight at first has to be good.
    return [
        parameter.starting(wanted[parameter.name]) if parameter.name in wanted else parameter
        for parameter in parameters
    ]

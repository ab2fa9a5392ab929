"""What a step does, and what a cell or a weight has to do with the others after the last one."""

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.model import HUES, NO_HUE, Focus
from pyconv.pictures.parts import connections, targets
from pyconv.pictures.parts.convolution import place_text
from pyconv.pictures.views.learning.picture import number_text, output_texts, summary, weight_texts
from pyconv.pictures.views.learning.setup import Learned
from pyconv.pictures.words import factor, joined, retold, told


def focus(shown: Learned, key: str, language: str) -> Focus:
    """Return what a step does, or what a cell or a weight is connected to after the last one.

    Raises:
        ConvError: there is none of them.
    """
    spec = shown.layer.spec
    kind, _, number = key.partition(":")
    if kind == "step":
        _, (step,) = keys.read(key, {"step": (shown.last + 1,)})
        return _step_focus(shown, step, language)
    if kind in {"axis", "curve"}:
        keys.read(key, {"axis": (2,), "curve": (1,)})
        return told(key, {key: NO_HUE}, summary(shown, language))
    if kind == "bias" and shown.biases:
        keys.read(key, {"bias": (1,)})
        return _bias_focus(shown, language)
    found = connections.focus(targets.to_two_decimals(shown.layer), key, language)
    if kind == "tap":
        tap = int(number)
        first, last, hidden = (
            exact.brief(values.fraction(tap), language)
            for values in (shown.kernels[0], shown.kernels[-1], shown.hidden)
        )
        words = say(
            language,
            "learning.weight",
            count=shown.last,
            place=place_text(tap, spec.kernel_size, language),
            first=first,
            last=last,
            hidden=hidden,
        )
        return retold(found, words)
    if kind == "out":
        out = int(number)
        off = shown.layer.output.fraction(out) - shown.wanted.fraction(out)
        words = say(
            language,
            "learning.off",
            wanted=exact.brief(shown.wanted.fraction(out), language),
            off=exact.brief(off, language),
        )
        lit = found.lit | ({"bias:0": NO_HUE} if shown.biases else {})
        said = joined([targets.about(shown.layer, out, language), ". ", words])
        return retold(found._replace(lit=lit), said)
    return found


def _step_focus(shown: Learned, step: int, language: str) -> Focus:
    """Return the kernel after a step, and how the weight that moves most is moved by the next one."""
    spec, key = shown.layer.spec, keys.written("step", step)
    taps = [f"tap:{tap}" for tap in range(spec.taps)]
    texts = {
        "kernel": dict(zip(taps, weight_texts(shown.kernels[step], language), strict=True)),
        "gradient": dict(zip(taps, weight_texts(shown.gradients[step], language), strict=True)),
        "output": {f"out:{out}": text for out, text in enumerate(output_texts(shown, step, language))},
    }
    if shown.biases:
        texts["bias"] = {"bias:0": number_text(shown.biases[step], language)}
        texts["bias-gradient"] = {"bias:0": number_text(shown.bias_gradients[step], language)}
    lit = {key: NO_HUE}
    loss = exact.brief(shown.losses[step], language)
    if step == shown.last:
        words = say(language, "learning.last", step=step, loss=loss)
    else:
        gradient = shown.gradients[step]
        tap = max(range(spec.taps), key=lambda each: abs(gradient.fraction(each)))
        lit[taps[tap]] = tap % HUES
        words = say(
            language,
            "learning.step" if step else "learning.first",
            step=step,
            loss=loss,
            place=place_text(tap, spec.kernel_size, language),
            before=exact.brief(shown.kernels[step].fraction(tap), language),
            rate=factor(targets.value_text(shown.rate, language)),
            gradient=factor(exact.brief(gradient.fraction(tap), language)),
            after=exact.brief(shown.kernels[step + 1].fraction(tap), language),
        )
        if shown.biases:
            lit["bias:0"] = NO_HUE
            words = f"{words} {_bias_step(shown, step, language)}"
    return told(key, lit, words)._replace(texts=texts)


def _bias_step(shown: Learned, step: int, language: str) -> str:
    """Return how the bias is moved by the step after this one."""
    return say(
        language,
        "learning.bias-step",
        before=exact.brief(shown.biases[step], language),
        rate=factor(targets.value_text(shown.rate, language)),
        gradient=factor(exact.brief(shown.bias_gradients[step], language)),
        after=exact.brief(shown.biases[step + 1], language),
    )


def _bias_focus(shown: Learned, language: str) -> Focus:
    """Return how far the bias has come, and that all outputs have a say in it."""
    outs = (f"out:{out}" for out in range(shown.layer.spec.outputs))
    lit = dict.fromkeys(("bias:0", *outs), NO_HUE)
    words = say(
        language,
        "learning.focus-bias",
        count=shown.last,
        last=exact.brief(shown.biases[-1], language),
        hidden=targets.value_text(shown.hidden_bias, language),
        gradient=exact.brief(shown.bias_gradients[-1], language),
    )
    return told("bias:0", lit, words)

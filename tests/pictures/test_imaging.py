"""A reader's own image: what becomes of it, by SciPy and by loops, and what is told of its pixels."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

from pyconv import ConvError
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import web
from pyconv.pictures.controls import Choice, Weights
from pyconv.pictures.imaging import Settings, levels, prepare, sample, still
from pyconv.pictures.imaging.setup import EDGES, FILTERS, MOST, OWN, SIDE, Imaged, kernel_of
from pyconv.pictures.png import ENDS
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.settings import first_params

FIRST = first_params(Settings.parameters)
NUMPY = {"zeros": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}
SMALL = np.random.default_rng(5).integers(0, 256, (11, 9))


def shown(image: Any = SMALL, **params: object) -> Imaged:
    return prepare(np.asarray(image), Settings.read({**FIRST, **params}))


def floats(values: Any) -> Any:
    return values.numerators.astype(float) / values.denominator


def own(*rows: list[object]) -> list[str]:
    """Return the fields of weights that say these rows."""
    fields = np.zeros((SIDE, SIDE), dtype=object)
    fields[: len(rows), : len(rows)] = rows
    return [str(field) for field in fields.ravel()]


def filtered(image: Any, weights: Any, stride: int, dilation: int, edges: str) -> Any:
    """Return a cross-correlation by SciPy: a dilated kernel has zeros between its weights."""
    side = len(weights)
    span = dilation * (side - 1) + 1
    spread = np.zeros((span, span))
    spread[::dilation, ::dilation] = weights
    if edges != "valid":
        pads = []
        for size in image.shape:
            total = max((-(-size // stride) - 1) * stride + span - size, 0)
            pads.append((total // 2, total - total // 2))
        image = np.pad(image, pads, mode=NUMPY[edges])
    return correlate2d(image, spread, "valid")[::stride, ::stride]


def written(data: Any) -> str:
    """Return an image as pages send it."""
    height, width = data.shape
    head = f"P5 {width} {height} 255\n".encode()
    return b64encode(head + np.asarray(data).astype(np.uint8).tobytes()).decode()


def ask(function: Any, image: Any = SMALL, language: str = "en", key: str = "", **params: object) -> Any:
    request = {"language": language, "data": image if isinstance(image, str) else written(image), "key": key}
    return json.loads(function(json.dumps({**request, "params": {**FIRST, **params}})))


def test_the_sample_is_a_grey_image() -> None:
    image = sample()
    assert image.shape == (MOST, MOST)
    assert (image.min(), image.max()) == (12, 250)
    assert len(np.unique(image)) > 100


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_stage_is_what_scipy_and_loops_say(data: Any) -> None:
    draw = data.draw
    image = np.array(
        draw(st.lists(st.lists(st.integers(0, 255), min_size=9, max_size=9), min_size=8, max_size=10))
    )
    side, stride, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    weights = [[draw(st.integers(-9, 9)) for _ in range(side)] for _ in range(side)]
    edges = draw(st.sampled_from(("valid", *EDGES)))
    activation, pooling = (
        draw(st.sampled_from(("none", "relu"))),
        draw(st.sampled_from(("none", "max", "average"))),
    )
    # What pooling leaves of so small an image may be smaller than a second kernel, or have no cell to mirror.
    seconds = ("none",) if edges in ("valid", "reflect") else ("none", "gaussian", "laplacian")
    second = draw(st.sampled_from(seconds))
    made = shown(
        image,
        image_filter=OWN, image_side=[side], image_weights=own(*weights), image_divisor="3",
        stride=[stride], dilation=[dilation], image_edges=edges, image_activation=activation,
        image_pooling=pooling, second_kernel=second, second_side=[2], way_back="yes",
    )  # fmt: skip
    wanted = filtered(image, np.array(weights) / 3, stride, dilation, edges)
    assert np.allclose(floats(made.stages[0].sums), wanted)
    wanted = np.maximum(wanted, 0) if activation == "relu" else wanted
    result = made.values("result")
    assert np.allclose(floats(result), wanted)
    if pooling != "none":
        height, width = (size // 2 for size in wanted.shape)
        windows = wanted[: 2 * height, : 2 * width].reshape(height, 2, width, 2)
        wanted = windows.max((1, 3)) if pooling == "max" else windows.mean((1, 3))
        assert np.allclose(floats(made.values("pooled")), wanted)
    if second != "none":
        kernel = KERNELS[second](2, 2)
        wanted = filtered(wanted, kernel.numerators / kernel.denominator, 1, 1, edges)
        assert np.allclose(floats(made.values("second")), wanted)
    # The transpose: with zeros around, ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ for any x; here for that of one pixel each.
    back = floats(made.values("back"))
    assert back.shape == image.shape
    if edges in ("valid", "zeros"):
        pixel = np.zeros_like(image)
        at = draw(st.integers(0, len(image) - 1)), draw(st.integers(0, 8))
        pixel[at] = 1
        reached = filtered(pixel, np.array(weights) / 3, stride, dilation, edges)
        assert np.isclose((reached * floats(result)).sum(), back[at])


def test_a_single_pixel_has_none_to_mirror() -> None:
    with pytest.raises(
        ConvError, match=r"reflect padding \(1\) must be smaller than the input \(1\)"
    ) as refused:
        shown(
            np.ones((8, 8), int),
            image_filter="gaussian", image_side=[3], stride=[3], image_edges="reflect", image_pooling="max",
            second_kernel="gaussian", second_side=[2],
        )  # fmt: skip
    assert refused.value.field == "image_edges"


@pytest.mark.parametrize("name", FILTERS)
def test_kernels_that_have_a_name_fill_the_fields(name: str) -> None:
    answer = ask(web.image, image_filter=name, image_side=[4])
    made = KERNELS[name](4, 4)
    assert [answer["take"][f"image_weights.{place}"] for place in Settings.image_weights.places(4)] == [
        str(weight) for weight in made.numerators.ravel()
    ]
    assert answer["take"]["image_divisor"] == str(made.denominator)
    assert answer["does"] == {"image": catalogue("en")[f"imaging.does.{name}"], "second": ""}
    kernel = kernel_of(Settings.read({**FIRST, "image_filter": name}), "image")
    assert kernel.gain == (0 if "sobel" in name or name == "laplacian" else 1)


def test_own_weights_may_be_decimals() -> None:
    weights = own([0.25, "-1/4"], ["1,5", "−2"])
    made = shown(image_filter=OWN, image_side=[2], image_weights=weights, image_divisor="0.5")
    kernel = made.stages[0].kernel
    assert kernel is not None
    assert kernel.weights == (Fraction(1, 4), Fraction(-1, 4), Fraction(3, 2), -2)
    assert kernel.gain == -1
    assert np.allclose(floats(made.values("result")), filtered(SMALL, [[0.5, -0.5], [3, -4]], 1, 1, "valid"))
    assert "take" in (answer := ask(web.image, image_filter=OWN, second_kernel=OWN))
    assert answer["take"] == {}


@pytest.mark.parametrize(
    ("params", "field", "says"),
    [
        ({"image_weights": own([1, "x"], [1, 1])}, "image_weights.1", "“x” is not a number"),
        ({"image_weights": own([1, 1], ["", 1])}, "image_weights.5", "The cell is empty"),
        ({"image_weights": own([100])}, "image_weights.0", "100 is too large: a cell holds up to ±99"),
        ({"image_weights": own(["1/101"])}, "image_weights.0", "the denominator may go up to 100"),
        ({"image_divisor": "0"}, "image_divisor", "Nothing can be divided by 0"),
        ({"image_divisor": "nine"}, "image_divisor", "“nine” is not a number"),
        ({"image_weights": ["1"] * 24}, "image_weights", "Weights of the kernel must be 25 numbers"),
        ({"image_weights": [1] * 25}, "image_weights", "Weights of the kernel must be 25 numbers"),
        ({"image_weights": "1" * 25}, "image_weights", "Weights of the kernel must be 25 numbers"),
        ({"image_side": [5], "dilation": [4]}, "image_side", "The kernel spans 17 cells"),
        ({"image_filter": "median"}, "image_filter", "Kernel cannot be “median”"),
        ({"second_kernel": OWN, "second_divisor": "0"}, "second_divisor", "Nothing can be divided by 0"),
    ],
)  # fmt: skip
def test_settings_that_make_nothing(params: dict[str, Any], field: str, says: str) -> None:
    answer = ask(web.image, **{"image_filter": OWN, "image_side": [2], **params})
    assert says in answer["refused"]["message"]
    assert answer["refused"]["field"] == field


def test_padding_and_pooling_that_do_not_fit_name_their_control() -> None:
    thin = np.full((1, 8), 7)
    assert ask(web.image, thin, image_edges="reflect")["refused"]["field"] == "image_edges"
    answer = ask(web.image, thin, image_filter="identity", image_side=[1], image_pooling="max")
    assert answer["refused"]["field"] == "image_pooling"
    small = {"image_filter": "identity", "image_side": [1], "second_kernel": "gaussian"}
    assert ask(web.image, thin, **small)["refused"]["field"] == "second_side"
    answer = ask(web.image, thin, **small, second_side=[5], image_edges="reflect")
    assert answer["refused"]["field"] == "image_edges"


def test_images_that_are_none() -> None:
    whole = b64decode(written(SMALL))
    for data in (b"", b"P2" + whole[2:], whole[:-1], whole + b"\0", b"P5 0 9 255\n", b"P5 99999 99999 255\n"):
        answer = ask(web.image, b64encode(data).decode())
        assert answer["refused"]["message"] == "The image has not arrived whole: it is no grey map."
    assert "not arrived whole" in ask(web.image, "=")["refused"]["message"]
    answer = ask(web.image, np.zeros((2, MOST + 1)))
    assert answer["refused"]["message"].startswith("The image has 2 × 129 pixels: no more than 128 × 128")


def grey(value: Fraction) -> int:
    return min(max(int(value + Fraction(1, 2)) if value > 0 else 0, 0), 255)


@pytest.mark.parametrize("scale", ["suited", "image", "range"])
@pytest.mark.parametrize("name", ["box-blur", "sharpen", "sobel-x", "relu"])
def test_how_an_image_is_seen(name: str, scale: str) -> None:
    params = (
        {"image_filter": "sobel-x", "image_activation": "relu"} if name == "relu" else {"image_filter": name}
    )
    made = shown(shades=scale, **params)
    values = made.values("result")
    exact = [Fraction(int(value), values.denominator) for value in values.numerators.ravel()]
    seen = levels(made, "result", "en")
    as_image = scale == "image" or (scale == "suited" and name in ("box-blur", "sharpen"))
    low, high = min(exact), max(exact)
    if as_image:
        assert seen.levels.ravel().tolist() == [grey(value) for value in exact]
        assert seen.colours == ()
        assert seen.told.endswith("white 255.") == (low >= 0 and high <= 255)
    elif low >= 0:
        assert seen.levels.ravel().tolist() == [int(255 * value / high) for value in exact]
        assert "white" in seen.told
    else:
        far = max(high, -low)
        assert seen.levels.ravel().tolist() == [127 + int(127 * value / far) for value in exact]
        assert seen.colours[127] == ENDS[1]
        assert "Grey is 0" in seen.told
    told = re.search(r"Values from (≈ )?([−\d.]+) to (≈ )?([−\d.]+)", seen.told)
    assert told
    for place, end in ((2, low), (4, high)):
        assert abs(float(told[place].replace("−", "-")) - end) < 0.01
        assert bool(told[place - 1]) == (1000 % end.denominator != 0)


def test_an_even_image_has_one_value() -> None:
    assert levels(shown(np.full((4, 4), 9)), "result", "es").told == "Todos los valores son 0."


def test_titles_and_bytes_of_the_answer() -> None:
    answer = ask(web.image, sample(), image_activation="relu", image_pooling="max", way_back="yes")
    assert [(stage["name"], stage["title"]) for stage in answer["stages"]] == [
        ("input", "Input: 128 × 128"),
        ("result", "Result, with ReLU: 126 × 126"),
        ("pooled", "After the pooling: 63 × 63"),
        ("back", "The way back: 128 × 128"),
    ]
    assert answer["stages"][0]["levels"] == ""
    for stage in answer["stages"][1:]:
        assert len(b64decode(stage["levels"])) == stage["size"][0] * stage["size"][1]
        assert len(b64decode(stage["colours"])) in (0, 3 * 255)
    # What crosses for a change of a weight is small.
    assert len(json.dumps(ask(web.image, sample()))) < 25_000
    file, title, told = still(shown(), "result", "en")
    assert file.startswith(b"\x89PNG")
    assert (title, told) == ("Result: 9 × 7", levels(shown(), "result", "en").told)


EVERYTHING = {
    "image_side": [3], "stride": [2], "dilation": [2], "image_edges": "reflect", "image_activation": "relu",
    "image_pooling": "average", "second_kernel": "laplacian", "second_side": [2], "way_back": "yes",
}  # fmt: skip


def said_sum(words: str) -> Fraction:
    """Return what the sum that is written out comes to."""
    work = re.search(r"\. (.+?) = ", words)
    assert work, words
    text = work[1].replace("−", "-").replace("×", "*").replace("≈", "")
    text = re.sub(r"(\d+(?:\.\d+)?)", r'Fraction("\1")', text)
    return Fraction(eval(text, {"Fraction": Fraction, "max": max}))


@pytest.mark.parametrize(
    "params", [{}, EVERYTHING, {**EVERYTHING, "image_filter": "gaussian", "image_pooling": "max"}]
)
def test_the_sum_of_every_pixel_comes_to_its_value(params: dict[str, Any]) -> None:
    made = shown(**params)
    for stage in made.stages:
        values = made.values(stage.name)
        # Every third one: those at the edges, and all places in a stride.
        for at in list(np.ndindex(values.numerators.shape))[::3]:
            told = ask(web.pixel, key=f"{stage.name}:{at[0]},{at[1]}", **params)
            value = Fraction(int(values.numerators[at]), values.denominator)
            if "No stamp" in told["words"]:
                assert (value, list(told["frames"])) == (0, ["back"])
                continue
            assert said_sum(told["words"]) == Fraction(int(stage.sums.numerators[at]), stage.sums.denominator)
            assert told["frames"][stage.name] == [*at, 1, 1]
            cut = stage.name == "result" and "image_activation" in params and stage.sums.numerators[at] < 0
            assert ("ReLU" in told["words"]) == cut
            assert stage.source in told["frames"]


def test_frames_hold_just_what_a_pixel_comes_from() -> None:
    """A pixel that is changed outside of the frame changes nothing; at its corners it does."""
    params: dict[str, Any] = {
        "image_filter": "box-blur",
        "stride": [2],
        "dilation": [2],
        "image_edges": "zeros",
    }
    row, column = 2, 1
    top, left, height, width = ask(web.pixel, key=f"result:{row},{column}", **params)["frames"]["input"]
    before = shown(**params).values("result").numerators[row, column]
    touched = set()
    for at in product(range(SMALL.shape[0]), range(SMALL.shape[1])):
        changed = SMALL.copy()
        changed[at] += 1
        if shown(changed, **params).values("result").numerators[row, column] != before:
            touched.add(at)
    rows, columns = zip(*touched, strict=True)
    assert (min(rows), max(rows)) == (max(top, 0), top + height - 1)
    assert (min(columns), max(columns)) == (max(left, 0), left + width - 1)


def test_pixels_in_words() -> None:
    image = np.array([[10, 20], [30, 41]])
    params: dict[str, Any] = {"image_filter": "box-blur", "image_side": [2]}
    assert ask(web.pixel, image, key="input:1,0", **params)["words"] == "Input (1, 0): 30."
    assert ask(web.pixel, image, key="result:0,0", **params)["words"] == (
        "Result (0, 0): 25.25. (10 × 1 + 20 × 1 + 30 × 1 + 41 × 1) / 4 = 25.25."
    )
    params = {
        "image_filter": OWN,
        "image_side": [2],
        "image_weights": own([-1, 0], [0, 0.5]),
        "image_divisor": "3",
    }
    assert ask(web.pixel, image, "es", key="result:0,0", **params)["words"] == (
        "Resultado (0, 0): 3,5. (10 × (−1) + 20 × 0 + 30 × 0 + 41 × 0,5) / 3 = 3,5."
    )
    params["image_weights"] = own([-2, 0], [0, 0])
    assert ask(web.pixel, image, key="result:0,0", image_activation="relu", **params)["words"] == (
        "Result (0, 0): 0, since ReLU makes 0 of what is negative. "
        "(10 × (−2) + 20 × 0 + 30 × 0 + 41 × 0) / 3 = −20/3 ≈ −6.67."
    )


@pytest.mark.parametrize(
    "key", ["", "result", "result:9,0", "result:0,7", "pooled:0,0", "result:-1,0", "result:٣,0"]
)
def test_pixels_that_there_are_not(key: str) -> None:
    assert ask(web.pixel, key=key)["refused"]["message"] == f"There is no cell “{key}”."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_words(language: str) -> None:
    words = catalogue(language)
    for parameter in Settings.parameters:
        assert words[f"parameters.{parameter.name}"]
        if isinstance(parameter, Choice):
            table = f"options.{parameter.name}."
            assert {f"{table}{option}" for option in parameter.options} == {
                key for key in words if key.startswith(table)
            }
    for name in (*FILTERS, OWN):
        assert words[f"imaging.does.{name}"]


def test_weights_as_a_control() -> None:
    control = Weights((2, 2), ("1", "2", "3", "4"), name="weights")
    assert control.first() == ["1", "2", "3", "4"]
    for end in control.ends():
        assert control.read(end) == tuple(end)
    assert control.starting(["0"] * 4).default == ("0",) * 4
    with pytest.raises(ConvError, match="weights must be 4 numbers"):
        control.read(["1"])

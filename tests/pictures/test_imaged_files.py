"""A reader's own image as files: Pillow, csv and NumPy read them, and find what SciPy and the page say."""

from __future__ import annotations

import csv
import io
import json
from base64 import b64decode, b64encode
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

import pyconv
from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from pyconv.pictures.export import carried
from tests.pictures.test_imaging import FIRST, SMALL, own, written

CHOSEN = {
    "image_filter": "gaussian",
    "image_weights": own([9, 9], [9, 9]),
    "image_edges": "replicate",
    "image_activation": "relu",
    "image_pooling": "average",
    "second_kernel": "own",
    "second_side": [2],
    "second_weights": own([1, -2], ["0.5", 4]),
    "second_divisor": "3",
    "way_back": "yes",
}
SAID = (
    "image_filter=gaussian&image_edges=replicate&image_activation=relu&image_pooling=average"
    "&second_kernel=own&second_side=2&second_weights=1,-2,0.5,4&second_divisor=3&way_back=yes&v=1"
)
GAUSSIAN = np.outer([1, 2, 1], [1, 2, 1]) / 16


def values() -> dict[str, Any]:
    """Return what the chosen settings make of the image, by SciPy and NumPy."""
    result = correlate2d(np.pad(SMALL, 1, mode="edge"), GAUSSIAN, "valid")
    pooled = result[:10, :8].reshape(5, 2, 4, 2).mean((1, 3))
    after = correlate2d(np.pad(pooled, ((0, 1), (0, 1)), mode="edge"), [[1, -2], [0.5, 4]], "valid") / 3
    return {"input": SMALL, "result": result, "pooled": pooled, "second": after}


def saved(kind: str, language: str = "en", **params: Any) -> dict[str, Any]:
    request = {"language": language, "data": written(SMALL), "format": kind, "params": params or CHOSEN}
    answer: dict[str, Any] = json.loads(web.image_file(json.dumps(request)))
    return answer


def test_pillow_reads_the_levels_of_the_page_and_what_was_chosen() -> None:
    image = pytest.importorskip("PIL.Image")
    asked = json.dumps({"language": "en", "data": written(SMALL), "params": CHOSEN})
    stages = json.loads(web.image(asked))["stages"]
    assert [stage["name"] for stage in stages] == ["input", "result", "pooled", "second", "back"]
    for stage in stages:
        answer = saved(stage["name"])
        assert (answer["name"], answer["media"]) == (f"own-image-{stage['name']}.png", "image/png")
        with image.open(io.BytesIO(b64decode(answer["file"]))) as read:
            read.load()
            assert read.text == {"pyconv": answer["carries"], "Title": stage["title"]}
            assert answer["carries"] == f"pyconv:{pyconv.__version__}/en#own-image?{SAID}"
            if stage["name"] == "input":
                assert np.array_equal(read, SMALL)
                continue
            shown = np.frombuffer(b64decode(stage["levels"]), np.uint8).reshape(stage["size"])
            assert np.array_equal(read, shown)
            colours = list(b64decode(stage["colours"]))
            assert (read.getpalette() or [])[: len(colours)] == colours
    rounded = np.floor(values()["result"] + 0.5)
    with image.open(io.BytesIO(b64decode(saved("result")["file"]))) as read:
        assert np.array_equal(read, rounded)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numpy_and_csv_have_the_values(language: str) -> None:
    program = saved("numpy", language)
    assert (program["name"], program["media"]) == ("own-image.py", "text/x-python")
    found: dict[str, Any] = {}
    exec(b64decode(program["file"]), found)
    table = saved("csv", language)
    assert (table["name"], table["media"]) == ("own-image.csv", "text/csv")
    rows = list(csv.reader(io.StringIO(b64decode(table["file"]).decode())))
    assert rows[0] == [f"# {table['carries']}"]
    arrays: dict[str, list[list[float]]] = {}
    for row in rows[2:]:
        if row and row[0].startswith("# "):
            arrays[row[0].removeprefix("# ")] = inside = []
        elif row:
            inside.append([float(value) for value in row])
    kernels = {"image_kernel": GAUSSIAN, "second_kernel": np.array([[1, -2], [0.5, 4]]) / 3}
    wanted = values() | kernels
    assert list(arrays) == ["input", "result", "pooled", "second", "back", "image_kernel", "second_kernel"]
    assert arrays.keys() == found.keys() - {"np", "__builtins__"}
    for name, array in wanted.items():
        np.testing.assert_allclose(found[name], array, rtol=1e-13, err_msg=name)
        np.testing.assert_allclose(arrays[name], array, rtol=1e-13, err_msg=name)
    assert np.array(arrays["back"]).shape == SMALL.shape


@pytest.mark.parametrize("kind", ["result", "csv", "numpy"])
def test_a_file_sets_up_again_what_it_was_made_from(kind: str) -> None:
    answer = saved(kind)
    opened = json.loads(web.opened(json.dumps({"language": "es", "data": answer["file"]})))
    assert opened["view"] == "own-image"
    settings = dict(setting.split("=") for setting in opened["said"].split("&"))
    assert settings.keys() == FIRST.keys() | {"v"}
    said = dict(setting.split("=") for setting in SAID.split("&"))
    assert said.items() <= settings.items()
    assert settings["image_weights"] == "-1,0,1,-2,0,2,-1,0,1", "a kernel with a name says it already"
    read = carried.read(b64decode(answer["file"]))
    assert (read.view, read.language, read.linked.left) == ("own-image", "en", ())
    assert Fraction(read.linked.params["second_divisor"]) == 3
    with pytest.raises(ConvError, match="on the page “Your own image”"):
        pyconv.read_picture(b64decode(answer["file"]))


def test_what_cannot_be_saved_is_refused() -> None:
    assert saved("pooled", image_filter="identity")["refused"]["message"] == (
        "There is no kind of file “pooled”; there are: csv, numpy, input, result."
    )
    zero = saved("csv", image_filter="own", image_divisor="0")
    assert zero["refused"]["field"] == "image_divisor"
    damaged = {"language": "en", "data": b64encode(b"P5").decode(), "format": "csv", "params": {}}
    assert "refused" in json.loads(web.image_file(json.dumps(damaged)))

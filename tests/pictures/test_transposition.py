"""What is told of the cells of a transposed convolution."""

from __future__ import annotations

import json

from pyconv.pictures import web


def test_a_long_sum_is_written_but_not_read_aloud() -> None:
    params = {"direction": "transposed", "input": [6, 6], "kernel": 4, "stride": 1, "padding": "valid"}
    request = {"view": "connectivity", "language": "en", "params": params, "key": "in:21"}
    focus = json.loads(web.focus(json.dumps(request)))["focus"]
    # The cell in row 3, column 3 lies in the windows of all nine outputs.
    assert focus["words"].count('class="pc-term') == 9
    longer = json.loads(
        web.focus(json.dumps(request | {"params": params | {"input": [8, 8]}, "key": "in:27"}))
    )
    assert longer["focus"]["words"].count('class="pc-term') == 16
    assert "16 products that add up to" in longer["focus"]["spoken"]

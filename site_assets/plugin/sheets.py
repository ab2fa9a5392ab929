"""Which style sheets a widget needs, by their path among what is published."""

PICTURE_SHEET = "css/picture.css"
"""The package has it for pictures outside a page, and it is published with the others."""
SHEETS = (
    "fonts/math.css",
    "css/tokens.css",
    PICTURE_SHEET,
    "css/widget.css",
    "css/layout.css",
    "css/controls.css",
    "css/plot.css",
    "css/print.css",
)
"""What every page with widgets loads; fonts, colours and layers come before what names them."""

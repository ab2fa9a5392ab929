/** Registers the elements of the widgets: all that a page with widgets needs, on whatever site. */

import { PlotElement } from "./elements/plot.js";
import { WidgetElement } from "./elements/widget.js";

if (!customElements.get("pyconv-widget")) customElements.define("pyconv-widget", WidgetElement);
if (!customElements.get("pyconv-plot")) customElements.define("pyconv-plot", PlotElement);

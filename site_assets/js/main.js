/** Registers the elements of the site, and follows its tables. */

import { FigurePlot } from "./elements/plot.js";
import { watchTables } from "./elements/scrolling.js";
import { ConvolutionWidget } from "./elements/widget.js";

if (!customElements.get("pyconv-widget")) customElements.define("pyconv-widget", ConvolutionWidget);
if (!customElements.get("pyconv-plot")) customElements.define("pyconv-plot", FigurePlot);
watchTables();

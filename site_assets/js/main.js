/** Registers the elements of the site, follows its tables and its versions, and lets the pages go that are left. */

import { letPagesGo } from "./elements/leaving.js";
import { PlotElement } from "./elements/plot.js";
import { watchTables } from "./elements/scrolling.js";
import { WidgetElement } from "./elements/widget.js";
import { watchVersions } from "./version.js";

letPagesGo();
if (!customElements.get("pyconv-widget")) customElements.define("pyconv-widget", WidgetElement);
if (!customElements.get("pyconv-plot")) customElements.define("pyconv-plot", PlotElement);
watchTables();
watchVersions();

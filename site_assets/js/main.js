/** Registers the elements of the widgets: all that a page with widgets needs, on whatever site. */

import { watchDrops } from "./elements/dropping.js";
import { ExercisesElement } from "./elements/exercises.js";
import { ImageElement } from "./elements/image.js";
import { PlotElement } from "./elements/plot.js";
import { PythonElement } from "./elements/python.js";
import { SoundElement } from "./elements/sound.js";
import { WidgetElement } from "./elements/widget.js";

if (!customElements.get("pyconv-widget")) customElements.define("pyconv-widget", WidgetElement);
if (!customElements.get("pyconv-plot")) customElements.define("pyconv-plot", PlotElement);
if (!customElements.get("pyconv-exercises")) customElements.define("pyconv-exercises", ExercisesElement);
if (!customElements.get("pyconv-image")) customElements.define("pyconv-image", ImageElement);
if (!customElements.get("pyconv-sound")) customElements.define("pyconv-sound", SoundElement);
if (!customElements.get("pyconv-python")) customElements.define("pyconv-python", PythonElement);
watchDrops();

/** Registers the elements of the site. */

import { ConvolutionWidget } from "./elements/widget.js";

if (!customElements.get("pyconv-widget")) customElements.define("pyconv-widget", ConvolutionWidget);

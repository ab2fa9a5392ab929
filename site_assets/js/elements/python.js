/** `<pyconv-python>`: a cell of code of the page, which a reader changes and runs. */

import { LateElement } from "./late.js";

export class PythonElement extends LateElement {
  /** @override */
  async follower() {
    try {
      const { cellOf } = await import("../live/cell.js");
      return await cellOf(this);
    } catch {
      // The page has the code, and says of its other parts that they could not be loaded.
      return { start: () => {} };
    }
  }
}

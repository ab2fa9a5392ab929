/** `<pyconv-widget>`: a picture that can be played, touched and changed. */

import { LateElement } from "./late.js";
import { Session } from "./session.js";

export class WidgetElement extends LateElement {
  /** @override */
  async follower() {
    // Where a newer version has taken the place of this one, all waits for Python.
    const answering = this.querySelector(".pc-early") ? await import("./early.js").catch(() => null) : null;
    const session = await Session.of(this);
    const early = answering?.Early.of(this);
    return {
      widget: session.widget,
      /** @param {AbortSignal} signal */
      start(signal) {
        session.start(signal);
        early?.start(signal, session.linked);
      },
    };
  }
}

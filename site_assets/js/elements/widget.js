/** `<pyconv-widget>`: a picture that can be played, touched and changed. */

import { Early } from "./early.js";
import { LateElement } from "./late.js";
import { Session } from "./session.js";

export class WidgetElement extends LateElement {
  /** @override */
  async follower() {
    const session = await Session.of(this);
    const early = Early.of(this);
    return {
      /** @param {AbortSignal} signal */
      start(signal) {
        session.start(signal);
        early?.start(signal, session.linked);
      },
    };
  }
}

/** `<pyconv-widget>`: a picture that can be played, touched and changed. */

import { LateElement } from "./late.js";
import { Session } from "./session.js";

export class WidgetElement extends LateElement {
  /** @override */
  follower() {
    return Session.of(this);
  }
}

/** What `test_moments.py` does to a widget and sees of it; each function is sent to the page alone. */

/** Notes the parameters of the picture that is shown, and has answers come late. @param {HTMLElement} widget */
export async function record(widget) {
  const main = [...document.scripts].find(({ type, src }) => type === "module" && src).src;
  const { python } = await import(new URL("worker/client.js", main).href);
  const ask = python.ask.bind(python);
  window.waiting = 0;
  window.late = [0];
  window.pictured = JSON.parse(widget.querySelector("template").content.textContent).params;
  python.ask = async (/** @type {string} */ question, /** @type {{ params: object }} */ request) => {
    window.waiting += 1;
    const late = window.late[window.waiting % window.late.length];
    try {
      const answer = ask(question, request);
      await answer.catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, late));
      const said = await answer;
      if (question === "build") window.pictured = request.params;
      return said;
    } finally {
      window.waiting -= 1;
    }
  };
}

/** What is marked in a widget, and for which parameters it was drawn. @param {HTMLElement} widget */
export function marks(widget) {
  const stage = widget.querySelector(".pc-frame").shadowRoot.querySelector(".pc-stage");
  return {
    chosen: stage.querySelector(".pc-chosen")?.getAttribute("data-key") ?? null,
    pinned: stage.classList.contains("pc-pinned"),
    pictured: window.pictured,
  };
}

/** Does one thing; a number from 0 to 1 says to what. @param {HTMLElement} widget @param {[what: string, value: number]} event */
export function act(widget, [what, value]) {
  /** @template T @param {T[]} list @param {number} place  From 0 to 1. */
  const chosen = (list, place) => list[Math.floor(place * list.length)];
  /** @param {ParentNode} root @param {string} selector */
  const all = (root, selector) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
  /** @param {string} name */
  const press = (name) => all(widget, `[data-does=${name}]`)[0].click();
  /** @param {HTMLInputElement} control @param {string | number} to */
  const set = (control, to) => {
    control.value = String(to);
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const stage = widget.querySelector(".pc-frame").shadowRoot.querySelector(".pc-stage");
  // First a grid, then a cell of it: the cells of a matrix are many.
  const grid = chosen(all(stage, "svg[role=grid]"), value);
  const cell = chosen(all(grid, ".pc-cell, .pc-shape"), (value * 6151) % 1);
  /** @type {Record<string, () => void>} */
  const does = {
    point: () => cell.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, composed: true })),
    leave: () => stage.dispatchEvent(new PointerEvent("pointerleave")),
    pin: () => cell.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true })),
    release: () => widget.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })),
    scrub: () => {
      /** @type {HTMLInputElement} */ const scrubber = widget.querySelector(".pc-scrubber");
      set(scrubber, Math.floor(value * (Number(scrubber.max) + 1)));
    },
    back: () => press("back"),
    forward: () => press("forward"),
    play: () => press("play"),
    reset: () => press("reset"),
    change: () => {
      const offered = all(widget, ".pc-settings :is(input[type=number], select)");
      const control = /** @type {HTMLInputElement & { options?: HTMLOptionsCollection }} */ (
        chosen(
          offered.filter((each) => each.checkVisibility()),
          value,
        )
      );
      const numbers = [0, 1, 2, 3, 4, 5].map((more) => Number(control.min) + more);
      const options = [...(control.options ?? [])].map((option) => option.value);
      const values = options.length ? options : numbers.filter((one) => one <= Number(control.max));
      set(control, chosen(/** @type {(string | number)[]} */ (values), (value * 7919) % 1));
    },
    edit: () => {
      const open = chosen(
        all(stage, ".pc-cell, .pc-shape").filter(({ dataset }) => dataset.place),
        value,
      );
      if (!open) return;
      open.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, composed: true }));
      /** @type {HTMLInputElement} */ const field = stage.querySelector(".pc-edit");
      field.value = String(Math.floor(value * 19) - 9);
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    },
  };
  does[what]();
}

/** Waits until nothing is asked any more. */
export async function settle() {
  for (let calm = 0; calm < 3; ) {
    await new Promise((resolve) => setTimeout(resolve));
    calm = window.waiting ? 0 : calm + 1;
  }
}

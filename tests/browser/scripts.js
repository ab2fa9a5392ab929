/**
 * What runs in the page for a test, in any browser. Each function is sent there alone, by
 * `scripts.py`, so none of them names anything outside itself.
 */

/** What a widget shows. @param {HTMLElement} widget */
export function read(widget) {
  /** @param {Element} [part] */
  const words = (part) => (part?.textContent ?? "").replace(/\s+/g, " ").trim();
  /** @param {Element} piece */
  const said = (piece) => {
    const place = piece.querySelector("text:not(.pc-note)");
    const lines = [...(place?.querySelectorAll("tspan") ?? [])].map((line) => line.textContent);
    return lines.length ? lines.join("\n") : (place?.textContent ?? "");
  };
  /** @param {Iterable<Element>} pieces */
  const keyed = (pieces) => [...pieces].map((piece) => [piece.getAttribute("data-key"), said(piece)]);
  /** @param {SVGRectElement} frame */
  const placed = (frame) => {
    const { e, f } = new DOMMatrix(frame.style.transform);
    return [e, f, ...["width", "height"].map((side) => Number(frame.getAttribute(side)))];
  };
  /** @param {HTMLElement} item */
  const panel = (item) => {
    const svg = item.querySelector("svg[role=grid]");
    const named = { name: item.dataset.name, title: words(item.querySelector(".pc-title")) };
    if (!svg) return { ...named, html: words(item.querySelector(".pc-html")) };
    /** @type {NodeListOf<SVGRectElement>} */ const frames = svg.querySelectorAll(".pc-window.pc-shown");
    return {
      ...named,
      sign: words(item.querySelector(".pc-sign")),
      rows: [...svg.querySelectorAll("[role=row]")].map((row) => keyed(row.children)),
      shapes: keyed(svg.querySelector(".pc-shapes").children),
      lit: [...svg.querySelectorAll(".pc-lit")].map((piece) => piece.getAttribute("data-key")).sort(),
      frames: [...frames].map(placed),
    };
  };
  const stage = widget.querySelector(".pc-frame").shadowRoot ?? widget;
  /** @type {HTMLInputElement} */ const scrubber = widget.querySelector(".pc-scrubber");
  /** @type {HTMLElement} */ const player = widget.querySelector(".pc-player");
  /** @type {NodeListOf<HTMLElement>} */ const items = stage.querySelectorAll(".pc-item");
  return {
    panels: [...items].map(panel),
    summary: words(widget.querySelector(".pc-summary")),
    formula: words(widget.querySelector(".pc-formulas")),
    words: words(widget.querySelector(".pc-words")),
    step: Number(scrubber.value),
    last: Math.max(Number(scrubber.max), 0),
    player: !player.hidden,
  };
}

/** Notes every picture that the page asks for, with its answer, and tells when all is answered. */
export async function record() {
  if (window.asked) return;
  const main = [...document.scripts].find(({ type, src }) => type === "module" && src).src;
  const { python } = await import(new URL("worker/client.js", main).href);
  const ask = python.ask.bind(python);
  window.asked = [];
  window.waiting = 0;
  python.ask = async (/** @type {string} */ question, /** @type {object} */ request) => {
    window.waiting += 1;
    try {
      const answer = await ask(question, request);
      if (question === "build") window.asked.push([request, answer]);
      return answer;
    } catch (error) {
      const { refusal: refused } = /** @type {{ refusal?: object }} */ (error);
      if (question === "build" && refused) window.asked.push([request, { refused }]);
      throw error;
    } finally {
      window.waiting -= 1;
    }
  };
  window.settled = async () => {
    for (let calm = 0; calm < 3; ) {
      await new Promise((resolve) => setTimeout(resolve));
      calm = window.waiting ? 0 : calm + 1;
    }
    return window.asked.splice(0).at(-1) ?? null;
  };
}

/** Sets a control. @param {HTMLElement} widget @param {[name: string, value: string]} change */
export async function move(widget, [name, value]) {
  /** @type {HTMLInputElement} */ const control = widget.querySelector(`.pc-settings [data-field="${name}"]`);
  window.asked.length = 0;
  control.value = value;
  control.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return [await window.settled(), control.value];
}

/** Presses a button. @param {HTMLElement} widget @param {string} what */
export async function press(widget, what) {
  window.asked.length = 0;
  /** @type {HTMLElement} */ const button = widget.querySelector(what);
  button.click();
  return window.settled();
}

/** What can be set, and between which ends. @param {HTMLElement} widget */
export function controls(widget) {
  /** @type {NodeListOf<HTMLInputElement & { options?: HTMLOptionsCollection }>} */
  const all = widget.querySelectorAll(".pc-settings [data-field]");
  return [...all].map((control) => {
    /** @type {HTMLElement} */ const parameter = control.closest("[data-parameter]");
    const { when, is } = parameter.dataset;
    const options = [...(control.options ?? [])].map(({ value }) => value);
    /** @type {Record<string, string[]>} */
    const ends = { number: [control.min, control.max], text: ["-9999", "1/999"] };
    const parts = [...parameter.querySelectorAll("[data-field]")];
    return {
      name: control.dataset.field,
      type: control.type,
      ends: ends[control.type] ?? [options[0], options.at(-1)],
      place: parts.indexOf(control),
      outermost: [parts[0], parts.at(-1)].includes(control),
      links: parameter.querySelector("[data-links]")?.getAttribute("data-links") ?? null,
      needs: when ? [when, is.split(" ")[0]] : null,
    };
  });
}

/** What is said of settings that make no picture. @param {HTMLElement} widget */
export function refusal(widget) {
  const blamed = [...widget.querySelectorAll("[aria-invalid=true]")];
  const place = widget.querySelector(".pc-refusal");
  return {
    words: place.textContent,
    blamed: blamed.map((control) => control.getAttribute("data-field")),
    told: blamed.every((control) => control.getAttribute("aria-describedby") === place.id),
    stale: widget.querySelector(".pc-frame").shadowRoot.querySelector(".pc-stage").matches(".pc-stale"),
  };
}

/** Where the keys lead from every cell of a grid, with the walk begun anew at each. @param {SVGSVGElement} svg */
export function walk(svg) {
  const root = /** @type {ShadowRoot} */ (svg.getRootNode());
  const active = () => /** @type {SVGElement} */ (/** @type {unknown} */ (root.activeElement));
  /** @param {string} key */
  const arrow = (key) => {
    active().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
    return active().dataset.key;
  };
  /** @param {SVGElement} cell @param {string[]} keys */
  const from = (cell, ...keys) => {
    // Pixels are let in one at a time.
    cell.setAttribute("tabindex", "-1");
    cell.focus();
    return keys.map(arrow);
  };
  const rows = [...svg.querySelectorAll("[role=row]")].map(
    (row) => /** @type {SVGElement[]} */ ([...row.children]),
  );
  const walked = rows
    .flat()
    .map((cell) => [
      cell.dataset.key,
      ...["ArrowLeft", "ArrowRight", "Home", "End"].map((key) => from(cell, key)[0]),
      from(cell, "ArrowUp", "Home")[0],
      from(cell, "ArrowDown", "Home")[0],
    ]);
  const down = Array(rows.length).fill("ArrowDown");
  const up = Array(rows.length).fill("ArrowUp");
  const through = rows[0].map((cell) => from(cell, ...down, ...up, "Home"));
  active().blur();
  return [walked, through];
}

/** What the tabulator reaches in a widget, in order. @param {HTMLElement} widget */
export function stops(widget) {
  /** @param {HTMLElement} part */
  const name = (part) => {
    const { field, slides, links, does } = part.dataset;
    /** @type {SVGElement} */ const grid = part.closest("svg[role=grid]");
    const inside = grid
      ? `grid ${grid.dataset.grid}`
      : ([...part.classList].find((kind) => kind.startsWith("pc-")) ?? part.localName);
    return field ?? slides ?? links ?? does ?? inside;
  };
  const active = () => {
    let part = document.activeElement;
    while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;
    const root = part.getRootNode();
    const host = root instanceof ShadowRoot ? root.host : part;
    return host.closest("pyconv-widget") === widget ? /** @type {HTMLElement} */ (part) : null;
  };
  window.reached = () => active() && { name: name(active()), key: active().dataset.key ?? null };
  const roots = [widget.querySelector(".pc-frame").shadowRoot, widget];
  const reachable = `:is(button, input, select, summary, a[href]):not([tabindex="-1"]), [tabindex="0"]`;
  return roots
    .flatMap((root) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(reachable)]))
    .filter((part) => part.checkVisibility({ visibilityProperty: true }))
    .map(name);
}

/**
 * Moves each slider and choice of a widget to an end and back, and says of each what is in sight then: whether
 * the whole control is, how much of the picture's height, and how far the control has moved.
 * @param {HTMLElement} widget
 * @param {boolean} few  Whether the first and the last control have to do.
 */
export async function hand(widget, few) {
  const frame = widget.querySelector(".pc-frame");
  const calm = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  /** What lies over a place, in the page. @param {number} x @param {number} y */
  const over = (x, y) => document.elementFromPoint(x, y);
  const picture = () => {
    const { top, bottom, left, width, height } = frame.getBoundingClientRect();
    // A line down the picture: what of it is not covered.
    let seen = 0;
    const step = 4;
    for (let y = Math.max(top, 0) + 1; y < Math.min(bottom, innerHeight); y += step) {
      if (frame.contains(over(left + width / 2, y))) seen += step;
    }
    return { whole: height, picture: seen };
  };
  /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */
  const all = widget.querySelectorAll(".pc-settings :is([data-slides], select[data-field])");
  const found = [];
  const offered = [...all].filter((control) => control.checkVisibility());
  for (const control of few ? new Set([offered[0], offered.at(-1)]) : offered) {
    control.scrollIntoView({ block: "nearest", behavior: "instant" });
    // Whoever moves it has hold of it.
    control.focus({ preventScroll: true });
    await calm();
    const kept = control.value;
    const ends =
      control instanceof HTMLSelectElement
        ? [...control.options].map((option) => option.value)
        : [control.min, control.max];
    // To the end that it is not at, and back.
    const other = ends.at(-1) === kept ? ends[0] : ends.at(-1);
    for (const value of [other ?? kept, kept]) {
      const before = control.getBoundingClientRect().top;
      control.value = value;
      control.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await window.settled();
      await calm();
      const { top, bottom, left, width } = control.getBoundingClientRect();
      const middle = over(left + width / 2, (top + bottom) / 2);
      found.push({
        name: control.dataset.slides ?? control.dataset.field,
        value,
        moved: Math.abs(top - before),
        control: top >= -1 && bottom <= innerHeight + 1 && (middle === control || control.contains(middle)),
        ...picture(),
      });
    }
  }
  return found;
}

/** Whether what has the keyboard is all in sight and nothing lies over it. */
export function clear() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (!active || active === document.body) return null;
  const { top, bottom, left, right } = active.getBoundingClientRect();
  const root = /** @type {Document | ShadowRoot} */ (active.getRootNode());
  const at = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return {
    name: active.getAttribute("data-key") ?? active.className.toString() + active.localName,
    clear: top >= -1 && bottom <= innerHeight + 1 && (active === at || active.contains(at)),
    place: [Math.round(top), Math.round(bottom)],
    over: at?.className.toString() ?? "",
  };
}

/**
 * What the page of sounds itself plays through, in a context that keeps what comes out: floats in Base64.
 * @param {number[]} samples
 * @param {[place: number, weight: number][]} response
 * @param {number} length
 */
export async function rendered(samples, response, length) {
  const { src } = /** @type {HTMLScriptElement} */ (document.querySelector("script[src*='/js/main.js']"));
  const { rendered: render } = await import(new URL("sound/graph.js", src).href);
  const heard = await render({ samples: Int16Array.from(samples), response, length, gain: 1 });
  return btoa(Array.from(new Uint8Array(heard.buffer), (byte) => String.fromCharCode(byte)).join(""));
}

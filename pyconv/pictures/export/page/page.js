/**
 * Plays the steps of a picture that stands by itself in a page. What each step lights was computed when
 * the page was made; it is packed in the page.
 */

/**
 * A step: the key of its cell; what it lights, as the number of a key, and then how much further on the next
 * one is; the hue of each; the small text beside some; frames; the sentence; what some cells say meanwhile.
 * @typedef {[key: string, lit: number[], hues: number[], notes: (string | 0)[], boxes: [string, ...number[]][], words: string, texts: Record<string, Record<string, string>>]} Step
 */
/** @typedef {{ stage: string, keys: string[], steps: Step[] }} Packed */

const SVG = "http://www.w3.org/2000/svg";
const BEAT = 1000;

/** @param {string} selector @returns {any} */
const one = (selector) => document.querySelector(selector);
const [stage, words, player, scrubber, place, play] = [
  ".pc-stage",
  ".pc-words",
  ".player",
  ".player input",
  ".player output",
  "[data-does=play]",
].map(one);

/** @returns {Promise<Packed>} */
async function unpacked() {
  const bytes = Uint8Array.from(atob(one("#packed").textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

/** @param {Packed} packed */
function start({ stage: panels, keys, steps }) {
  if (panels) stage.innerHTML = panels;
  if (steps.length < 1) return;
  const order = new Map(steps.map(([key], number) => [key, number]));
  /** What stands in each cell, and its panel. @type {Map<Element, { panel: string, value: string, made: boolean }>} */
  const cells = new Map();
  /** @type {Map<string, Element[]>} */
  const pieces = new Map();
  for (const piece of stage.querySelectorAll("[data-key]")) {
    const { key, value } = piece.dataset;
    pieces.set(key, [...(pieces.get(key) ?? []), piece]);
    if (!piece.matches("g.pc-cell")) continue;
    const text = piece.querySelector("text");
    const lines = [...text.querySelectorAll("tspan")].map((line) => line.textContent);
    cells.set(piece, {
      panel: piece.closest("svg").dataset.grid,
      value: value ?? (lines.length ? lines.join("\n") : text.textContent),
      made: piece.classList.contains("output"),
    });
  }
  /** @type {[Element, string[]][]} */
  let lit = [];
  for (const piece of stage.querySelectorAll(".pc-lit")) {
    const tinted = piece.matches(".pc-tinted")
      ? [...piece.classList].filter((name) => name.startsWith("pc-hue"))
      : [];
    piece.classList.remove("pc-lit", "pc-chosen", "pc-tinted", ...tinted);
  }
  for (const note of stage.querySelectorAll(".pc-note")) note.remove();
  let now = 0;
  let timer = 0;

  /** @param {Element} cell @param {string} text */
  function say(cell, text) {
    const at = /** @type {Element} */ (cell.querySelector("text"));
    const lines = text.split("\n");
    if (lines.length === 1) {
      if (at.textContent !== text || at.firstElementChild) at.textContent = text;
      return;
    }
    at.replaceChildren(
      ...lines.map((line, index) => {
        const span = document.createElementNS(SVG, "tspan");
        span.setAttribute("x", at.getAttribute("x") ?? "0");
        span.setAttribute("dy", `${index ? 1 : -(lines.length - 1) / 2}em`);
        span.textContent = line;
        return span;
      }),
    );
  }

  /** @param {Step} step */
  function light([key, places, hues, notes, boxes, sentence, texts]) {
    for (const [piece, classes] of lit) piece.classList.remove(...classes);
    for (const note of stage.querySelectorAll(".pc-note")) note.remove();
    lit = [];
    let number = 0;
    /** @type {Set<string>} */
    const shown = new Set();
    places.forEach((further, index) => {
      number += further;
      const name = keys[number] ?? "";
      shown.add(name);
      for (const piece of pieces.get(name) ?? []) {
        const classes = ["pc-lit"];
        const hue = `pc-hue-${hues[index]}`;
        if (name === key) classes.push("pc-chosen");
        if (Number(hues[index]) >= 0 && !piece.classList.contains(hue)) classes.push("pc-tinted", hue);
        piece.classList.add(...classes);
        lit.push([piece, classes]);
        if (!notes[index] || !piece.matches("g.pc-cell")) continue;
        const note = document.createElementNS(SVG, "text");
        note.setAttribute("class", "pc-note");
        note.textContent = `×${notes[index]}`;
        piece.append(note);
      }
    });
    for (const [cell, { panel, value, made }] of cells) {
      const name = /** @type {SVGElement} */ (cell).dataset.key ?? "";
      const awaited = made && (order.get(name) ?? 0) > now;
      if (made) cell.classList.toggle("pc-pending", awaited);
      say(cell, texts[panel]?.[name] ?? (awaited && !shown.has(name) ? "" : value));
    }
    for (const svg of stage.querySelectorAll("svg[data-grid]")) {
      const frames = [...svg.querySelectorAll(".pc-window")];
      const wanted = boxes.filter(([grid]) => grid === svg.dataset.grid);
      while (frames.length < wanted.length) frames.push(svg.appendChild(frames[0].cloneNode()));
      frames.forEach((frame, index) => {
        const box = wanted[index];
        frame.classList.toggle("pc-shown", Boolean(box));
        if (!box) return;
        const [, x, y, width, height, across, down] = box;
        frame.setAttribute("width", width);
        frame.setAttribute("height", height);
        frame.setAttribute("transform", `matrix(1 0 ${across} ${down} ${x} ${y})`);
        const view = svg.parentElement;
        if (view.scrollWidth <= view.clientWidth) return;
        const scale = svg.clientWidth / svg.viewBox.baseVal.width;
        const begin = (Number(x) - svg.viewBox.baseVal.x) * scale;
        view.scrollLeft = begin + (Number(width) * scale - view.clientWidth) / 2;
      });
    }
    words.innerHTML = sentence;
  }

  /** @param {number} step */
  function go(step) {
    now = Math.max(0, Math.min(step, steps.length - 1));
    const wanted = steps[now];
    if (wanted) light(wanted);
    scrubber.value = now;
    place.textContent = `${now + 1} / ${steps.length}`;
  }

  /** @param {boolean} playing */
  function run(playing) {
    clearTimeout(timer);
    play.textContent = playing ? "❚❚" : "▶";
    play.setAttribute("aria-label", playing ? play.dataset.pause : play.dataset.play);
    timer = 0;
    if (playing) beat();
  }

  function beat() {
    timer = window.setTimeout(
      () => {
        go((now + 1) % steps.length);
        beat();
      },
      now === steps.length - 1 ? 2 * BEAT : BEAT,
    );
  }

  /** @param {number} step */
  function by(step) {
    run(false);
    go(step);
  }

  /** @type {Record<string, () => void>} */
  const does = {
    back: () => by(now - 1),
    play: () => run(!timer),
    forward: () => by(now + 1),
  };
  /** @type {Record<string, () => void>} */
  const keysDo = {
    ArrowLeft: () => by(now - 1),
    ArrowRight: () => by(now + 1),
    PageUp: () => by(now - 1),
    PageDown: () => by(now + 1),
    Home: () => by(0),
    End: () => by(steps.length - 1),
    " ": () => run(!timer),
  };
  player.addEventListener("click", (/** @type {MouseEvent} */ { target }) => {
    const button = /** @type {Element} */ (target).closest("button");
    does[button?.dataset.does ?? ""]?.();
  });
  scrubber.addEventListener("input", () => by(Number(scrubber.value)));
  stage.addEventListener("click", (/** @type {MouseEvent} */ { target }) => {
    const piece = /** @type {Element} */ (target).closest("[data-key]");
    const step = order.get(/** @type {SVGElement} */ (piece)?.dataset.key ?? "");
    if (step !== undefined) by(step);
  });
  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey || (event.key === " " && target.closest("button, a")))
      return;
    if (!keysDo[event.key]) return;
    event.preventDefault();
    keysDo[event.key]?.();
  });
  scrubber.max = steps.length - 1;
  player.hidden = steps.length < 2;
  go(Number(one("#packed").dataset.step));
}

unpacked().then(start, () => {
  one(".old").hidden = false;
});

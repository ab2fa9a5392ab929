/**
 * The exercises of a page, one at a time: Python draws them and says whether an answer is right.
 *
 * A series is a seed and its kinds, in turn: the same for whoever opens its link,
 * `#practice?seed=7&kinds=size,value`. Without one, a seed is drawn.
 */

import { address } from "../elements/address.js";
import { pageWords, part } from "../elements/parts.js";
import { Status } from "../elements/status.js";
import { fill } from "../elements/words.js";
import { button, make } from "../taking/pieces.js";
import { dress } from "../taking/words.js";
import { Dropped, python, Refused } from "../worker/client.js";
import { answering, shown } from "./answering.js";
import { forget, keep, kept } from "./kept.js";
import { classSeries } from "./series.js";

/** @typedef {import("../worker/protocol.js").Posed} Posed */
/** @typedef {{ seed: number, kinds: string[], linked: boolean }} Series */

/** The last seed of a series, and how many exercises it has. */
const [SEEDS, LENGTH] = [999, 1000];

const KIND = /^[a-z]+(-[a-z]+)*$/;

/** Where each page is: the theme may make its elements anew while one works. @type {Map<string, { series: Series, at: number, chosen: string }>} */
const standing = new Map();

export class Practice {
  /** @type {HTMLElement} */ #host;
  /** @type {string[]} */ #kinds;
  /** @type {Series} */ #series;
  /** How far the series has come. */ #at = 0;
  /** The one kind that is chosen, if one is. */ #chosen = "";
  /** Counts what was asked for, so that an old answer is known. */ #asked = 0;
  /** What was solved, in this page. @type {Set<string>} */ #solved = new Set();
  #progress = kept();
  /** Whether the next exercise takes the keyboard. */ #turned = false;
  /** Whether it was asked for by the list, which keeps the keyboard. */ #listed = false;
  /** Whether Python was ended before it answered. */ #dropped = false;
  /** @type {Status} */ #status;
  #body = make("section", { class: "pc-exercise" });
  /** What makes a series for a class, and the series that it began with. @type {{ place: HTMLElement, series: Series } | undefined} */
  #forClass;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host;
    this.#kinds = (host.dataset.kinds ?? "").split(" ");
    const stood = standing.get(location.pathname);
    this.#series = stood?.series ?? this.#drawn();
    this.#at = stood?.at ?? 0;
    this.#chosen = stood?.chosen ?? "";
    this.#status = new Status(part(host, ".pc-python"), pageWords(host));
  }

  /** @param {AbortSignal} signal */
  start(signal) {
    part(this.#host, ".pc-coming").hidden = false;
    part(this.#host, ".pc-python button").addEventListener("click", () => this.#again(), { signal });
    python.addEventListener("change", () => this.#heed(), { signal });
    // A link may set a figure while an exercise is being solved.
    const follow = () => {
      if (this.#open()) void this.#pose();
    };
    address.addEventListener("change", follow, { signal });
    dress("practice").catch(() => {});
    this.#host.append(this.#body);
    this.#open();
    void this.#pose();
    this.#heed();
  }

  /** @returns {Series} */
  #drawn() {
    return { seed: 1 + Math.floor(Math.random() * SEEDS), kinds: this.#kinds, linked: false };
  }

  /** Follows the link, if the address says another series; tells whether it does. */
  #open() {
    const said = new Map(address.of(this.#host.id)?.settings ?? []);
    const seed = Number(said.get("seed"));
    if (!Number.isInteger(seed) || seed < 1 || seed > SEEDS) return false;
    const named = (said.get("kinds") ?? "").split(",").filter((kind) => KIND.test(kind));
    const kinds = named.length ? named : this.#kinds;
    const series = this.#series;
    if (series.linked && series.seed === seed && series.kinds.join() === kinds.join()) return false;
    this.#series = { seed, kinds, linked: true };
    this.#chosen = "";
    this.#at = this.#progress.series[this.#name] ?? 0;
    return true;
  }

  get #name() {
    return `${location.pathname} ${this.#series.seed} ${this.#series.kinds.join(",")}`;
  }

  get #now() {
    const { seed, kinds } = this.#series;
    const kind = this.#chosen || (kinds[this.#at % kinds.length] ?? "");
    return { kind, seed: seed * LENGTH + (this.#at % LENGTH) };
  }

  #again() {
    if (python.condition.reason === "newer") return location.reload();
    python.restart();
    void this.#pose();
  }

  #heed() {
    const { condition } = python;
    const line = part(this.#host, ".pc-python");
    line.hidden = condition.state === "ready";
    this.#status.show(condition);
    if (condition.state === "ready" && this.#dropped) void this.#pose();
  }

  async #pose() {
    this.#asked += 1;
    this.#dropped = false;
    standing.set(location.pathname, { series: this.#series, at: this.#at, chosen: this.#chosen });
    const asked = this.#asked;
    const language = this.#host.dataset.language ?? "";
    try {
      const posed = await python.ask("exercise", { language, ...this.#now });
      if (asked === this.#asked) this.#show(posed);
    } catch (error) {
      if (error instanceof Dropped) this.#dropped = true;
      else if (error instanceof Refused) this.#tell(error.message);
      else {
        console.error(error);
        this.#tell(pageWords(this.#host)["runtime.bug"] ?? "");
      }
    }
  }

  /** Says why there is no exercise. @param {string} words */
  #tell(words) {
    part(this.#host, ".pc-coming").hidden = true;
    this.#body.replaceChildren(make("p", { role: "status" }, words));
  }

  /** @param {Posed} posed */
  #show(posed) {
    part(this.#host, ".pc-coming").hidden = true;
    part(this.#host, ".pc-example").hidden = true;
    const { words } = posed;
    const question = make("p", { class: "pc-asked", tabindex: "-1" }, posed.question);
    const answer = answering(posed, this.#host.dataset.figure ?? "");
    answer.first.setAttribute("aria-describedby", "pc-exercise-question");
    question.id = "pc-exercise-question";
    const verdict = make("p", { class: "pc-judged", role: "status" });
    const hint = make("p", { class: "pc-clue", role: "status" });
    const solve = button(words.solution ?? "", () => {
      hint.textContent = posed.solution;
      answer.frame?.(posed.answer);
    });
    solve.hidden = true;
    const help = button(words.hint ?? "", () => {
      hint.textContent = posed.hint;
      solve.hidden = false;
    });
    const check = make("button", { type: "submit", class: "pc-check" }, words.check ?? "");
    const next = button(words.next ?? "", () => this.#next());
    const acts = make("p", { class: "pc-acts" }, check, help, solve, next);
    const form = make("form", { autocomplete: "off" }, ...answer.content, acts);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { kind, seed } = posed;
      try {
        const given = await answer.given();
        if (given.missing !== undefined) {
          delete verdict.dataset.kind;
          verdict.textContent = given.missing;
          return;
        }
        const request = { language: this.#host.dataset.language ?? "", kind, seed, ...given };
        const { right, why } = await python.ask("attempt", request);
        verdict.dataset.kind = right ? "right" : "wrong";
        verdict.textContent = `${words[right ? "right" : "wrong"]} ${why}`;
        if (right) this.#count(posed);
        else solve.hidden &&= !hint.textContent;
      } catch (error) {
        verdict.dataset.kind = "refused";
        verdict.textContent = error instanceof Refused ? error.message : (words["no-python"] ?? "");
      }
    });
    const values = posed.tables.filter(({ pointed }) => !pointed).map(shown);
    const given = make("div", { class: "pc-given" }, ...values);
    this.#body.replaceChildren(this.#head(posed), question, given, form, verdict, hint, this.#foot(posed));
    this.#offer(posed);
    if (this.#turned) question.focus();
    else if (this.#listed) part(this.#body, "select").focus();
    this.#turned = this.#listed = false;
  }

  /** @param {Posed} posed */
  #head({ words, names, kind }) {
    const listed = make("select", { autocomplete: "off" }, make("option", { value: "" }, words.all ?? ""));
    for (const each of this.#series.kinds) {
      const count = this.#progress.solved[each];
      const name = names[each] ?? each;
      const text = count ? fill(words["solved-of"] ?? "", { name, count }) : name;
      listed.append(make("option", { value: each }, text));
    }
    listed.value = this.#chosen;
    listed.addEventListener("change", () => {
      this.#chosen = listed.value;
      this.#listed = true;
      void this.#pose();
    });
    const { seed } = this.#series;
    const number = fill(words.number ?? "", { number: this.#at + 1, seed });
    const label = make("label", {}, make("span", {}, words.kind ?? ""), " ", listed);
    return make("div", { class: "pc-practice-head" }, label, make("span", {}, `${names[kind]} · ${number}`));
  }

  /** @param {Posed} posed */
  #foot({ words }) {
    const count = Object.values(this.#progress.solved).reduce((sum, each) => sum + each, 0);
    const told = make("span", { class: "pc-progress" }, fill(words.progress ?? "", { count }));
    const said = make("output", {});
    const clear = button(words.forget ?? "", () => {
      forget();
      this.#progress = kept();
      told.textContent = fill(words.progress ?? "", { count: 0 });
      said.textContent = words.forgotten ?? "";
      link.focus();
      clear.hidden = true;
    });
    clear.hidden = !count;
    const link = button(words.link ?? "", async () => {
      try {
        await navigator.clipboard.writeText(this.#link);
        said.textContent = words.linked ?? "";
      } catch {
        said.textContent = `${words["not-linked"]} ${this.#link}`;
      }
    });
    return make("footer", {}, told, clear, link, said);
  }

  get #link() {
    const { seed, kinds } = this.#series;
    return this.#linkTo(seed, this.#chosen ? [this.#chosen] : kinds);
  }

  /** @param {number} seed @param {string[]} kinds */
  #linkTo(seed, kinds) {
    const all = kinds.join() === this.#kinds.join();
    return address.linkTo(this.#host.id, `seed=${seed}${all ? "" : `&kinds=${kinds.join(",")}`}&v=1`);
  }

  /** Lets a series be put together; it stays as it is while exercises come and go. @param {Posed} posed */
  #offer({ words, names }) {
    const series = this.#series;
    if (this.#forClass?.series === series) return;
    const made = classSeries({
      kinds: this.#kinds,
      chosen: series.kinds,
      seed: series.seed,
      last: SEEDS,
      names,
      words,
      link: (seed, kinds) => this.#linkTo(seed, kinds),
    });
    this.#forClass?.place.remove();
    this.#body.after(made);
    this.#forClass = { place: made, series };
  }

  #next() {
    this.#at = (this.#at + 1) % LENGTH;
    if (this.#series.linked) {
      this.#progress.series[this.#name] = this.#at;
      keep(this.#progress);
    }
    this.#turned = true;
    void this.#pose();
  }

  /** An exercise was solved: it counts once. @param {Posed} posed */
  #count(posed) {
    const solved = `${posed.kind} ${posed.seed}`;
    if (this.#solved.has(solved)) return;
    this.#solved.add(solved);
    // Another tab may have counted meanwhile.
    this.#progress = kept(this.#progress);
    this.#progress.solved[posed.kind] = (this.#progress.solved[posed.kind] ?? 0) + 1;
    if (this.#series.linked) this.#progress.series[this.#name] = this.#at + 1;
    keep(this.#progress);
    this.#body.querySelector("footer")?.replaceWith(this.#foot(posed));
  }
}

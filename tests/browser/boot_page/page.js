// Notes what the worker tells: its progress, and the end.
/** @type {object[]} */
const progress = [];
Object.assign(globalThis, { progress });
const worker = new Worker("./worker.js", { type: "module" });
worker.addEventListener("message", ({ data }) => {
  if (data.stage) progress.push(data);
  else {
    Object.assign(globalThis, { outcome: data });
    document.documentElement.dataset.outcome = "here";
  }
});

// Shows what the worker tells.
const worker = new Worker("./worker.js", { type: "module" });
worker.addEventListener("message", ({ data }) => {
  Object.assign(globalThis, { outcome: data });
  document.documentElement.dataset.outcome = "here";
});

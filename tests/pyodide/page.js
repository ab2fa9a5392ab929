// Hands on what the worker says: lines to the console, the end to whoever waits for `outcome`.
const worker = new Worker("./worker.js", { type: "module" });
worker.addEventListener("message", ({ data }) => {
  if ("line" in data) console.log(data.line);
  else Object.assign(globalThis, { outcome: data });
});
worker.addEventListener("error", ({ message }) => {
  Object.assign(globalThis, { outcome: { error: message } });
});

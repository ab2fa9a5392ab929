// Boots Python as the site's own worker does, with the site's own script, then runs pytest in it.
/** @param {string} line */
const say = (line) => self.postMessage({ line });
/** @param {string} name */
const bytes = async (name) => {
  const response = await fetch(`./${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

try {
  const setup = JSON.parse(new TextDecoder().decode(await bytes("setup.json")));
  const site = new URL(setup.site, self.location.href);
  const { boot } = await import(new URL("js/worker/boot.js", site).href);
  const { readSite } = await import(new URL("js/worker/facts.js", site).href);
  const { addMatplotlib } = await import(new URL("js/worker/matplotlib.js", site).href);
  const facts = await readSite(await (await fetch(site)).text(), site.href);
  const pyodide = await boot(facts, () => {});
  // The site loads it only for a figure to take along; here, so that every module can be imported.
  await addMatplotlib(pyodide, facts, () => {});
  pyodide.setStdout({ batched: say });
  pyodide.setStderr({ batched: say });
  for (const [name, folder] of Object.entries(setup.archives)) {
    pyodide.unpackArchive(await bytes(name), "zip", { extractDir: folder });
  }
  pyodide.FS.writeFile(setup.stdlib, await bytes("stdlib.zip"));
  pyodide.globals.set("setup", JSON.stringify(setup));
  const status = pyodide.runPython(
    "import json, sys\n" +
      "setup = json.loads(setup)\n" +
      'sys.path += setup["archives"].values()\n' +
      "from tests.pyodide.inside import run\n" +
      'run(setup["project"], setup["stdlib"], setup["arguments"])',
  );
  self.postMessage({ status });
} catch (raised) {
  const error = /** @type {Partial<import("../../site_assets/js/worker/download.js").BootError>} */ (raised);
  self.postMessage({ error: [error.reason, error.file, error.message ?? raised].filter(Boolean).join(" ") });
}

// Imports what the site needs of Python in an assembled runtime, all of it unpacked at once:
// node smoke.mjs <runtime> <Pyodide's own files of it, as they were released>
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

import { parentOf, unpack } from "../../site_assets/js/worker/packages.js";

const [runtime, released] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${released}/pyodide.mjs`).href);
const pyodide = await loadPyodide({
  indexURL: released,
  packageBaseUrl: `${runtime}/`,
  lockFileContents: readFileSync(`${runtime}/pyodide-lock.json`, "utf-8"),
  /** @param {import("../../site_assets/js/worker/packages.js").FileSystem} files @param {{ sitePackages: string }} places */
  fsInit: async (files, { sitePackages }) => {
    for (const name of ["numpy.bin", "rest.bin"]) {
      const archive = new Uint8Array(gunzipSync(readFileSync(`${runtime}/${name}`)));
      unpack(archive, files, parentOf(sitePackages));
    }
  },
});
await pyodide.loadPackage("matplotlib", { messageCallback: () => {} });
const answer = pyodide.runPython(`
import io, json, warnings
warnings.simplefilter("error")
import numpy as np

image = np.arange(25).reshape(5, 5)
windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
spectrum = np.fft.ifft2(np.fft.fft2(image)).real
padded = np.pad(image, 1, mode="reflect")
inverse = np.linalg.inv(2 * np.eye(2))
drawn = np.random.default_rng(1).random(3)

import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt

figure, axes = plt.subplots()
axes.imshow(image)
axes.contour(image)
axes.set_title("$o_i$ ñ")
sizes = {}
plt.rcParams["pdf.fonttype"] = 42
for form in ("svg", "png", "pdf"):
    out = io.BytesIO()
    figure.savefig(out, format=form)
    sizes[form] = out.getvalue()[:200].decode("latin-1")

json.dumps({
    "windows": windows.shape, "corner": int(padded[0, 0]), "inverse": inverse.tolist(),
    "spectrum": bool(np.allclose(spectrum, image)), "drawn": len(drawn),
    "sources": [m for m in (np.__file__, json.__file__, plt.__file__) if not m.endswith(".pyc")],
    **sizes,
})
`);
console.log(answer);

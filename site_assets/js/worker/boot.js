export async function boot({ runtimeURL, wheelURL, wheelBytes, report }) {
  const { loadPyodide } = await import(runtimeURL + "pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: runtimeURL, packageBaseUrl: runtimeURL });
  await pyodide.loadPackage("numpy");
  await pyodide.loadPackage(wheelURL);
  pyodide.runPython("import numpy, pyconv.web");
  return pyodide;
}

// Starts the SPA. Trunk writes the names of the built files onto this script's tag (pattern_script in Trunk.toml).
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
const { default: init } = await import(js);
await init({ module_or_path: wasm });

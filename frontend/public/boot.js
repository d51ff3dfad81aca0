// Starts the SPA. Trunk writes the names of the built files onto this script's tag (pattern_script in Trunk.toml), and
// scripts/pack.mjs those of the parts: an open chat, all pages but the inbox, and chunks that both need.
const { js, wasm, parts } = document.querySelector("script[data-wasm]").dataset;

// the part that the address asks for is fetched beside the rest; a list of chats asks for none
const inbox = location.pathname.match(/^\/\w+\/chats\b\/?(.*)/);
if (!inbox || inbox[1]) {
  const wanted = inbox ? "/split_chat" : "/split_pages";
  for (const href of parts.split(" ").filter((part) => part.startsWith(wanted) || part.startsWith("/chunk_"))) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous", href }));
  }
}

const { default: init } = await import(js);
await init({ module_or_path: wasm });

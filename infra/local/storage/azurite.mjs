// Starts Azurite and ends with the process that started it: when that process dies in any way, its end of
// our standard input closes. Arguments are Azurite's own.
import { createRequire } from "node:module";
import { findRowsByKey } from "./rows.mjs";

function end() {
  // Azurite closes its stores when it hears SIGTERM; before it listens for that there is nothing to close.
  if (!process.emit("SIGTERM")) {
    process.exit(0);
  }
}

process.stdin.on("end", end);
process.stdin.on("error", end);
process.stdin.resume();

// Ctrl-C reaches every process of the terminal. Who started us drains the function app first, which needs storage until then.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
const once = process.once;
process.once = (event, listener) => (event === "SIGINT" ? process : once.call(process, event, listener));

const require = createRequire(import.meta.url);

// CXFUNNEL_PLAIN_AZURITE=1 runs it as it comes: slow with many rows, and the reference for what it answers.
if (process.env.CXFUNNEL_PLAIN_AZURITE !== "1") {
  findRowsByKey(require("azurite/dist/src/table/persistence/LokiTableMetadataStore.js").default);
}

require("azurite/dist/src/azurite.js");

// Starts Azurite and ends with the process that started it: when that process dies in any way, its end of
// our standard input closes. Arguments are Azurite's own.
import { createRequire } from "node:module";

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

createRequire(import.meta.url)("azurite/dist/src/azurite.js");

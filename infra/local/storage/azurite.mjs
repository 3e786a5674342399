// Starts Azurite and ends with the process that started it: when that process dies in any way, its end of
// our standard input closes. Arguments are Azurite's own.
import { createRequire } from "node:module";

process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"));
process.stdin.resume();

createRequire(import.meta.url)("azurite/dist/src/azurite.js");

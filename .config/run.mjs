/**
 * The door for `npm start`, `npm test` and `npm run bench` on a fresh clone: installs the locked
 * dependencies when they are missing or stale, then hands over to TypeScript run by tsx. Plain
 * JavaScript, because nothing is installed yet when it runs.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [job, ...rest] = process.argv.slice(2);
const jobs = {
  start: ["cli.ts", "start"],
  test: [".config/test.ts"],
  bench: [".config/bench.ts"],
  "bench:peers": [".config/peers.ts"],
};
const script = jobs[job];
if (script === undefined) {
  console.error(`run.mjs: got ${job}, want one of ${Object.keys(jobs).join(", ")}`);
  process.exit(2);
}
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: Headway needs Node 20.19 or newer.`);
  process.exit(3);
}
install();
// The loader is an argument of Node itself, so that there is one process to signal, not two.
const loader = pathToFileURL(join(root, "node_modules", "tsx", "dist", "loader.mjs")).href;
const child = spawn(process.execPath, ["--import", loader, ...script, ...rest], {
  cwd: root,
  stdio: "inherit",
});
// Ctrl-C reaches the child by itself; it reports what it has and decides the status.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (status) => process.exit(status ?? 130));

function install() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const stamp = join(root, "node_modules", ".headway-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("Installing the locked dependencies (npm ci) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const done = spawnSync(npm, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status !== 0) {
    console.error("npm ci failed. Its message stands above; the registry must be reachable.");
    process.exit(3);
  }
  writeFileSync(stamp, lock);
}

// Puts the wheel of this checkout's server into server/, which the package carries: the one in dist/ if it was built there
// just now (WHEEL names it), else a new one.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

rmSync("server", { recursive: true, force: true });
mkdirSync("server");
const built = process.env["WHEEL"];
if (built) {
  copyFileSync(built, join("server", basename(built)));
} else {
  const ours = join("..", ".venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const python = existsSync(ours) ? ours : "python3";
  execFileSync(python, ["-m", "build", "--wheel", "--outdir", "server", ".."], { stdio: ["ignore", "ignore", "inherit"] });
}
const wheels = readdirSync("server").filter((name) => name.endsWith(".whl"));
if (wheels.length !== 1) {
  throw new Error(`server/ should hold one wheel, and holds ${wheels.length}.`);
}
for (const other of readdirSync("server").filter((name) => !wheels.includes(name))) {
  rmSync(join("server", other), { recursive: true });
}

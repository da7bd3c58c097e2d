import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Crashes, GIVE_UP_AT, TELL_AT } from "../src/server/crashes";
import type { Server } from "../src/server/find";
import { AGAIN, diagnose, INCLUDED, LOGS, REINSTALL, SETTINGS } from "../src/server/problems";
import { folder, program, python } from "./folders";

const CRASH = new Error("spawn failed");

function environment(command: string, origin: Server["origin"] = "environment"): Server {
  return { command, args: ["-m", "parallelproof"], origin };
}

test("a setting that names nothing is to be corrected", async () => {
  const problem = await diagnose({ command: "/nowhere/parallelproof", args: [], origin: "setting" }, CRASH);
  assert.match(problem.message, /parallelproof\.path names \/nowhere\/parallelproof, which does not exist/);
  assert.deepEqual(problem.buttons, [SETTINGS, LOGS]);
});

test("an environment whose Python is gone is broken, and the included server is offered", async (t) => {
  const here = folder(t);
  symlinkSync(join(here, "removed"), join(here, "python"));
  const problem = await diagnose(environment(join(here, "python")), CRASH);
  assert.match(problem.message, /is broken.*its Python does not run.*Make it anew, or use the included server/);
  assert.ok(problem.buttons.includes(INCLUDED) && problem.buttons.includes(LOGS));
});

test("an environment of our own that is broken is installed anew", async (t) => {
  const problem = await diagnose(environment(join(folder(t), "python"), "included"), CRASH);
  assert.match(problem.message, /Install it anew/);
  assert.deepEqual(problem.buttons, [REINSTALL, LOGS]);
});

test("a Python that is too old is named with what is needed", async (t) => {
  const problem = await diagnose(environment(python(join(folder(t), "python"), "3.9.2")), CRASH);
  assert.match(problem.message, /needs Python 3\.11 or newer.*is 3\.9\.2/);
  assert.ok(problem.buttons.includes(INCLUDED));
});

test("a server that cannot be imported is told in its own last words", async (t) => {
  const script = 'case "$*" in *version_info*) echo 3.12.0;; *) echo "No module named pygls." >&2; exit 1;; esac';
  const problem = await diagnose(environment(program(join(folder(t), "python"), script)), CRASH);
  assert.match(problem.message, /does not start: No module named pygls\. Make it anew/);
});

test("a server that says its version and still does not start is told with the reason", async (t) => {
  const server: Server = { command: program(join(folder(t), "parallelproof"), "echo 0.1.0"), args: [], origin: "PATH" };
  const problem = await diagnose(server, CRASH);
  assert.match(problem.message, /did not start: Error: spawn failed/);
  assert.deepEqual(problem.buttons, [AGAIN, LOGS]);
});

test("crashes are waited for longer and longer, told once, and given up in the end", () => {
  const crashes = new Crashes();
  const decisions = Array.from({ length: GIVE_UP_AT }, (_, number) => crashes.decide(number * 1000));
  assert.deepEqual(decisions.map(({ waitMs }) => waitMs), [1000, 2000, 4000, 8000, 16000, undefined]);
  assert.deepEqual(decisions.map(({ isTold }) => isTold), [false, false, true, false, false, true]);
  assert.equal(decisions.findIndex(({ isTold }) => isTold) + 1, TELL_AT);
});

test("a crash of some time ago counts no more", () => {
  const crashes = new Crashes();
  crashes.decide(0);
  crashes.decide(1000);
  assert.deepEqual(crashes.decide(3_600_000), { waitMs: 1000, isTold: false, count: 1 });
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { find } from "../src/server/find";
import { findPython } from "../src/server/python";
import { isAtLeast } from "../src/server/version";
import { folder, program, python } from "./folders";

const NOWHERE = { configured: "", pythons: [], included: undefined, isIncludedWanted: false, path: "" };

test("versions are compared by their numbers, not as texts", () => {
  const table: [string, string, boolean][] = [
    ["0.10.0", "0.9.9", true],
    ["0.1.0", "0.1.0", true],
    ["0.1", "0.1.0", true],
    ["3.9.2", "3.11", false],
    ["3.13.0rc1", "3.11", true],
    ["0", "0.1.0", false],
  ];
  for (const [version, least, expected] of table) {
    assert.equal(isAtLeast(version, least), expected, `${version} >= ${least}`);
  }
});

test("the setting is asked first, then the project's environment, then PATH, then the included server", (t) => {
  const here = folder(t);
  const inEnvironment = python(join(here, ".venv", "bin", "python"), "3.12.1");
  program(join(here, ".venv", "bin", "parallelproof"), "exit 0");
  const onPath = program(join(here, "bin", "parallelproof"), "exit 0");
  const places = { ...NOWHERE, pythons: [inEnvironment], path: join(here, "bin"), included: "/kept/bin/python" };

  assert.deepEqual(find({ ...places, configured: "/own/parallelproof" }), { command: "/own/parallelproof", args: [], origin: "setting" });
  assert.deepEqual(find(places), { command: inEnvironment, args: ["-m", "parallelproof"], origin: "environment" });
  assert.deepEqual(find({ ...places, pythons: [] }), { command: onPath, args: [], origin: "PATH" });
  assert.equal(find({ ...places, pythons: [], path: "" })?.origin, "included");
  assert.equal(find(NOWHERE), undefined);
});

test("an environment without the server is passed over, and the included server is used where it is wanted", (t) => {
  const here = folder(t);
  const bare = python(join(here, ".venv", "bin", "python"), "3.12.1");
  const places = { ...NOWHERE, pythons: [bare], included: "/kept/bin/python" };

  assert.equal(find(places)?.origin, "included");
  program(join(here, ".venv", "bin", "parallelproof"), "exit 0");
  assert.equal(find(places)?.origin, "environment");
  assert.equal(find({ ...places, configured: "/own/parallelproof", isIncludedWanted: true })?.origin, "included");
  assert.equal(find({ ...places, isIncludedWanted: true, included: undefined }), undefined);
});

test("what is no program is not started", (t) => {
  const here = folder(t);
  program(join(here, "parallelproof", "inside"), "exit 0");

  assert.equal(find({ ...NOWHERE, path: here }), undefined);
  assert.equal(find({ ...NOWHERE, path: "relative" }), undefined);
});

test("the first Python that is new enough is found, else the newest old one is named", async (t) => {
  const here = folder(t);
  const old = python(join(here, "old", "python3"), "3.9.2");
  const older = python(join(here, "old", "python"), "3.8.10");
  program(join(here, "old", "python3.11"), "exit 1");

  assert.deepEqual(await findPython([], join(here, "old")), { old: { path: old, version: "3.9.2" } });
  const fresh = python(join(here, "new", "python3.13"), "3.13.1");
  assert.deepEqual(await findPython([older], `${join(here, "old")}:${join(here, "new")}`), { python: { path: fresh, version: "3.13.1" } });
  assert.deepEqual(await findPython([], here), {});
});

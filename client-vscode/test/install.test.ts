// A real environment is made from a real wheel, by the Python of this machine and its pip; the wheel needs nothing else.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Included } from "../src/server/install";
import { findPython } from "../src/server/python";
import { folder, program } from "./folders";

const WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1] + "/tiny-0.1-py3-none-any.whl", "w") as wheel:
    info = "tiny-0.1.dist-info/"
    wheel.writestr("tiny.py", "print('installed')")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 0.1\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "tiny.py,,\\n")
`;
const NEVER = new AbortController().signal;
const silent = () => undefined;

async function realPython(): Promise<string> {
  const { python } = await findPython([]);
  assert.ok(python, "these tests need a Python 3.11 or newer on PATH");
  return python.path;
}

function carried(here: string, python: string): string {
  mkdirSync(join(here, "server"));
  execFileSync(python, ["-c", WHEEL, join(here, "server")]);
  return join(here, "server");
}

test("the server is installed from the wheel that is carried, once for two windows that ask at the same time", async (t) => {
  const [here, python] = [folder(t), await realPython()];
  const [wheel, kept] = [carried(here, python), join(here, "kept")];
  const said: string[] = [];
  const [one, other] = [new Included(wheel, kept), new Included(wheel, kept)];
  assert.equal(one.python(), undefined);

  const [made, same] = await Promise.all([
    one.install(python, (line) => said.push(line), NEVER),
    other.install(python, (line) => said.push(line), NEVER),
  ]);

  assert.equal(made, same);
  assert.equal(execFileSync(made ?? "", ["-m", "tiny"], { encoding: "utf8" }).trim(), "installed");
  assert.equal(said.filter((line) => line.startsWith("Successfully installed")).length, 1);
  assert.deepEqual([new Included(wheel, kept).python(), one.isOutdated()], [made, false]);
  one.use();
});

test("what is cancelled leaves nothing behind", async (t) => {
  const [here, python] = [folder(t), await realPython()];
  const kept = join(here, "kept");
  const aborter = new AbortController();
  const included = new Included(carried(here, python), kept);

  assert.equal(await included.install(python, () => aborter.abort(), aborter.signal), undefined);
  assert.deepEqual([included.python(), readdirSync(kept)], [undefined, []]);
});

test("why it could not be installed is said in one sentence, and nothing is left behind", async (t) => {
  const [here, python] = [folder(t), await realPython()];
  const kept = join(here, "kept");
  const included = new Included(carried(here, python), kept);
  const withoutVenv = program(join(here, "python"), 'echo "The virtual environment was not created: ensurepip is not available." >&2; exit 1');

  await assert.rejects(included.install(withoutVenv, silent, NEVER), /cannot make environments\. Install its venv package/);
  await assert.rejects(new Included(join(here, "nothing"), kept).install(python, silent, NEVER), /carries no server/);
  assert.deepEqual(readdirSync(kept), []);
  assert.ok(!existsSync(join(kept, "installing")));
});

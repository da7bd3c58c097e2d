// Real folders with real programs in them, gone after each test.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";

export function folder(test: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "parallelproof-"));
  test.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A program that does what a shell script says. */
export function program(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A Python of any version, as far as anybody asks. */
export function python(path: string, version: string): string {
  return program(path, `echo ${version}`);
}

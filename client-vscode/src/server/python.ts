// Pythons that the server can be installed with.
import { onPath } from "./files";
import { run } from "./processes";
import { isAtLeast } from "./version";

/** The oldest Python that runs the server; what runs the project's code may be older. */
export const OLDEST = "3.11";
const NAMES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"];
const ASK_MS = 20_000;

export interface Python {
  path: string;
  version: string;
}

/** The version of an interpreter, undefined if it does not run. */
export async function versionOf(path: string): Promise<string | undefined> {
  const ran = await run(path, ["-I", "-S", "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"], { timeoutMs: ASK_MS });
  const version = ran.out.trim();
  return ran.code === 0 && /^\d+\.\d+/.test(version) ? version : undefined;
}

/** The first Python that is new enough; else the newest that is not, to name it; else undefined. */
export async function findPython(likely: string[], path?: string): Promise<{ python?: Python; old?: Python }> {
  let old: Python | undefined;
  for (const candidate of new Set([...likely, ...NAMES.flatMap((name) => onPath(name, path))])) {
    const version = await versionOf(candidate);
    if (version && isAtLeast(version, OLDEST)) {
      return { python: { path: candidate, version } };
    }
    if (version && (!old || !isAtLeast(old.version, version))) {
      old = { path: candidate, version };
    }
  }
  return old ? { old } : {};
}

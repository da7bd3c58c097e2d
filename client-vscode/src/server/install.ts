// A Python environment of our own for the server, made from the wheel in this extension.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pythonOf } from "./files";
import { lastLine } from "./problems";
import { run } from "./processes";

const READY = "ready";
const POLL_MS = 500;
const UNUSED_MS = 14 * 24 * 3600_000;

/** One environment for each wheel, so that an older extension in another window keeps its own. */
export class Included {
  private readonly wheel: string | undefined;
  private readonly folder: string;
  private readonly lock: string;

  /** `carried` is the folder with the wheel; `kept` holds the environments. */
  constructor(
    carried: string,
    private readonly kept: string,
  ) {
    const name = existsSync(carried) ? readdirSync(carried).find((file) => file.endsWith(".whl")) : undefined;
    this.wheel = name && join(carried, name);
    const digest = this.wheel && createHash("sha256").update(readFileSync(this.wheel)).digest("hex").slice(0, 12);
    this.folder = join(kept, `server-${digest}`);
    this.lock = join(kept, "installing");
  }

  /** Its interpreter, if it is complete. */
  python(): string | undefined {
    return isReady(this.folder) ? pythonOf(this.folder) : undefined;
  }

  /** Whether only an earlier extension has made one, so that a person has agreed to have it. */
  isOutdated(): boolean {
    return this.wheel !== undefined && !this.python() && this.others().some(isReady);
  }

  /** Says that it is in use, so that it is not removed. */
  use(): void {
    utimesSync(join(this.folder, READY), new Date(), new Date());
  }

  /** Makes it anew; its interpreter, undefined once cancelled. Throws an error whose message is one clause. */
  async install(python: string, tell: (line: string) => void, signal: AbortSignal): Promise<string | undefined> {
    if (!this.wheel) {
      throw new Error("this build of the extension carries no server.");
    }
    mkdirSync(this.kept, { recursive: true });
    if (!(await this.takeTurn(signal))) {
      return this.python();
    }
    try {
      return await this.make(python, this.wheel, tell, signal);
    } finally {
      if (!isReady(this.folder)) {
        rmSync(this.folder, { recursive: true, force: true });
      }
      rmSync(this.lock, { force: true });
    }
  }

  private async make(
    python: string,
    wheel: string,
    tell: (line: string) => void,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    rmSync(this.folder, { recursive: true, force: true });
    const made = pythonOf(this.folder);
    const steps = [
      [python, "-m", "venv", this.folder],
      [made, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", wheel],
    ] as const;
    for (const [command, ...args] of steps) {
      tell([command, ...args].join(" "));
      const ran = await run(command, args, { signal, onLine: tell });
      if (signal.aborted) {
        return undefined;
      }
      if (ran.code !== 0) {
        throw new Error(reason(ran.err || ran.out, python));
      }
    }
    writeFileSync(join(this.folder, READY), "");
    this.others().filter(isUnused).forEach((other) => rmSync(other, { recursive: true, force: true }));
    return made;
  }

  /** Two windows may want it at the same time: the second waits for the first. False if that one has made it. */
  private async takeTurn(signal: AbortSignal): Promise<boolean> {
    for (let hasWaited = false; !signal.aborted; hasWaited = true) {
      if (takeLock(this.lock)) {
        const isMade = hasWaited && this.python() !== undefined;
        if (isMade) {
          rmSync(this.lock, { force: true });
        }
        return !isMade;
      }
      await sleep(POLL_MS);
    }
    return false;
  }

  private others(): string[] {
    const names = existsSync(this.kept) ? readdirSync(this.kept).filter((name) => name.startsWith("server-")) : [];
    return names.map((name) => join(this.kept, name)).filter((folder) => folder !== this.folder);
  }
}

function isReady(folder: string): boolean {
  return existsSync(join(folder, READY));
}

function isUnused(folder: string): boolean {
  return !isReady(folder) || Date.now() - statSync(join(folder, READY)).mtimeMs > UNUSED_MS;
}

/** A file with our process's number; one of a process that has ended counts for nothing. */
function takeLock(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return false;
  } catch {
    rmSync(lock, { force: true });
  }
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

function reason(said: string, python: string): string {
  if (/ensurepip|python3?[\d.]*-venv/.test(said)) {
    return `${python} cannot make environments. Install its venv package (python3-venv on Debian), or choose another.`;
  }
  return `${lastLine(said) || "pip ended without a word"}.`;
}

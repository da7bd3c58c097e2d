// Programs that are run to their end.
import { spawn } from "node:child_process";

const WINDOWS = process.platform === "win32";

export interface Ran {
  /** Null where it could not be started, or was ended. */
  code: number | null;
  out: string;
  err: string;
}

export interface Options {
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Told each line as it is written. */
  onLine?: (line: string) => void;
}

/** Runs a program; a failure to start it is told in `err`. What it has started itself ends with it. */
export function run(command: string, args: readonly string[], { signal, timeoutMs, onLine }: Options = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const ran: Ran = { code: null, out: "", err: "" };
    const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "pipe"], detached: !WINDOWS, windowsHide: true });
    const end = () => kill(child.pid);
    const timer = timeoutMs ? setTimeout(end, timeoutMs) : undefined;
    signal?.addEventListener("abort", end, { once: true });
    const done = (code: number | null) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve({ ...ran, code });
    };
    for (const name of ["out", "err"] as const) {
      child[name === "out" ? "stdout" : "stderr"].setEncoding("utf8").on("data", (text: string) => {
        ran[name] += text;
        text.split(/[\r\n]+/).filter(Boolean).forEach((line) => onLine?.(line));
      });
    }
    child.on("error", (error) => {
      ran.err += error.message;
      done(null);
    });
    child.on("close", done);
    if (signal?.aborted) {
      end();
    }
  });
}

/** Ends a process and all that it has started. */
function kill(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    if (WINDOWS) {
      spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" });
    } else {
      process.kill(-pid, "SIGKILL");
    }
  } catch {
    // It has ended by itself.
  }
}

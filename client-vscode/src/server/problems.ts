// What can be wrong with the server, in a sentence that says what to do, and the buttons to do it with.
import { existsSync } from "node:fs";
import type { Server } from "./find";
import { OLDEST, versionOf } from "./python";
import { run } from "./processes";
import { isAtLeast } from "./version";

export const INSTALL = "Install";
export const REINSTALL = "Install Anew";
export const INCLUDED = "Use the Included Server";
export const CHOOSE_PYTHON = "Choose Python...";
export const SETTINGS = "Open Settings";
export const AGAIN = "Try Again";
export const LOGS = "Show Logs";

export interface Problem {
  message: string;
  buttons: string[];
}

const ASK_MS = 30_000;

export function notFound(): Problem {
  return {
    message:
      "ParallelProof's server is not installed yet. This extension carries it: it can be put into a Python environment " +
      "of its own, which touches no other. Or install it into the project's environment yourself.",
    buttons: [INSTALL, SETTINGS],
  };
}

export function noPython(): Problem {
  return {
    message: `ParallelProof's server needs Python ${OLDEST} or newer, and no Python was found. Install one, or choose it.`,
    buttons: [CHOOSE_PYTHON, AGAIN, LOGS],
  };
}

export function oldPython(path: string, version: string): Problem {
  return {
    message:
      `ParallelProof's server needs Python ${OLDEST} or newer; the newest that was found is ${version} (${path}). ` +
      "Install a newer one beside it, or choose one. Your project may keep its own.",
    buttons: [CHOOSE_PYTHON, AGAIN, LOGS],
  };
}

export function oldServer(server: Server, version: string, least: string): Problem {
  return {
    message:
      `ParallelProof's server in ${server.command} is version ${version}, and this extension needs ${least} or newer. ` +
      "Update it there, or use the one that this extension carries.",
    buttons: [INCLUDED, AGAIN, LOGS],
  };
}

export function notInstalled(reason: string): Problem {
  return { message: `ParallelProof's server could not be installed: ${reason}`, buttons: [AGAIN, CHOOSE_PYTHON, LOGS] };
}

/** Why a server did not start. Runs it once more, to ask for its version only. */
export async function diagnose(server: Server, error: unknown): Promise<Problem> {
  if (server.origin === "setting" && !existsSync(server.command)) {
    const message = `The setting parallelproof.path names ${server.command}, which does not exist. Correct or clear it.`;
    return { message, buttons: [SETTINGS, LOGS] };
  }
  if (server.args.length) {
    const version = await versionOf(server.command);
    if (!version) {
      return broken(server, "its Python does not run");
    }
    if (!isAtLeast(version, OLDEST)) {
      const message = `ParallelProof's server needs Python ${OLDEST} or newer; ${server.command} is ${version}.`;
      return { message: `${message} Make the environment anew with a newer one, or use the included server.`, buttons: [INCLUDED, AGAIN, LOGS] };
    }
  }
  const ran = await run(server.command, [...server.args, "--version"], { timeoutMs: ASK_MS });
  if (ran.code !== 0) {
    return broken(server, lastLine(ran.err) || "it ended without a word");
  }
  return { message: `ParallelProof's server did not start: ${lastLine(String(error))}`, buttons: [AGAIN, LOGS] };
}

function broken(server: Server, reason: string): Problem {
  const place = server.args.length ? `The Python environment of ${server.command}` : `The program ${server.command}`;
  const buttons = { setting: [SETTINGS, INCLUDED, LOGS], included: [REINSTALL, LOGS] }[server.origin as string];
  const advice = server.origin === "included" ? "Install it anew." : "Make it anew, or use the included server.";
  return {
    message: `${place} is broken, so ParallelProof's server does not start: ${reason}. ${advice}`,
    buttons: buttons ?? [INCLUDED, AGAIN, LOGS],
  };
}

export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim().replace(/\.$/, "") ?? "";
}

// Where the server is: the setting, then the workspace's own Python environment, then PATH.
import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { workspace } from "vscode";
import type { Executable } from "vscode-languageclient/node";

const WINDOWS = process.platform === "win32";

export const NOT_FOUND =
  "ParallelProof's server was not found. Install it into the project's environment (pip install . in a checkout of ParallelProof), " +
  "or name the program in the setting parallelproof.path.";

/** `text` with ${workspaceFolder} and a leading ~ replaced. */
export function expand(text: string): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return text.replaceAll("${workspaceFolder}", folder).replace(/^~(?=[/\\]|$)/, homedir());
}

/** How to start the server, or undefined if there is none. A workspace that is not trusted gives no program to run. */
export function findServer(): Executable | undefined {
  const path = expand(workspace.getConfiguration("parallelproof").get<string>("path", ""));
  if (path) {
    return { command: path, args: ["lsp"] };
  }
  const python = workspace.isTrusted ? environmentPython() : undefined;
  if (python) {
    return { command: python, args: ["-m", "parallelproof", "lsp"] };
  }
  const command = onPath(WINDOWS ? "parallelproof.exe" : "parallelproof");
  return command ? { command, args: ["lsp"] } : undefined;
}

/** The Python of the first folder whose .venv has ParallelProof installed. */
function environmentPython(): string | undefined {
  const [bin, suffix] = WINDOWS ? ["Scripts", ".exe"] : ["bin", ""];
  const folders = (workspace.workspaceFolders ?? []).map((folder) => join(folder.uri.fsPath, ".venv", bin));
  const found = folders.find((folder) => runnable(join(folder, `parallelproof${suffix}`)));
  return found && join(found, `python${suffix}`);
}

function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find(runnable);
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

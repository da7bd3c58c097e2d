// The Python environments of the workspace's folders: as the Python extension says, and `.venv`.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { extensions, workspace } from "vscode";
import type { Disposable, Event, Uri } from "vscode";
import { pythonOf } from "./files";

const EXTENSION = "ms-python.python";
const START_MS = 5000;

/** The part of the Python extension's API that we use. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<Environment | undefined>;
    onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

interface Environment {
  executable: { uri?: Uri };
  /** Undefined for a Python of the system, which nobody made for this project. */
  environment?: unknown;
}

/** The interpreters of all folders, the ones chosen in the Python extension first. */
export async function pythons(): Promise<string[]> {
  await Promise.race([extensions.getExtension(EXTENSION)?.activate(), sleep(START_MS)]).catch(() => undefined);
  const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  const chosen = await Promise.all(folders.map(chosenPython));
  return [...chosen.filter((python) => python !== undefined), ...folders.map(ownPython)];
}

/** The interpreter of the environment that a person works with in the Python extension, if that runs already. */
export async function chosenPython(folder: Uri): Promise<string | undefined> {
  const environments = pythonApi()?.environments;
  const environment = await environments?.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
  return environment?.environment ? environment.executable.uri?.fsPath : undefined;
}

/** Calls back whenever another environment is chosen. */
export function onDidChoose(changed: () => void): Disposable | undefined {
  return pythonApi()?.environments.onDidChangeActiveEnvironmentPath(changed);
}

function pythonApi(): PythonApi | undefined {
  const extension = extensions.getExtension<Partial<PythonApi> | undefined>(EXTENSION);
  return extension?.isActive && extension.exports?.environments ? (extension.exports as PythonApi) : undefined;
}

function ownPython(folder: Uri): string {
  return pythonOf(join(folder.fsPath, ".venv"));
}

// Programs on this machine's disk. Nothing here knows the editor.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";

const WINDOWS = process.platform === "win32";
const SUFFIX = WINDOWS ? ".exe" : "";

/** Whether there is a program at a path that this user may run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Every program of a name in the folders of PATH, the first one first. */
export function onPath(name: string, path = process.env["PATH"] ?? ""): string[] {
  const folders = path.split(delimiter).filter(isAbsolute);
  return [...new Set(folders.map((folder) => join(folder, name + SUFFIX)))].filter(isProgram);
}

/** The interpreter of an environment's folder, whether it is there or not. */
export function pythonOf(folder: string): string {
  return WINDOWS ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** The program of a name that is installed beside an interpreter. */
export function beside(python: string, name: string): string {
  return join(dirname(python), name + SUFFIX);
}

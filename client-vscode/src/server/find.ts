// Where the server is: the setting, then the project's Python environments, then PATH, then the one that we installed.
import { beside, isProgram, onPath } from "./files";

export type Origin = "setting" | "environment" | "PATH" | "included";

/** A program to start, without what it is asked to do. */
export interface Server {
  command: string;
  args: string[];
  origin: Origin;
}

export interface Places {
  /** The setting `parallelproof.path`. */
  configured: string;
  /** Interpreters of the project's environments, the most likely first; none where the workspace is not trusted. */
  pythons: string[];
  /** The interpreter of the environment that we made, if it is complete. */
  included: string | undefined;
  /** Whether that one is wanted whatever else there is. */
  isIncludedWanted: boolean;
  path?: string;
}

export function find(places: Places): Server | undefined {
  const included = places.included ? ofPython(places.included, "included") : undefined;
  if (places.isIncludedWanted) {
    return included;
  }
  if (places.configured) {
    return { command: places.configured, args: [], origin: "setting" };
  }
  // The program beside it says that the server is installed there, even where the environment is broken.
  const python = places.pythons.find((one) => isProgram(beside(one, "parallelproof")));
  const [command] = onPath("parallelproof", places.path);
  if (python) {
    return ofPython(python, "environment");
  }
  return command ? { command, args: [], origin: "PATH" } : included;
}

function ofPython(python: string, origin: Origin): Server {
  return { command: python, args: ["-m", "parallelproof"], origin };
}

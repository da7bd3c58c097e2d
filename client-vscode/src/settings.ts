// What the server is told: only settings that a person has set, so that the project's pyproject.toml can say the rest.
import { Uri, workspace } from "vscode";
import type { LSPAny } from "vscode-languageclient/node";
import { expand } from "./server";

/** The settings of the folder that `scope` lies in, with the variables in their texts replaced. */
export function settings(scope?: string): Record<string, LSPAny> {
  const all = workspace.getConfiguration("parallelproof", scope ? Uri.parse(scope) : null);
  const names = Object.keys(workspace.getConfiguration().get<object>("parallelproof", {}));
  const set = names.filter((name) => isSet(all.inspect(name)));
  return Object.fromEntries(set.map((name) => [name, expanded(all.get<LSPAny>(name) ?? null)]));
}

/** Whether any place but the defaults holds a value (global, workspace, folder, each also for one language). */
function isSet(places: object | undefined): boolean {
  const values = Object.entries(places ?? {}).filter(([place]) => place.endsWith("Value") && !/^default/.test(place));
  return values.some(([, value]) => value !== undefined);
}

function expanded(value: LSPAny): LSPAny {
  if (typeof value === "string") {
    return expand(value);
  }
  return Array.isArray(value) ? value.map(expanded) : value;
}

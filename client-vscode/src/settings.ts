// What the server is told: only settings that a person has set, so that the project's pyproject.toml can say the rest.
import { homedir } from "node:os";
import { ConfigurationTarget, Uri, workspace } from "vscode";
import type { LSPAny } from "vscode-languageclient/node";
import { chosenPython } from "./server/environments";

/** Of this extension alone. */
const OWN = new Set(["path", "server", "showGain"]);

/** The settings of the folder that `scope` lies in, with the variables in their texts replaced. */
export async function settings(scope?: string): Promise<Record<string, LSPAny>> {
  const folder = scope ? Uri.parse(scope) : undefined;
  const all = workspace.getConfiguration("parallelproof", folder ?? null);
  const names = Object.keys(workspace.getConfiguration().get<object>("parallelproof", {})).filter((name) => !OWN.has(name));
  const set = names.filter((name) => isSet(all.inspect(name)));
  const said = Object.fromEntries(set.map((name) => [name, expanded(all.get<LSPAny>(name) ?? null, folder)]));
  const python = folder && workspace.isTrusted && !("python" in said) ? await chosenPython(folder) : undefined;
  return python ? { ...said, python } : said;
}

/** `text` with ${workspaceFolder} and a leading ~ replaced; the first folder where none is meant. */
export function expand(text: string, folder = workspace.workspaceFolders?.[0]?.uri): string {
  const root = (folder && workspace.getWorkspaceFolder(folder)?.uri) ?? folder;
  return text.replaceAll("${workspaceFolder}", root?.fsPath ?? "").replace(/^~(?=[/\\]|$)/, homedir());
}

/** Whether any place but the defaults holds a value (global, workspace, folder, each also for one language). */
function isSet(places: object | undefined): boolean {
  const values = Object.entries(places ?? {}).filter(([place]) => place.endsWith("Value") && !/^default/.test(place));
  return values.some(([, value]) => value !== undefined);
}

function expanded(value: LSPAny, folder: Uri | undefined): LSPAny {
  if (typeof value === "string") {
    return expand(value, folder);
  }
  return Array.isArray(value) ? value.map((one) => expanded(one, folder)) : value;
}

/** What a person chose when the server asked; nothing but the privacy mode is ever asked about. */
export async function useSetting(chosen: { setting: string; value: string }): Promise<void> {
  if (chosen.setting === "privacy") {
    await workspace.getConfiguration("parallelproof").update("privacy", chosen.value, ConfigurationTarget.Global);
  }
}

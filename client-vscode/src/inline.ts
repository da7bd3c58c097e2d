// Ghost text: asks VS Code to ask again when the server has found something, and says who else shows inline suggestions.
import { commands, extensions, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

const OTHERS = new Set([
  "amazonwebservices.amazon-q-vscode",
  "codeium.codeium",
  "continue.continue",
  "github.copilot",
  "google.geminicodeassist",
  "sourcegraph.cody-ai",
  "supermaven.supermaven",
  "tabnine.tabnine-vscode",
]);

interface Cards {
  uri: string;
  kinds: string[];
  version: number;
}

let told = false;

/** Whether an extension is at work that is known to show inline suggestions, to be told to the server as it starts. */
export function others(): boolean {
  told = extensions.all.some((extension) => extension.isActive && OTHERS.has(extension.id.toLowerCase()));
  return told;
}

/** Tells the server when that has changed. */
export async function tellOthers(client: LanguageClient | undefined): Promise<void> {
  const before = told;
  if (client && others() !== before) {
    await client.sendNotification("parallelproof/otherInlineCompletions", { active: told });
  }
}

/** VS Code asks providers of inline suggestions only when something is typed, so what comes later has to be announced. */
export async function askAgain(client: LanguageClient, cards: Cards): Promise<void> {
  // Extensions start when they like, and nothing says so.
  await tellOthers(client);
  const shown = window.activeTextEditor?.document;
  if (!shown || client.code2ProtocolConverter.asUri(shown.uri) !== cards.uri || cards.version !== shown.version) {
    return;
  }
  const ghostText = workspace.getConfiguration("parallelproof", shown.uri).get<string>("ghostText");
  const gives = cards.kinds.some((kind) => kind !== "context");
  if (gives && (ghostText === "always" || (ghostText === "yield" && !told))) {
    await commands.executeCommand("editor.action.inlineSuggest.trigger");
  }
}

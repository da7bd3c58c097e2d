// Ghost text: asks VS Code to ask again when the server has found something, and says who else shows inline suggestions.
import { commands, extensions, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

const OTHERS = new Set([
  "amazonwebservices.amazon-q-vscode",
  "codeium.codeium",
  "continue.continue",
  "github.copilot",
  "github.copilot-chat",
  "google.geminicodeassist",
  "sourcegraph.cody-ai",
  "supermaven.supermaven",
  "tabnine.tabnine-vscode",
  "visualstudioexptteam.vscodeintellicode-completions",
]);

interface Cards {
  uri: string;
  kinds: string[];
  version: number;
}

/** Whether an extension is there that is known to show inline suggestions. */
export function others(): boolean {
  return extensions.all.some((extension) => OTHERS.has(extension.id.toLowerCase()));
}

/** VS Code asks providers of inline suggestions only when something is typed, so what comes later has to be announced. */
export async function askAgain(client: LanguageClient, cards: Cards): Promise<void> {
  const shown = window.activeTextEditor?.document;
  if (!shown || client.code2ProtocolConverter.asUri(shown.uri) !== cards.uri || cards.version !== shown.version) {
    return;
  }
  const ghostText = workspace.getConfiguration("parallelproof", shown.uri).get<string>("ghostText");
  const gives = cards.kinds.some((kind) => kind !== "context");
  if (gives && (ghostText === "always" || (ghostText === "yield" && !others()))) {
    await commands.executeCommand("editor.action.inlineSuggest.trigger");
  }
}

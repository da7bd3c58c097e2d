// Both texts of a win side by side, in the editor's own view of differences.
import { commands, Uri, window, workspace } from "vscode";
import type { Disposable, TextDocumentContentProvider } from "vscode";
import type { Client } from "../client";
import { WIN_TEXT } from "../protocol";
import type { Win } from "../protocol";

const SCHEME = "parallelproof-win";
const KEPT = 40;

/** Documents that exist in no file: a win's texts, by their addresses. */
export class Comparisons implements TextDocumentContentProvider, Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  private count = 0;

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  async show(client: Client, uri: string, id: string, win: Win | undefined): Promise<void> {
    const texts = await client.sendRequest<{ before: string; after: string }>(WIN_TEXT, { uri, id }).catch((error: Error) => {
      void window.showInformationMessage(error.message);
    });
    if (!texts) {
      return;
    }
    const file = client.protocol2CodeConverter.asUri(uri);
    const { count } = { count: ++this.count };
    const [before, after] = (["before", "after"] as const).map((side) => this.keep(file, `${count}-${side}`, texts[side]));
    const title = win ? `${win.name}: ${win.gainText}` : "Before and After";
    await commands.executeCommand("vscode.diff", before, after, title, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
  }

  /** The path ends as the file's does, so that the language is known. */
  private keep(file: Uri, query: string, text: string): Uri {
    const kept = Uri.from({ scheme: SCHEME, path: file.path, query });
    this.texts.set(kept.toString(), text);
    for (const oldest of [...this.texts.keys()].slice(0, -KEPT)) {
      this.texts.delete(oldest);
    }
    return kept;
  }
}

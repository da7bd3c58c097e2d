// All that there is while the extension runs: the server's life, and what shows its work.
import { extensions, Uri, window, workspace } from "vscode";
import type { ExtensionContext, LogOutputChannel } from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { LSPAny } from "vscode-languageclient/node";
import type { Client } from "./client";
import { askAgain, tellOthers } from "./inline";
import { Lifetime } from "./lifetime";
import { StatusItem } from "./status";
import { useSetting } from "./settings";

type Handler = (...args: unknown[]) => unknown;

/** One for each window. */
export class Session {
  readonly lifetime: Lifetime;
  private readonly handlers: Record<string, Handler>;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.lifetime = new Lifetime(context, log, (client) => this.prepare(client));
    this.handlers = {
      "parallelproof.restart": () => this.lifetime.restart(),
      "parallelproof.showLog": () => log.show(),
    };
    context.subscriptions.push(
      new StatusItem(this.lifetime),
      workspace.onDidGrantWorkspaceTrust(() => this.lifetime.reconsider("parallelproof/trust", {})),
      extensions.onDidChange(() => tellOthers(this.lifetime.client)),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("parallelproof.path") || change.affectsConfiguration("parallelproof.server")) {
          void this.lifetime.restart();
        }
      }),
    );
    void this.lifetime.restart();
  }

  close(): Promise<void> {
    return this.lifetime.close();
  }

  /** What a command does: our own part of it, or what the server does. */
  run(id: string, args: unknown[]): unknown {
    const handler = this.handlers[id];
    return handler ? handler(...args) : this.ask(id, args);
  }

  private async ask(command: string, args: unknown[]): Promise<unknown> {
    const client = await this.lifetime.settled();
    if (!client) {
      return window.showErrorMessage(this.lifetime.failure ?? "ParallelProof's server is being started again.");
    }
    return client.sendRequest(ExecuteCommandRequest.type, { command, arguments: given(client, args) });
  }

  private prepare(client: Client): void {
    client.onNotification("parallelproof/cards", (cards) => askAgain(client, cards));
    client.onNotification("parallelproof/useSetting", useSetting);
  }
}

/** From the command palette no document is named: the one in front is meant. */
function given(client: Client, args: unknown[]): LSPAny[] {
  const named = args.filter((arg) => !Array.isArray(arg)).map((arg) => (arg instanceof Uri ? uriOf(client, arg) : arg));
  const shown = window.activeTextEditor?.document.uri;
  return (named.length || !shown ? named : [uriOf(client, shown)]) as LSPAny[];
}

function uriOf(client: Client, uri: Uri): string {
  return client.code2ProtocolConverter.asUri(uri);
}

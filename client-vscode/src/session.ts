// All that there is while the extension runs: the server's life, and what shows its work.
import { commands, extensions, Uri, window, workspace } from "vscode";
import type { ExtensionContext, LogOutputChannel } from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { LSPAny } from "vscode-languageclient/node";
import type { Client } from "./client";
import { openDashboard, reloadDashboard } from "./dashboard";
import { askAgain, tellOthers } from "./inline";
import { Lifetime } from "./lifetime";
import { menu, openExample, printDebugInformation } from "./menu";
import { CAMPAIGNS, withProgress } from "./progress";
import { DEBUG_INFORMATION, STATUS, WINS_CHANGED } from "./protocol";
import { useSetting } from "./settings";
import { StatusItem } from "./status";
import { Actions } from "./wins/actions";
import { Comparisons } from "./wins/compare";
import type { Group } from "./wins/group";
import { Marks } from "./wins/marks";
import { WinsView } from "./wins/tree";
import { Wins } from "./wins/wins";
import type { Win } from "./protocol";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each command knows what it is given
type Handler = (...args: any[]) => unknown;

/** One for each window. */
export class Session {
  readonly lifetime: Lifetime;
  private readonly handlers: Record<string, Handler>;
  private readonly status: StatusItem;
  private readonly wins: Wins;

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
  ) {
    this.lifetime = new Lifetime(context, log, (client) => this.prepare(client));
    this.status = new StatusItem(this.lifetime);
    this.wins = new Wins(this.lifetime);
    this.handlers = this.commands();
    context.subscriptions.push(
      this.status,
      new WinsView(this.wins),
      new Marks(this.wins, (uri) => this.uriOf(uri), Uri.joinPath(context.extensionUri, "media")),
      workspace.onDidGrantWorkspaceTrust(() => this.lifetime.reconsider("parallelproof/trust", {})),
      extensions.onDidChange(() => tellOthers(this.lifetime.client)),
      this.lifetime.onDidChange(reloadDashboard),
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

  private commands(): Record<string, Handler> {
    const comparisons = new Comparisons();
    const actions = new Actions((command, args) => this.ask(command, args));
    this.context.subscriptions.push(comparisons);
    return {
      "parallelproof.restart": () => this.lifetime.restart(),
      "parallelproof.install": () => this.lifetime.useIncluded(),
      "parallelproof.showLog": () => this.log.show(),
      "parallelproof.menu": () => menu(this.lifetime, this.status.status),
      "parallelproof.openExample": () => openExample(this.context),
      "parallelproof.openWalkthrough": () =>
        commands.executeCommand("workbench.action.openWalkthrough", `${this.context.extension.id}#start`),
      "parallelproof.openDashboard": () => this.with((client) => openDashboard(client, this.icon())),
      "parallelproof.debugInformation": async () =>
        printDebugInformation(this.context, this.lifetime, await this.debugInformation()),
      "parallelproof.optimizeFunction": () => this.ask("parallelproof.optimize", cursor(this.uriOf.bind(this))),
      "parallelproof.optimizeFolder": async (folder?: Uri) => {
        const chosen = folder ?? (await chosenFolder());
        return chosen && this.ask("parallelproof.optimizeFolder", [chosen]);
      },
      "parallelproof.showWins": () => commands.executeCommand("parallelproof.wins.focus"),
      "parallelproof.compare": (of: Win | string, id?: string) => {
        const [uri, name] = typeof of === "string" ? [of, id ?? ""] : [of.uri, of.id];
        return this.with((client) => comparisons.show(client, uri, name, this.wins.find(uri, name)));
      },
      "parallelproof.wins.open": (win: Win) => actions.open(win),
      "parallelproof.wins.apply": (win: Win) => actions.apply(win),
      "parallelproof.wins.applyAll": (group: Group) => actions.applyAll(group),
      "parallelproof.wins.ignore": (win: Win) => actions.ignore(win),
    };
  }

  private async debugInformation(): Promise<string | undefined> {
    const client = await this.lifetime.settled();
    return client?.sendRequest<{ text: string }>(DEBUG_INFORMATION, {}).then(({ text }) => text);
  }

  private ask(command: string, args: unknown[]): Promise<unknown> {
    return this.with(async (client) => {
      const given = this.given(args) as LSPAny[];
      return CAMPAIGNS.has(command)
        ? withProgress(client, command, given)
        : client.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    });
  }

  /** Does something with the server; where there is none, says why. */
  private async with<T>(act: (client: Client) => Promise<T>): Promise<T | undefined> {
    const client = await this.lifetime.settled();
    if (client) {
      return act(client);
    }
    if (this.lifetime.state === "failed") {
      this.lifetime.remind();
    } else {
      void window.showInformationMessage("ParallelProof's server is being started again: try again in a moment.");
    }
    return undefined;
  }

  private prepare(client: Client): void {
    client.onNotification("parallelproof/cards", (cards) => askAgain(client, cards));
    client.onNotification("parallelproof/useSetting", useSetting);
    client.onNotification(STATUS, (status) => this.status.show(status));
    client.onNotification(WINS_CHANGED, () => this.wins.refresh());
  }

  /** From the command palette no document is named: the one in front is meant. */
  private given(args: unknown[]): unknown[] {
    const isOne = typeof args[0] === "object" && args[0] !== null && "uri" in args[0] && "id" in args[0];
    const named = isOne ? [(args[0] as Win).uri, (args[0] as Win).name] : args.filter((arg) => !Array.isArray(arg));
    const shown = window.activeTextEditor?.document.uri;
    const all = named.length || !shown ? named : [shown];
    return all.map((arg) => (arg instanceof Uri ? this.uriOf(arg) : arg));
  }

  private uriOf(uri: Uri): string {
    return this.lifetime.client?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  private icon(): Uri {
    return Uri.joinPath(this.context.extensionUri, "media", "view.svg");
  }
}

/** The place of the cursor, for the server to find the function or query around it. */
function cursor(uriOf: (uri: Uri) => string): unknown[] {
  const editor = window.activeTextEditor;
  const active = editor?.selection.active;
  return editor && active
    ? [{ uri: uriOf(editor.document.uri), position: { line: active.line, character: active.character } }]
    : [];
}

/** The folder that is meant where none is named: the only one, or one that a person picks. */
async function chosenFolder(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (!folders.length) {
    void window.showInformationMessage("Open a folder first: there is none to look through.");
  }
  return folders.length > 1 ? (await window.showWorkspaceFolderPick())?.uri : folders[0]?.uri;
}

// Starts the server, passes settings and trust, shows what it sends. No logic of its own.
import { commands, ConfigurationTarget, extensions, languages, LanguageStatusSeverity, window, workspace } from "vscode";
import type { ExtensionContext, LanguageStatusItem, LogOutputChannel } from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { askAgain, others, tellOthers } from "./inline";
import { findServer, NOT_FOUND } from "./server";
import { settings } from "./settings";

const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "file", language: "sql" },
];

let client: LanguageClient | undefined;
let starting: Promise<void> = Promise.resolve();
let status: LanguageStatusItem | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("ParallelProof", { log: true });
  context.subscriptions.push(
    log,
    { dispose: () => status?.dispose() },
    commands.registerCommand("parallelproof.restart", () => restart(log)),
    commands.registerCommand("parallelproof.showLog", () => log.show()),
    workspace.onDidGrantWorkspaceTrust(() => trust(log)),
    extensions.onDidChange(() => tellOthers(client)),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("parallelproof.path")) {
        void restart(log);
      }
    }),
  );
  await restart(log);
}

export async function deactivate(): Promise<void> {
  await starting;
  await client?.dispose();
}

/** One restart at a time; each waits for the one before. */
function restart(log: LogOutputChannel): Promise<void> {
  starting = starting.then(() => start(log));
  return starting;
}

async function start(log: LogOutputChannel): Promise<void> {
  await client?.dispose();
  client = undefined;
  const failure = await startServer(log);
  showStatus(failure);
  if (failure) {
    log.error(failure);
    void window.showErrorMessage(failure);
  }
}

/** Beside the language of a Python or SQL file: there is a server now, or why there is none. */
function showStatus(failure: string | undefined): void {
  status ??= languages.createLanguageStatusItem("parallelproof", SELECTOR);
  status.name = status.text = "ParallelProof";
  status.detail = failure ?? "ready";
  status.severity = failure ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  status.command = { command: "parallelproof.showLog", title: "Show Log" };
}

/** One sentence if there is no server now. */
async function startServer(log: LogOutputChannel): Promise<string | undefined> {
  const server = findServer();
  if (!server) {
    return NOT_FOUND;
  }
  log.info(`Starting ${server.command} ${(server.args ?? []).join(" ")}`);
  const started = new LanguageClient("parallelproof", "ParallelProof", server, {
    documentSelector: SELECTOR,
    initializationOptions: { trusted: workspace.isTrusted, otherInlineCompletions: others(), canUseSetting: true },
    synchronize: { configurationSection: "parallelproof" },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      // From the command palette no document is named: the one in front is meant.
      executeCommand: (command, args, next) => {
        const uri = window.activeTextEditor?.document.uri.toString();
        return next(command, args.length || !uri ? args : [uri]);
      },
      workspace: {
        configuration: (params) => params.items.map((item) => settings(item.scopeUri)),
      },
    },
  });
  started.onNotification("parallelproof/cards", (cards) => askAgain(started, cards));
  started.onNotification("parallelproof/useSetting", useSetting);
  try {
    await started.start();
    client = started;
    return undefined;
  } catch (error) {
    return `ParallelProof's server did not start: ${String(error)}`;
  }
}

/** What a person chose when the server asked; nothing but the privacy mode is ever asked about. */
async function useSetting(chosen: { setting: string; value: string }): Promise<void> {
  if (chosen.setting === "privacy") {
    await workspace.getConfiguration("parallelproof").update("privacy", chosen.value, ConfigurationTarget.Global);
  }
}

async function trust(log: LogOutputChannel): Promise<void> {
  await starting;
  if (client) {
    await client.sendNotification("parallelproof/trust", {});
  } else {
    await restart(log);
  }
}

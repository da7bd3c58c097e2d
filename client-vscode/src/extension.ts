// Starts the server, passes settings and trust, shows what it sends. No logic of its own.
import { commands, window, workspace } from "vscode";
import type { ExtensionContext, LogOutputChannel } from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { findServer, NOT_FOUND } from "./server";
import { settings } from "./settings";

let client: LanguageClient | undefined;
let starting: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("ParallelProof", { log: true });
  context.subscriptions.push(
    log,
    commands.registerCommand("parallelproof.restart", () => restart(log)),
    commands.registerCommand("parallelproof.showLog", () => log.show()),
    workspace.onDidGrantWorkspaceTrust(() => trust(log)),
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
  const server = findServer();
  if (!server) {
    log.error(NOT_FOUND);
    void window.showErrorMessage(NOT_FOUND);
    return;
  }
  log.info(`Starting ${server.command} ${(server.args ?? []).join(" ")}`);
  const started = new LanguageClient("parallelproof", "ParallelProof", server, {
    documentSelector: [{ scheme: "file", language: "python" }],
    initializationOptions: { trusted: workspace.isTrusted },
    synchronize: { configurationSection: "parallelproof" },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      workspace: {
        configuration: (params) => params.items.map((item) => settings(item.scopeUri)),
      },
    },
  });
  try {
    await started.start();
    client = started;
  } catch (error) {
    void window.showErrorMessage(`ParallelProof's server did not start: ${String(error)}`);
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

// Begins. What takes longer to load than an activation may is loaded right after it.
import { commands, window } from "vscode";
import type { ExtensionContext } from "vscode";
import type { Session } from "./session";

let session: Promise<Session> | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("ParallelProof", { log: true });
  const opened = (session = new Promise(setImmediate)
    .then(() => import("./session.js"))
    .then(({ Session }) => new Session(context, log)));
  opened.catch((error) => log.error(error));
  context.subscriptions.push(
    log,
    ...ids(context).map((id) => commands.registerCommand(id, async (...args) => (await opened).run(id, args))),
  );
}

export async function deactivate(): Promise<void> {
  await (await session)?.close();
}

/** Every command that the manifest offers, and those that only buttons and quick fixes use. */
function ids(context: ExtensionContext): string[] {
  const offered: { command: string }[] = context.extension.packageJSON.contributes.commands;
  return offered.map(({ command }) => command);
}

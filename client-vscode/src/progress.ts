// The progress of a campaign that a person asked for: a notification with a button to cancel it.
import { ProgressLocation, window } from "vscode";
import { ExecuteCommandRequest, WorkDoneProgress, WorkDoneProgressCancelNotification } from "vscode-languageclient/node";
import type { LSPAny } from "vscode-languageclient/node";
import type { Client } from "./client";

/** Commands that begin a campaign and end with it. */
export const CAMPAIGNS = new Set(["parallelproof.optimize", "parallelproof.optimizeFolder"]);
let count = 0;

export function withProgress(client: Client, command: string, args: LSPAny[]): Thenable<unknown> {
  const workDoneToken = `asked ${++count}`;
  const options = { location: ProgressLocation.Notification, title: "ParallelProof", cancellable: true };
  return window.withProgress(options, async (progress, cancellation) => {
    let shown = 0;
    const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      const percentage = value.kind === "report" ? Math.max(shown, value.percentage ?? 0) : shown;
      progress.report({ message: value.message, increment: percentage - shown });
      shown = percentage;
    });
    cancellation.onCancellationRequested(() =>
      client.sendNotification(WorkDoneProgressCancelNotification.type, { token: workDoneToken }),
    );
    try {
      return await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args, workDoneToken });
    } finally {
      listening.dispose();
    }
  });
}

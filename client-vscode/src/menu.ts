// The menu of the status item: what can be done now.
import { commands, env, QuickPickItemKind, Uri, window, workspace } from "vscode";
import type { ExtensionContext, QuickPickItem } from "vscode";
import type { Lifetime } from "./lifetime";
import type { Status } from "./protocol";
import { counted } from "./words";

interface Entry extends QuickPickItem {
  command?: string;
  args?: unknown[];
}

export async function menu(lifetime: Lifetime, status: Status | undefined): Promise<void> {
  const title = lifetime.failure ?? "ParallelProof";
  const chosen = await window.showQuickPick(entries(lifetime, status), { title, placeHolder: "What would you like to do?" });
  if (chosen?.command) {
    await commands.executeCommand(chosen.command, ...(chosen.args ?? []));
  }
}

function entries(lifetime: Lifetime, status: Status | undefined): Entry[] {
  const isFile = ["python", "sql"].includes(window.activeTextEditor?.document.languageId ?? "");
  const isReady = lifetime.state === "ready";
  return [
    ...(isReady ? ready(status, isFile) : [entry("cloud-download", "Install the Included Server", "install")]),
    line("Server"),
    entry("refresh", "Restart Server", "restart"),
    entry("output", "Show Logs", "showLog"),
    ...(isReady ? [entry("info", "Show Status", "showStatus")] : []),
    entry("bug", "Print Debug Information", "debugInformation"),
    line("More"),
    { ...setting("shield", "Privacy Mode", "privacy"), description: status?.privacy },
    setting("gear", "Settings", ""),
    entry("mortar-board", "Open Walkthrough", "openWalkthrough"),
  ];
}

function ready(status: Status | undefined, isFile: boolean): Entry[] {
  const trust = { label: "$(workspace-untrusted) Manage Workspace Trust", command: "workbench.trust.manage" };
  // No document is named: all campaigns are meant.
  const cancel = { ...entry("stop-circle", "Cancel All Campaigns", "cancel"), args: [null] };
  return [
    ...(workspace.isTrusted ? [] : [trust]),
    ...(status?.campaign ? [cancel] : []),
    { ...entry("list-tree", "Show Wins", "showWins"), description: status && counted(status.wins, "win") },
    entry("dashboard", "Open Dashboard", "openDashboard"),
    line("Optimise"),
    ...(isFile ? [entry("zap", "Optimise This Function or Query", "optimizeFunction"), entry("zap", "Optimise This File", "optimize")] : []),
    entry("zap", "Optimise Folder", "optimizeFolder"),
    status?.isPaused ? entry("debug-start", "Resume Background Work", "resume") : entry("debug-pause", "Pause Background Work", "pause"),
  ];
}

function entry(icon: string, label: string, command: string): Entry {
  return { label: `$(${icon}) ${label}`, command: `parallelproof.${command}` };
}

function setting(icon: string, label: string, name: string): Entry {
  return { label: `$(${icon}) ${label}`, command: "workbench.action.openSettings", args: [`parallelproof.${name}`] };
}

function line(label: string): Entry {
  return { label, kind: QuickPickItemKind.Separator };
}

/** A small program in which something can be faster, in a folder of its own. */
export async function openExample(context: ExtensionContext): Promise<void> {
  const folder = Uri.joinPath(context.globalStorageUri, "example");
  await workspace.fs.createDirectory(folder);
  for (const name of ["reports.py", "test_reports.py"]) {
    await workspace.fs.copy(Uri.joinPath(context.extensionUri, "media", "example", name), Uri.joinPath(folder, name), { overwrite: true });
  }
  await window.showTextDocument(Uri.joinPath(folder, "reports.py"));
}

/** Versions, settings and the server's own account, as a document to paste into a report. */
export async function printDebugInformation(context: ExtensionContext, lifetime: Lifetime, said: string | undefined): Promise<void> {
  const { server, state, failure } = lifetime;
  const started = server ? `${[server.command, ...server.args].join(" ")} (${server.origin})` : "no server";
  const content = [
    `# ParallelProof ${context.extension.packageJSON.version}`,
    "",
    `- editor: ${env.appName}, ${env.uriScheme}, remote: ${env.remoteName ?? "no"}, on ${process.platform} ${process.arch}`,
    `- workspace: ${counted(workspace.workspaceFolders?.length ?? 0, "folder")}, ${workspace.isTrusted ? "trusted" : "restricted"}`,
    `- started: ${started}; ${state}${failure ? `: ${failure}` : ""}`,
    said ?? "",
  ].join("\n");
  await window.showTextDocument(await workspace.openTextDocument({ language: "markdown", content }));
}

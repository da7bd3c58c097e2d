// The dashboard: the server's own page, framed, and reached through whatever lies between the editor and the server.
import { ColorThemeKind, env, Uri, ViewColumn, window } from "vscode";
import type { WebviewPanel } from "vscode";
import type { Client } from "./client";
import { frame } from "./frame";
import { DASHBOARD } from "./protocol";

let panel: WebviewPanel | undefined;
let shown: Client | undefined;

/** Shows it, one for each window. */
export async function openDashboard(client: Client, icon: Uri): Promise<void> {
  if (!panel) {
    const options = { enableScripts: true, retainContextWhenHidden: true };
    panel = window.createWebviewPanel("parallelproof.dashboard", "ParallelProof", ViewColumn.Active, options);
    panel.iconPath = icon;
    panel.onDidDispose(() => (panel = shown = undefined));
  } else {
    panel.reveal();
  }
  if (shown !== client) {
    shown = client;
    await load(client);
  }
}

/** The server was started anew, on another port and with another token. */
export async function reloadDashboard(client: Client | undefined): Promise<void> {
  if (panel && client && client !== shown) {
    shown = client;
    await load(client);
  }
}

async function load(client: Client): Promise<void> {
  const { url, token } = await client.sendRequest<{ url: string; token: string }>(DASHBOARD, {});
  const address = await env.asExternalUri(Uri.parse(url));
  const isDark = [ColorThemeKind.Dark, ColorThemeKind.HighContrast].includes(window.activeColorTheme.kind);
  if (panel) {
    panel.webview.html = frame(address.toString(true), token, isDark);
  }
}

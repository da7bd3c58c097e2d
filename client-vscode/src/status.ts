// The status bar item: what is going on, in a word; its click opens the menu. And the server beside the language.
import { commands, languages, LanguageStatusSeverity, MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";
import { SELECTOR } from "./client";
import type { Lifetime } from "./lifetime";
import type { Status } from "./protocol";
import { words } from "./words";

export class StatusItem {
  private readonly item = window.createStatusBarItem("parallelproof.status", StatusBarAlignment.Left, 10);
  private readonly language = languages.createLanguageStatusItem("parallelproof", SELECTOR);
  /** What the server said last. */
  status: Status | undefined;

  constructor(private readonly lifetime: Lifetime) {
    this.language.name = this.language.text = this.item.name = "ParallelProof";
    this.language.command = { command: "parallelproof.showLog", title: "Show Logs" };
    this.item.command = "parallelproof.menu";
    lifetime.onDidChange((client) => this.show(client ? this.status : undefined));
    this.show(undefined);
    this.item.show();
  }

  show(status: Status | undefined): void {
    this.status = status;
    const { state, failure } = this.lifetime;
    const said = words(state, status, failure);
    this.item.text = `$(${said.icon}) ${said.text}`;
    this.item.tooltip = new MarkdownString(said.lines.join("\n\n"));
    this.item.accessibilityInformation = { label: `ParallelProof: ${said.spoken}`, role: "button" };
    this.item.backgroundColor = state === "failed" ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    this.language.detail = failure ?? state;
    this.language.busy = state === "starting";
    this.language.severity = state === "failed" ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    void commands.executeCommand("setContext", "parallelproof.state", state);
    void commands.executeCommand("setContext", "parallelproof.isReady", state === "ready");
    void commands.executeCommand("setContext", "parallelproof.isPaused", status?.isPaused ?? false);
  }

  dispose(): void {
    this.item.dispose();
    this.language.dispose();
  }
}

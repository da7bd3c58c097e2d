// The status bar item: what is going on, in a word; its click opens the menu.
import { languages, LanguageStatusSeverity } from "vscode";
import type { LanguageStatusItem } from "vscode";
import { SELECTOR } from "./client";
import type { Lifetime } from "./lifetime";

export class StatusItem {
  private readonly language: LanguageStatusItem = languages.createLanguageStatusItem("parallelproof", SELECTOR);

  constructor(private readonly lifetime: Lifetime) {
    this.language.name = this.language.text = "ParallelProof";
    this.language.command = { command: "parallelproof.showLog", title: "Show Log" };
    lifetime.onDidChange(() => this.show());
    this.show();
  }

  private show(): void {
    this.language.detail = this.lifetime.failure ?? this.lifetime.state;
    this.language.busy = this.lifetime.state === "starting";
    this.language.severity =
      this.lifetime.state === "failed" ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  }

  dispose(): void {
    this.language.dispose();
  }
}

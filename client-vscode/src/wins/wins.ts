// What the server shows now, all over the workspace.
import { EventEmitter } from "vscode";
import type { Lifetime } from "../lifetime";
import { WINS } from "../protocol";
import type { Win } from "../protocol";

export class Wins {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  all: readonly Win[] = [];
  private asked = 0;

  constructor(private readonly lifetime: Lifetime) {
    lifetime.onDidChange(() => void this.refresh());
  }

  /** Asks the server; of several answers the one that was asked for last counts. */
  async refresh(): Promise<void> {
    const turn = ++this.asked;
    const client = this.lifetime.state === "ready" ? this.lifetime.client : undefined;
    const found = await client?.sendRequest<{ wins: Win[] }>(WINS, {}).catch(() => undefined);
    if (turn === this.asked && (found || !client)) {
      this.all = found?.wins ?? [];
      this.changed.fire();
    }
  }

  of(uri: string): Win[] {
    return this.all.filter((win) => win.uri === uri);
  }

  find(uri: string, id: string): Win | undefined {
    return this.all.find((win) => win.uri === uri && win.id === id);
  }
}

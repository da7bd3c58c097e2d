// Our side of the protocol: which documents, which settings, and what happens when the server ends by itself.
import { setTimeout as sleep } from "node:timers/promises";
import { workspace } from "vscode";
import type { LogOutputChannel } from "vscode";
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import type { CloseHandlerResult, DynamicFeature, ErrorHandler, StaticFeature } from "vscode-languageclient/node";
import { others } from "./inline";
import { Crashes } from "./server/crashes";
import type { Server } from "./server/find";
import { settings } from "./settings";

/** Cells of notebooks are left alone: a cell alone says little of what it means, and its kernel's state nothing. */
export const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "file", language: "sql" },
];
const ENOUGH_ERRORS = 3;
const OVER: CloseHandlerResult = { action: CloseAction.DoNotRestart, handled: true };

/** What a crash means for a person. */
export interface OnCrash {
  again: (waitMs: number) => void;
  told: (message: string, isOver: boolean) => void;
}

/** The library's client, which leaves our commands to us: they are there before the server is. */
export class Client extends LanguageClient {
  constructor(server: Server, log: LogOutputChannel, onCrash: OnCrash) {
    super("parallelproof", "ParallelProof", { command: server.command, args: [...server.args, "lsp"] }, {
      documentSelector: SELECTOR,
      initializationOptions: {
        trusted: workspace.isTrusted,
        otherInlineCompletions: others(),
        canUseSetting: true,
        canCompare: true,
        showsWins: true,
        showsStatus: true,
      },
      synchronize: { configurationSection: "parallelproof" },
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: new Restarting(() => this.hasStarted && !this.isOver, onCrash),
      middleware: {
        workspace: { configuration: (params) => Promise.all(params.items.map((item) => settings(item.scopeUri))) },
      },
    });
  }

  private hasStarted = false;
  private isOver = false;

  override async start(): Promise<void> {
    await super.start();
    this.hasStarted = true;
  }

  override dispose(timeoutMs?: number): Promise<void> {
    this.isOver = true;
    return super.dispose(timeoutMs);
  }

  /** Into the log: a person hears of what they can do something about, and from us. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if (!("registrationType" in feature) || feature.registrationType.method !== "workspace/executeCommand") {
      super.registerFeature(feature);
    }
  }

  get version(): string {
    return this.initializeResult?.serverInfo?.version ?? "0";
  }
}

/** A server that ends by itself is started again, each time after a longer wait; a person hears of the third. */
class Restarting implements ErrorHandler {
  private readonly crashes = new Crashes();

  constructor(
    private readonly isWanted: () => boolean,
    private readonly onCrash: OnCrash,
  ) {}

  error(_error: Error, _message: unknown, count: number | undefined): { action: ErrorAction; handled: boolean } {
    const isEnough = (count ?? 0) >= ENOUGH_ERRORS;
    return { action: isEnough ? ErrorAction.Shutdown : ErrorAction.Continue, handled: true };
  }

  async closed(): Promise<CloseHandlerResult> {
    // One that never started is told of by whoever started it.
    if (!this.isWanted()) {
      return OVER;
    }
    const { waitMs, isTold, count } = this.crashes.decide();
    if (isTold) {
      this.onCrash.told(message(count, waitMs), waitMs === undefined);
    }
    if (waitMs === undefined) {
      return { action: CloseAction.DoNotRestart, handled: true, message: message(count, waitMs) };
    }
    this.onCrash.again(waitMs);
    await sleep(waitMs);
    if (!this.isWanted()) {
      return OVER;
    }
    return { action: CloseAction.Restart, handled: true, message: `Starting the server again after crash ${count}.` };
  }
}

function message(count: number, waitMs: number | undefined): string {
  const crashed = `ParallelProof's server has crashed ${count} times in a few minutes.`;
  return waitMs === undefined ? `${crashed} It is not started again.` : `${crashed} It is started again in ${waitMs / 1000} s.`;
}

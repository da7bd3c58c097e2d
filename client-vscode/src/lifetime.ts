// The server's life as a person meets it: found or installed, started, restarted, and what to do when that fails.
import { join } from "node:path";
import { commands, ConfigurationTarget, EventEmitter, ProgressLocation, Uri, window, workspace } from "vscode";
import type { ExtensionContext, LogOutputChannel } from "vscode";
import { State as ClientState } from "vscode-languageclient/node";
import { Client } from "./client";
import { onDidChoose, pythons } from "./server/environments";
import { find } from "./server/find";
import type { Server } from "./server/find";
import { Included } from "./server/install";
import * as problems from "./server/problems";
import type { Problem } from "./server/problems";
import { findPython, OLDEST, versionOf } from "./server/python";
import { isAtLeast } from "./server/version";
import { expand } from "./settings";
import type { State } from "./words";

/** Starts one server at a time; each start waits for the one before. */
export class Lifetime {
  client: Client | undefined;
  server: Server | undefined;
  state: State = "starting";
  failure: string | undefined;
  private reminder: (() => void) | undefined;

  private readonly changed = new EventEmitter<Client | undefined>();
  /** The server is there, or no longer. */
  readonly onDidChange = this.changed.event;
  private readonly included: Included;
  private turn: Promise<void> = Promise.resolve();
  private choice: { dispose(): void } | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
    private readonly prepare: (client: Client) => void,
  ) {
    this.included = new Included(join(context.extensionPath, "server"), context.globalStorageUri.fsPath);
  }

  /** Starts the server anew; ends when that has worked or failed. */
  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.start()).catch((error) => this.log.error(String(error)));
    return this.turn;
  }

  /** The running server, once what is under way has ended. */
  async settled(): Promise<Client | undefined> {
    await this.turn;
    return this.state === "ready" ? this.client : undefined;
  }

  /** Something changed that says where the server is: another one is started, or this one is told. */
  async reconsider(method: string, params: object): Promise<void> {
    await this.turn;
    const best = await this.find();
    if (best && (this.state === "failed" || best.command !== this.server?.command)) {
      await this.restart();
    } else if (this.state === "ready") {
      await this.client?.sendNotification(method, params);
    }
  }

  async close(): Promise<void> {
    await this.turn;
    this.choice?.dispose();
    await this.stop();
  }

  private async start(): Promise<void> {
    await this.stop();
    this.become("starting");
    if (this.included.isOutdated()) {
      await this.install();
    }
    const server = (this.server = await this.find());
    this.choice ??= onDidChoose(() => void this.reconsider("workspace/didChangeConfiguration", { settings: null }));
    if (!server) {
      // What kept it from being installed has been told already.
      return this.failure ? undefined : this.fail(problems.notFound());
    }
    if (server.origin === "included") {
      this.included.use();
    }
    this.log.info(`Starting ${[server.command, ...server.args, "lsp"].join(" ")} (${server.origin})`);
    const client = new Client(server, this.log, {
      again: () => this.become("crashed"),
      told: (message, isOver) => this.crashed(message, isOver),
    });
    this.prepare(client);
    client.onDidChangeState(({ newState }) => newState === ClientState.Running && this.client === client && this.become("ready"));
    try {
      await client.start();
    } catch (error) {
      await client.dispose().catch(() => undefined);
      return this.fail(await problems.diagnose(server, error));
    }
    const least = String(this.context.extension.packageJSON.version);
    const { version } = client;
    if (!isAtLeast(version, least)) {
      await client.dispose();
      return this.fail(problems.oldServer(server, version, least));
    }
    this.client = client;
    this.become("ready");
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error) => this.log.warn(`The server did not end as asked: ${error}`));
  }

  private async find(): Promise<Server | undefined> {
    const configuration = workspace.getConfiguration("parallelproof");
    return find({
      configured: expand(configuration.get("path", "")),
      pythons: workspace.isTrusted ? await pythons() : [],
      included: this.included.python(),
      isIncludedWanted: configuration.get("server") === "included",
    });
  }

  /** Installs the server that this extension carries, with a progress notification; whether it is there now. */
  private async install(chosen?: string): Promise<boolean> {
    const { python, old } = chosen ? await judged(chosen) : await findPython(workspace.isTrusted ? await pythons() : []);
    if (!python) {
      this.fail(old ? problems.oldPython(old.path, old.version) : problems.noPython(), () => this.installed());
      return false;
    }
    const options = { location: ProgressLocation.Notification, title: "ParallelProof: installing its server", cancellable: true };
    try {
      const made = await window.withProgress(options, (progress, token) => {
        const aborter = new AbortController();
        token.onCancellationRequested(() => aborter.abort());
        const tell = (line: string) => (this.log.info(line), progress.report({ message: step(line) }));
        return this.included.install(python.path, tell, aborter.signal);
      });
      return made !== undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.fail(problems.notInstalled(reason), () => this.installed());
      return false;
    }
  }

  /** Why there is no server, and what to do, once more: a person asked for something that needs it. */
  remind(): void {
    this.reminder?.();
  }

  private fail(problem: Problem, again = () => this.restart()): void {
    this.failure = problem.message;
    this.become("failed");
    this.reminder = () => this.tell(problem, again);
    this.reminder();
  }

  private crashed(message: string, isOver: boolean): void {
    if (isOver) {
      this.fail({ message, buttons: [problems.AGAIN, problems.LOGS] });
    } else {
      this.tell({ message, buttons: [problems.LOGS] });
    }
  }

  private tell({ message, buttons }: Problem, again = () => this.restart()): void {
    this.log.error(message);
    void window.showErrorMessage(message, ...buttons).then((button) => button ? this.press(button, again) : undefined);
  }

  /** What a button of a notification does. */
  private async press(button: string, again: () => Promise<void>): Promise<void> {
    if (button === problems.LOGS) {
      this.log.show();
    } else if (button === problems.SETTINGS) {
      await commands.executeCommand("workbench.action.openSettings", "@ext:parallelproof.parallelproof parallelproof.path");
    } else if (button === problems.CHOOSE_PYTHON) {
      const [python] = (await window.showOpenDialog({ title: "Python for ParallelProof's server" })) ?? [];
      await (python && this.installed(python));
    } else if (button === problems.AGAIN) {
      await again();
    } else {
      await this.installed(undefined, button === problems.REINSTALL, button === problems.INCLUDED);
    }
  }

  /** Uses the server that this extension carries, whatever else there is. */
  async useIncluded(): Promise<void> {
    await this.installed(undefined, false, this.server !== undefined && this.server.origin !== "included");
  }

  private async installed(chosen?: Uri, isAnew = false, isPreferred = false): Promise<void> {
    const isThere = !isAnew && !chosen && this.included.python() !== undefined;
    if (!isThere && !(await this.install(chosen?.fsPath))) {
      return;
    }
    if (isPreferred) {
      await workspace.getConfiguration("parallelproof").update("server", "included", ConfigurationTarget.Global);
    }
    await this.restart();
  }

  private become(state: State): void {
    this.state = state;
    this.failure = state === "failed" ? this.failure : undefined;
    this.changed.fire(state === "ready" ? this.client : undefined);
  }
}

async function judged(path: string): ReturnType<typeof findPython> {
  const version = await versionOf(path);
  const python = { path, version: version ?? "" };
  return version ? (isAtLeast(version, OLDEST) ? { python } : { old: python }) : {};
}

/** A line of pip for a notification, without where things lie. */
function step(line: string): string {
  return /^(Collecting|Downloading|Installing|Successfully)/.test(line) ? line.split(/[ (]/, 2).join(" ") : "working...";
}

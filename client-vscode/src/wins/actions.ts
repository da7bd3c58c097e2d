// What a person does with a win of the view.
import { Range, Uri, window } from "vscode";
import type { Win } from "../protocol";
import type { Group } from "./group";

type Ask = (command: string, args: unknown[]) => Promise<unknown>;

const HERE = "This function or query";

/** Opens the file first: then what is changed is seen, and one undo takes it back. */
export class Actions {
  constructor(private readonly ask: Ask) {}

  async open(win: Win): Promise<void> {
    const { start, end } = win.range;
    const selection = new Range(start.line, start.character, end.line, end.character);
    await window.showTextDocument(Uri.parse(win.uri), { selection, preview: true });
  }

  async apply(win: Win): Promise<void> {
    await this.open(win);
    await this.ask("parallelproof.apply", [win.uri, win.name]);
  }

  async applyAll(group: Group): Promise<void> {
    await window.showTextDocument(Uri.parse(group.uri), { preview: false });
    await this.ask("parallelproof.applyAll", [group.uri]);
  }

  async ignore(win: Win): Promise<void> {
    const pattern = `${win.pattern}, everywhere in this project`;
    const choices = [
      { label: HERE, detail: "Adds a comment to it." },
      ...(win.canIgnorePattern ? [{ label: pattern, detail: "Adds the pattern to pyproject.toml." }] : []),
    ];
    const chosen = await window.showQuickPick(choices, { title: `Ignore ${win.name}`, placeHolder: "What is left alone from now on?" });
    if (chosen?.label === HERE) {
      await this.open(win);
      await this.ask("parallelproof.ignore", [win.uri, win.name]);
    } else if (chosen) {
      await this.ask("parallelproof.ignorePattern", [win.uri, win.pattern]);
    }
  }
}

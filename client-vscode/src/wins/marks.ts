// A mark in the gutter, and beside the name a small bar of the gain.
import { DecorationRangeBehavior, OverviewRulerLane, Range, ThemeColor, Uri, window, workspace } from "vscode";
import type { Disposable, TextEditor } from "vscode";
import type { Win } from "../protocol";
import { bar } from "./group";
import type { Wins } from "./wins";

export class Marks implements Disposable {
  private readonly kind;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly wins: Wins,
    private readonly uriOf: (uri: Uri) => string,
    media: Uri,
  ) {
    const icon = (theme: string) => ({ gutterIconPath: Uri.joinPath(media, `gutter-${theme}.svg`) });
    this.kind = window.createTextEditorDecorationType({
      gutterIconSize: "contain",
      light: icon("light"),
      dark: icon("dark"),
      overviewRulerColor: new ThemeColor("charts.green"),
      overviewRulerLane: OverviewRulerLane.Right,
      rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    });
    const showAll = () => window.visibleTextEditors.forEach((editor) => this.show(editor));
    this.subscriptions = [
      this.kind,
      wins.onDidChange(showAll),
      window.onDidChangeVisibleTextEditors(showAll),
      workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("parallelproof.showGain") && showAll()),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach((one) => one.dispose());
  }

  private show(editor: TextEditor): void {
    const { uri } = editor.document;
    const isWanted = workspace.getConfiguration("parallelproof", uri).get("showGain", true);
    const wins = isWanted ? this.wins.of(this.uriOf(uri)) : [];
    editor.setDecorations(
      this.kind,
      wins.filter((win) => win.range.start.line < editor.document.lineCount).map((win) => mark(editor, win)),
    );
  }
}

function mark(editor: TextEditor, win: Win) {
  const { end } = editor.document.lineAt(win.range.start.line).range;
  const contentText = `${bar(win.gain)} ${win.gainText}`;
  return {
    range: new Range(win.range.start.line, win.range.start.character, end.line, end.character),
    renderOptions: { after: { contentText, margin: "0 0 0 2em", color: new ThemeColor("editorCodeLens.foreground") } },
  };
}

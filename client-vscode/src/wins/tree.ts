// The view "Wins": files, the best first, and in each what can be faster.
import { MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window } from "vscode";
import type { Disposable, TreeDataProvider, TreeView } from "vscode";
import type { Win } from "../protocol";
import { counted } from "../words";
import { bar, grouped } from "./group";
import type { Group } from "./group";
import type { Wins } from "./wins";

type Node = Group | Win;

export class WinsView implements TreeDataProvider<Node>, Disposable {
  readonly onDidChangeTreeData: Wins["onDidChange"];
  private readonly view: TreeView<Node>;

  constructor(private readonly wins: Wins) {
    this.onDidChangeTreeData = wins.onDidChange;
    this.view = window.createTreeView<Node>("parallelproof.wins", { treeDataProvider: this, showCollapseAll: true });
    wins.onDidChange(() => {
      const count = wins.all.length;
      this.view.badge = count ? { value: count, tooltip: counted(count, "win") } : undefined;
    });
  }

  getChildren(node?: Node): Node[] {
    return node ? ("wins" in node ? node.wins : []) : grouped(this.wins.all);
  }

  getTreeItem(node: Node): TreeItem {
    return "wins" in node ? fileItem(node) : winItem(node);
  }

  dispose(): void {
    this.view.dispose();
  }
}

function fileItem(group: Group): TreeItem {
  const item = new TreeItem(Uri.parse(group.uri), TreeItemCollapsibleState.Expanded);
  item.description = counted(group.wins.length, "win");
  item.contextValue = "file";
  item.id = group.uri;
  return item;
}

function winItem(win: Win): TreeItem {
  const item = new TreeItem(win.name, TreeItemCollapsibleState.None);
  item.description = `${bar(win.gain)} ${win.gainText}, ${win.strategy}`;
  item.tooltip = new MarkdownString().appendText(`${win.title}\n${win.pattern}`);
  item.contextValue = win.changesText ? "win" : "migration";
  item.iconPath = new ThemeIcon(win.kind === "memory" ? "package" : "zap");
  item.accessibilityInformation = { label: `${win.name}: ${win.title}` };
  item.command = { command: "parallelproof.wins.open", title: "Go to the Code", arguments: [win] };
  item.id = `${win.uri}#${win.id}`;
  return item;
}

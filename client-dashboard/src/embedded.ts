/** In an editor's frame: what no frame of another origin hands up by itself. */

/** Keys of the editor's own shortcuts, with Ctrl or Cmd held; what edits text stays here. */
const SHORTCUTS = new Set(["p", "P", "b", "j", "w", "Tab", "PageUp", "PageDown", "`", "0", "1", "2", "3"]);

export interface Keys {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** Whether a key is meant for the editor around this page. */
export function isShortcut({ key, ctrlKey, metaKey }: Keys): boolean {
  return /^F\d+$/.test(key) || ((ctrlKey || metaKey) && SHORTCUTS.has(key));
}

/** Passes the editor's shortcuts on to it, so that nobody is caught in this page. */
export function passShortcutsOn(): void {
  if (window.parent === window) return;
  window.addEventListener("keydown", (event) => {
    if (!isShortcut(event)) return;
    const { key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey } = event;
    // Whoever may frame this page is said by its policy; the keys say nothing of what is in it.
    window.parent.postMessage({ type: "keydown", key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey }, "*");
    event.preventDefault();
  });
}

// Wins in the order of a view: by file, the greatest gain first. Nothing here knows the editor.
import type { Win } from "../protocol";

export interface Group {
  uri: string;
  wins: Win[];
}

export function grouped(wins: readonly Win[]): Group[] {
  const files = new Map<string, Win[]>();
  for (const win of [...wins].sort((one, other) => other.gain - one.gain || one.name.localeCompare(other.name))) {
    files.set(win.uri, [...(files.get(win.uri) ?? []), win]);
  }
  return [...files].map(([uri, of]) => ({ uri, wins: of }));
}

const CELLS = 5;
const FULL = 100;

/** A gain as a bar of five cells, on a logarithmic scale: one cell is hardly faster, five are some 70 times and more. */
export function bar(gain: number): string {
  const share = Math.log(Math.max(gain, 1)) / Math.log(FULL);
  const filled = Math.min(CELLS, Math.max(1, Math.round(share * CELLS)));
  return "▮".repeat(filled) + "▯".repeat(CELLS - filled);
}

/** Both versions of a change as texts, with the numbers of their lines in the file. */
import type { Trial, Unit } from "../api/types.ts";

interface Side {
  text: string;
  /** The number of each line in its file; null for a line that stands for what is left out. */
  numbers: readonly (number | null)[];
}

export interface Sides {
  before: Side;
  after: Side;
  /** Lines that the change adds elsewhere in the file, such as imports. */
  elsewhere: readonly string[];
}

/** The two versions: the whole unit where it is known, else the hunks of the diff; null where no text changes. */
export function sidesOf(unit: Unit, trial: Trial): Sides | null {
  if (unit.before !== undefined && trial.after !== undefined && unit.before !== trial.after) {
    const first = unit.span.start_line;
    const after = whole(trial.after, first);
    return { before: whole(unit.before, first), after, elsewhere: elsewhere(trial.diff, after.text) };
  }
  return trial.diff.includes("@@") ? ofDiff(trial.diff) : null;
}

/** The versions that a unified diff shows: its hunks one after another, apart by a line of dots. */
export function ofDiff(diff: string): Sides {
  const before = new Lines();
  const after = new Lines();
  for (const line of diff.split("\n")) {
    const starts = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (starts) {
      before.beginAt(Number(starts[1]));
      after.beginAt(Number(starts[2]));
    } else if (line.startsWith("-") && before.has_begun) before.add(line.slice(1));
    else if (line.startsWith("+") && after.has_begun) after.add(line.slice(1));
    else if (line.startsWith(" ")) {
      before.add(line.slice(1));
      after.add(line.slice(1));
    }
  }
  return { before: before.side(), after: after.side(), elsewhere: [] };
}

class Lines {
  private readonly texts: string[] = [];
  private readonly numbers: (number | null)[] = [];
  private next = 0;

  get has_begun(): boolean {
    return this.next > 0;
  }

  beginAt(number: number): void {
    if (this.has_begun) this.put("⋮", null);
    this.next = Math.max(1, number);
  }

  add(text: string): void {
    this.put(text, this.next);
    this.next += 1;
  }

  side(): Side {
    return { text: this.texts.join("\n"), numbers: this.numbers };
  }

  private put(text: string, number: number | null): void {
    this.texts.push(text);
    this.numbers.push(number);
  }
}

function whole(text: string, first: number): Side {
  const trimmed = text.replace(/\n$/, "");
  return { text: trimmed, numbers: trimmed.split("\n").map((_, at) => first + at) };
}

function elsewhere(diff: string, shown: string): string[] {
  const lines = new Set(shown.split("\n").map((line) => line.trim()));
  const added = diff.split("\n").filter((line) => line.startsWith("+") && !line.startsWith("+++"));
  return added.map((line) => line.slice(1).trim()).filter((line) => line && !lines.has(line));
}

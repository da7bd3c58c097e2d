/** Figures in words. Every figure that is not known is a dash. */
import type { Outcome, Trial } from "./api/types.ts";

const NONE = "–";

// Made once: to make one takes longer than to draw a row.
const WHOLE = new Intl.NumberFormat("en");
const THREE_DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const RATIOS = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

/** A ratio as the command line writes it: "1.24x", "4.2x", "420x". */
export function times(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return NONE;
  const digits = ratio >= 99.5 ? 0 : ratio >= 1.95 ? 1 : 2;
  return `${RATIOS[digits]!.format(ratio)}x`;
}

/** Seconds with three digits, in the unit that fits: "1.23 ms". */
export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  for (const [unit, size] of [
    ["s", 1],
    ["ms", 1e-3],
    ["µs", 1e-6],
  ] as const) {
    if (Math.abs(value) >= size) return `${digits(value / size)} ${unit}`;
  }
  return value === 0 ? "0 s" : `${digits(value / 1e-9)} ns`;
}

/** A span of time for people: "42 s", "3 min", "2 h", "5 d". */
export function duration(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  if (value < 1) return seconds(value);
  if (value < 120) return `${Math.round(value)} s`;
  if (value < 7200) return `${Math.round(value / 60)} min`;
  return value < 172_800 ? `${Math.round(value / 3600)} h` : `${Math.round(value / 86_400)} d`;
}

/** "1.2 MB". */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  for (const [unit, size] of [
    ["GB", 1e9],
    ["MB", 1e6],
    ["kB", 1e3],
  ] as const) {
    if (value >= size) return `${digits(value / size)} ${unit}`;
  }
  return `${value} B`;
}

/** "1,234". */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : WHOLE.format(value);
}

/** "1 win", "2 wins". */
export function plural(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? "" : "s"}`;
}

/** "35 %". */
export function percent(part: number, whole: number): string {
  return whole ? `${Math.round((100 * part) / whole)} %` : NONE;
}

/** The text with a capital at its beginning and a full stop at its end. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}

/** What a problem says of itself. */
export function told(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

/** Date and time as the reader's system writes them. */
export function moment(iso: string | null): string {
  return iso ? MOMENT.format(new Date(iso)) : NONE;
}

export const OUTCOMES: Record<Outcome, { sign: string; word: string }> = {
  win: { sign: "✓", word: "win" },
  candidate: { sign: "?", word: "unconfirmed" },
  counterexample: { sign: "✕", word: "differs" },
  "not-better": { sign: "=", word: "not better" },
  failed: { sign: "!", word: "not judged" },
};

/** What a trial came to, in a few words: "4.2x faster", "differs". */
export function result(trial: Trial): string {
  if (trial.outcome !== "win") return OUTCOMES[trial.outcome].word;
  return trial.gain === "memory" ? memory(trial) : `${times(trial.speedup)} faster`;
}

function memory({ peak_bytes }: Trial): string {
  return peak_bytes ? `${bytes(peak_bytes[0])} to ${bytes(peak_bytes[1])} of memory` : "less memory";
}

/** How much a trial gains: the ratio of time, or of memory where that is what it saves; 0 where it is no win. */
export function gainOf(trial: Trial): number {
  if (trial.outcome !== "win") return 0;
  if (trial.gain === "memory" && trial.peak_bytes) return trial.peak_bytes[0] / Math.max(1, trial.peak_bytes[1]);
  return trial.speedup ?? 0;
}

function digits(value: number): string {
  return THREE_DIGITS.format(value);
}

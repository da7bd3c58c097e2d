import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, duration, percent, plural, seconds, sentence, times } from "./words.ts";

const CASES: [string, string][] = [
  [times(4.2), "4.2x"],
  [times(42.06), "42.1x"],
  [times(1234.5), "1,235x"],
  [times(1.239), "1.24x"],
  [times(null), "–"],
  [times(Infinity), "–"],
  [seconds(1.5), "1.5 s"],
  [seconds(0.0012345), "1.23 ms"],
  [seconds(0.0000161143), "16.1 µs"],
  [seconds(4e-9), "4 ns"],
  [seconds(0), "0 s"],
  [duration(42), "42 s"],
  [duration(3600), "60 min"],
  [duration(86_400), "24 h"],
  [duration(864_000), "10 d"],
  [bytes(999), "999 B"],
  [bytes(1_234_567), "1.23 MB"],
  [percent(1, 3), "33 %"],
  [percent(0, 0), "–"],
  [sentence("no inputs could be made"), "No inputs could be made."],
  [sentence("Is it so?"), "Is it so?"],
  [plural(1, "win"), "1 win"],
  [plural(1200, "win"), "1,200 wins"],
];

test("figures are written as people write them, and a dash where there is none", () => {
  for (const [written, expected] of CASES) assert.equal(written, expected);
});

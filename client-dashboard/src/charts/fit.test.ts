import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, valueAt } from "./fit.ts";

test("the fitted line finds the exponent that the points have", () => {
  const fit = fitted([10, 100, 1000].map((x) => ({ x, y: 3e-7 * x ** 2 })))!;
  assert.ok(Math.abs(fit.exponent - 2) < 1e-9);
  assert.ok(Math.abs(valueAt(fit, 50) - 3e-7 * 2500) < 1e-12);
});

test("too few sizes, or the same one again and again, fit no line", () => {
  assert.equal(fitted([{ x: 1, y: 1 }, { x: 2, y: 2 }]), null);
  assert.equal(fitted([1, 2, 3].map((y) => ({ x: 5, y }))), null);
  assert.equal(fitted([{ x: 0, y: 1 }, { x: 1, y: 0 }, { x: 2, y: 2 }]), null);
});

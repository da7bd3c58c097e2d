import assert from "node:assert/strict";
import { test } from "node:test";
import { entryOf } from "./api/entry.ts";
import { routeOf, unitAddress } from "./route.ts";

test("every address names its view, and what is unknown is the first", () => {
  assert.deepEqual(routeOf(""), { view: "run" });
  assert.deepEqual(routeOf("#/nowhere"), { view: "run" });
  assert.deepEqual(routeOf("#/history"), { view: "history" });
  assert.deepEqual(routeOf("#/campaigns/0a1b"), { view: "campaign", id: "0a1b" });
  assert.deepEqual(routeOf("#/campaigns/%E0%A4%A"), { view: "campaign", id: "%E0%A4%A" });
});

test("a unit's address holds any path and name", () => {
  const unit = "examples/a b/shop?.py::Cart.total#1";
  assert.deepEqual(routeOf(unitAddress("0a", unit)), { view: "unit", id: "0a", unit, trial: null });
  assert.deepEqual(routeOf(unitAddress("0a", unit, 3)), { view: "unit", id: "0a", unit, trial: 3 });
});

test("the fragment hands over a token, a theme and a campaign", () => {
  assert.deepEqual(entryOf("#token=a%2Bb&theme=dark&campaign=0a"), { token: "a+b", theme: "dark", campaign: "0a" });
  assert.deepEqual(entryOf("#/history"), { token: null, theme: null, campaign: null });
  assert.deepEqual(entryOf("#theme=pink"), { token: null, theme: null, campaign: null });
});

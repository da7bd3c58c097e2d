import assert from "node:assert/strict";
import { test } from "node:test";
import type { Agent, Campaign, CampaignEvent, Trial, Unit } from "../api/types.ts";
import { after, keyOf } from "./campaign.ts";

const CAMPAIGN: Campaign = {
  id: "0a",
  title: "shop.py",
  started_at: "2026-11-27T10:00:00Z",
  state: "running",
  stage: "preparing",
  done: 0,
  total: 9,
  wins: 0,
  origin: "api",
  reason: null,
  agents: [],
  document: null,
};
const WIN = { outcome: "win", strategy: "caching" } as Trial;

function agent(number: number, part: Partial<Agent> = {}): CampaignEvent {
  const idle = {
    unit: "f",
    strategy: "caching",
    stage: "verifying",
    done: 1,
    total: 9,
    outcome: null,
    trials: 0,
    wins: 0,
  };
  return { name: "agent", data: { agent: number, ...idle, ...part } };
}

function unit(trials: Trial[]): Unit {
  return {
    path: "shop.py",
    name: "f",
    language: "python",
    span: { start_line: 1, end_line: 3 },
    best: 0,
    refused: null,
    trials,
  };
}

const begun = after(null, [{ name: "state", data: CAMPAIGN }])!;

test("nothing is known before the server has told the campaign's state", () => {
  assert.equal(after(null, [agent(1)]), null);
});

test("the last of an agent's events in a batch stands, and the value before is left as it was", () => {
  const live = after(begun, [agent(2), agent(2, { stage: "measuring", done: 3 })])!;
  assert.equal(live.agents[1]?.stage, "measuring");
  assert.equal(live.agents[0], undefined);
  assert.equal(live.summary.done, 3);
  assert.equal(begun.agents.length, 0);
});

test("agent 0 is the campaign itself", () => {
  const live = after(begun, [agent(0, { stage: "capturing" })])!;
  assert.equal(live.summary.stage, "capturing");
  assert.equal(live.agents.length, 0);
});

test("a trial is known as it comes, and its unit is named in full once it has ended", () => {
  const won = after(begun, [{ name: "trial", data: { agent: 1, unit: "f", trial: WIN } }])!;
  assert.deepEqual(won.units.get("f")?.trials, [WIN]);
  assert.deepEqual([...won.units.keys()], ["f"]);
  const ended = after(won, [{ name: "unit", data: { unit: unit([WIN]) } }])!;
  assert.deepEqual([...ended.units.keys()], ["shop.py::f"]);
});

test("a state that comes again replaces all that was known", () => {
  const live = after(begun, [agent(3), { name: "state", data: { ...CAMPAIGN, done: 5 } }])!;
  assert.equal(live.agents.length, 0);
  assert.equal(live.summary.done, 5);
});

test("what a campaign ends with is what its document says", () => {
  const document = { version: 1, units: [unit([WIN])], untried: [], summary: { wins: 1 } } as never;
  const live = after(begun, [{ name: "ended", data: { state: "ended", reason: null, document } }])!;
  assert.equal(live.summary.state, "ended");
  assert.equal(live.summary.wins, 1);
  assert.equal(live.units.get(keyOf({ path: "shop.py", name: "f" }))?.trials.length, 1);
});

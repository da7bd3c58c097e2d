import assert from "node:assert/strict";
import { test } from "node:test";
import { frame } from "../src/frame";
import type { Status, Win } from "../src/protocol";
import { bar, grouped } from "../src/wins/group";
import { words } from "../src/words";

const STATUS: Status = { agents: 50, agentsAtWork: 0, wins: 0, isPaused: false, isOffline: false, isTrusted: true, privacy: "local-only" };

function win(uri: string, name: string, gain: number): Win {
  return { uri, name, gain, id: `${name}@0` } as Win;
}

test("the view shows the files with the greatest gains first, and in each the greatest gain", () => {
  const groups = grouped([win("a", "slow", 2), win("b", "slower", 90), win("a", "slowest", 5), win("b", "other", 1.2)]);
  assert.deepEqual(groups.map(({ uri, wins }) => [uri, wins.map(({ name }) => name)]), [["b", ["slower", "other"]], ["a", ["slowest", "slow"]]]);
});

test("the bar grows with the gain and is never empty", () => {
  const filled = [1, 1.1, 3, 10, 50, 1e6].map((gain) => [...bar(gain)].filter((cell) => cell === [...bar(1e9)][0]).length);
  assert.deepEqual(filled, [1, 1, 1, 3, 4, 5]);
  assert.ok([1, 7, 1e9].every((gain) => [...bar(gain)].length === 5));
});

test("the status says the most telling thing first", () => {
  const said = (changes: Partial<Status>) => words("ready", { ...STATUS, ...changes }, undefined).text;
  assert.equal(said({}), "ParallelProof");
  assert.equal(said({ wins: 1 }), "ParallelProof: 1 win");
  assert.equal(said({ wins: 3, isPaused: true }), "ParallelProof: paused");
  assert.equal(said({ wins: 3, isPaused: true, agentsAtWork: 7 }), "ParallelProof: 7 agents");
  assert.equal(said({ isTrusted: false, wins: 1 }), "ParallelProof: restricted");
  assert.equal(said({ isOffline: true, privacy: "queries-only" }), "ParallelProof $(cloud-offline) $(globe)");
  assert.equal(words("failed", STATUS, "It is not installed.").lines[1], "It is not installed.");
});

test("a screen reader hears what the pictures show", () => {
  const { spoken } = words("ready", { ...STATUS, wins: 2, isOffline: true, privacy: "full" }, undefined);
  assert.equal(spoken, "2 wins, offline, Search queries and code may leave this machine.");
});

test("the dashboard's frame may come from its own address alone, and the token is no part of what is sent", () => {
  const page = frame('http://127.0.0.1:4321/proxy/"/', "a&b", true);
  assert.match(page, /default-src 'none'; frame-src http:\/\/127\.0\.0\.1:4321; /);
  assert.match(page, /src="http:\/\/127\.0\.0\.1:4321\/proxy\/&#34;\/#token=a%26b&#38;theme=dark"/);
});

import type { Agent } from "../api/types.ts";

/** What an agent goes through, in order; the campaign's own stages come before. */
const STAGES = [
  "waiting",
  "forking",
  "preparing",
  "capturing",
  "proposing",
  "verifying",
  "measuring",
  "confirming",
  "ended",
];

/** How many agents are in each stage that there are any in, in the order of the stages. */
export function tally(agents: readonly Agent[]): { stage: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const agent of agents) counts.set(agent.stage, (counts.get(agent.stage) ?? 0) + 1);
  const known = STAGES.filter((stage) => counts.has(stage));
  const others = [...counts.keys()].filter((stage) => !STAGES.includes(stage));
  return [...known, ...others].map((stage) => ({ stage, count: counts.get(stage)! }));
}

/** Whether an agent has something to do at this moment. */
export function isAtWork({ stage }: Agent): boolean {
  return stage !== "waiting" && stage !== "ended";
}

/** A campaign as the page knows it, and how events change it. Pure: every change makes a new value. */
import type { Agent, Campaign, CampaignEvent, CampaignSummary, Document, Trial, Unit } from "../api/types.ts";

export interface Live {
  summary: CampaignSummary;
  /** Index is the agent's number less one; a hole is an agent that has not been heard of. */
  agents: readonly (Agent | undefined)[];
  units: ReadonlyMap<string, Unit>;
  document: Document | null;
}

/** The value after some events; the same value where nothing changed. Events before the first `state` are dropped. */
export function after(live: Live | null, events: readonly CampaignEvent[]): Live | null {
  const draft = new Draft(live);
  for (const event of events) draft.take(event);
  return draft.done();
}

/** What names a unit in an address and in a list. */
export function keyOf(unit: { path: string; name: string }): string {
  return unit.path ? `${unit.path}::${unit.name}` : unit.name;
}

/** Copies what changes once for a whole batch of events. */
class Draft {
  private live: Live | null;
  private agents: (Agent | undefined)[] | null = null;
  private units: Map<string, Unit> | null = null;

  constructor(live: Live | null) {
    this.live = live;
  }

  take(event: CampaignEvent): void {
    if (event.name === "state") return this.begin(event.data);
    if (!this.live) return;
    switch (event.name) {
      case "agent":
        return this.setAgent(event.data);
      case "trial":
        return this.addTrial(event.data.unit, event.data.trial);
      case "unit":
        return this.setUnit(event.data.unit);
      case "ended":
        return this.end(event.data);
    }
  }

  done(): Live | null {
    if (!this.live || (!this.agents && !this.units)) return this.live;
    return { ...this.live, agents: this.agents ?? this.live.agents, units: this.units ?? this.live.units };
  }

  private begin(campaign: Campaign): void {
    const { agents, document, ...summary } = campaign;
    this.agents = [];
    this.units = new Map((document?.units ?? []).map((unit) => [keyOf(unit), unit]));
    this.live = { summary, agents: this.agents, units: this.units, document };
    for (const agent of agents) this.setAgent(agent);
  }

  private setAgent(agent: Agent): void {
    if (!this.live) return;
    const { done, total, stage } = agent;
    // Agent 0 is the campaign itself.
    const of_campaign = agent.agent === 0 ? { done, total, stage } : { done, total };
    this.live = { ...this.live, summary: { ...this.live.summary, ...of_campaign } };
    if (agent.agent === 0) return;
    this.agents ??= [...this.live.agents];
    this.agents[agent.agent - 1] = agent;
  }

  private addTrial(name: string, trial: Trial): void {
    const units = this.ownUnits();
    const known = units.get(name) ?? unjudged(name);
    units.set(name, { ...known, trials: [...known.trials, trial] });
  }

  private setUnit(unit: Unit): void {
    const units = this.ownUnits();
    units.delete(unit.name);
    units.set(keyOf(unit), unit);
  }

  private end({
    state,
    reason,
    document,
  }: {
    state: Campaign["state"];
    reason: string | null;
    document: Document | null;
  }): void {
    if (!this.live) return;
    const wins = document?.summary.wins ?? this.live.summary.wins;
    const summary = { ...this.live.summary, state, reason, wins, stage: "ended" };
    if (document) this.units = new Map(document.units.map((unit) => [keyOf(unit), unit]));
    this.live = { ...this.live, summary, document: document ?? this.live.document };
  }

  private ownUnits(): Map<string, Unit> {
    this.units ??= new Map(this.live?.units);
    return this.units;
  }
}

/** A unit of which only trials are known so far. */
function unjudged(name: string): Unit {
  return {
    path: "",
    name,
    language: "python",
    span: { start_line: 1, end_line: 1 },
    best: null,
    refused: null,
    trials: [],
  };
}

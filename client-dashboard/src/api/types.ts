/** The document of `optimize --json` (report.schema.json) and the answers of the HTTP API (openapi.yml). */

export type Outcome = "win" | "candidate" | "counterexample" | "not-better" | "failed";
type Pair<T> = readonly [T, T];

export interface Size {
  n: number;
  speedup: number | null;
  baseline_s?: number | null;
  candidate_s?: number | null;
}

/** Seconds a call; a run that did not end has no time. */
interface Samples {
  baseline_s: readonly (number | null)[];
  candidate_s: readonly (number | null)[];
}

/** A curve through the times by size: its seconds at each of `sizes`. */
export interface Fit {
  label: string;
  exponent: number;
  seconds: readonly (number | null)[];
}

export interface PlanNode {
  type: string;
  relation: string | null;
  index: string | null;
  rows: number;
  loops: number;
  /** Of the root alone: steps are not timed. */
  time_ms: number | null;
  /** With those of the children. */
  blocks: number;
  omitted: number;
  children: readonly PlanNode[];
}

interface DatabaseCost {
  blocks: Pair<number>;
  rows_read: Pair<number>;
  wall_s: Pair<number | null>;
  plans: Pair<string>;
  index_bytes: number | null;
  write_ratio: number | null;
}

interface Change {
  kind: "edits" | "ddl" | "setting";
  statements?: readonly string[];
  undo?: readonly string[];
  values?: Readonly<Record<string, string>>;
}

interface Evidence {
  kind: string;
  count: number;
  how: string;
}

interface Counterexample {
  call: string;
  expected: string;
  actual: string;
}

export interface Trial {
  strategy: string;
  proposer: string;
  pattern: string | null;
  outcome: Outcome;
  gain: "time" | "memory" | null;
  notable: boolean | null;
  speedup: number | null;
  speedup_low: number | null;
  n: number | null;
  pairs: number | null;
  baseline_s: number | null;
  candidate_s: number | null;
  sizes: readonly Size[];
  growth: Pair<string> | null;
  fits?: { baseline: Fit | null; candidate: Fit | null } | null;
  peak_bytes: Pair<number> | null;
  samples?: Samples | null;
  database: DatabaseCost | null;
  plans?: { before: PlanNode | null; after: PlanNode | null } | null;
  evidence: readonly Evidence[];
  counterexample: Counterexample | null;
  explanation: string;
  change: Change;
  diff: string;
  after?: string;
  reason: string | null;
}

export interface Unit {
  path: string;
  name: string;
  language: "python" | "sql";
  span: { start_line: number; end_line: number };
  before?: string;
  best: number | null;
  refused: string | null;
  trials: readonly Trial[];
}

export interface Summary {
  units: number;
  trials: number;
  wins: number;
  counterexamples: number;
  not_better: number;
  failed: number;
  candidates: number;
  elapsed_s: number;
  files: number;
  interrupted: boolean;
  failures: readonly { path: string; reason: string }[];
  notes: readonly string[];
}

interface Untried {
  path: string;
  name: string;
  strategy: string;
  proposer: string;
  pattern: string | null;
}

export interface Document {
  version: 1;
  units: readonly Unit[];
  untried: readonly Untried[];
  summary: Summary;
}

type CampaignState = "running" | "ended" | "cancelled" | "failed";

export interface CampaignSummary {
  id: string;
  title: string;
  started_at: string;
  state: CampaignState;
  stage: string;
  done: number;
  total: number;
  wins: number;
  origin: "api" | "editor";
  reason: string | null;
}

export interface Agent {
  agent: number;
  unit: string;
  strategy: string | null;
  stage: string;
  done: number;
  total: number;
  outcome: Outcome | null;
  trials: number;
  wins: number;
}

export interface Campaign extends CampaignSummary {
  agents: readonly Agent[];
  document: Document | null;
}

/** What a stream of a campaign says. */
export type CampaignEvent =
  | { name: "state"; data: Campaign }
  | { name: "agent"; data: Agent }
  | { name: "trial"; data: { agent: number; unit: string; trial: Trial } }
  | { name: "unit"; data: { unit: Unit } }
  | { name: "ended"; data: { state: CampaignState; reason: string | null; document: Document | null } };

export interface StrategyHistory {
  strategy: string;
  trials: number;
  wins: number;
  refused: number;
  not_better: number;
  failed: number;
  seconds: number | null;
  best_gain: number | null;
}

export interface History {
  by_strategy: readonly StrategyHistory[];
  by_day: readonly { day: string; trials: number; wins: number; seconds: number | null }[];
  reasons: readonly { reason: string; count: number }[];
}

export interface StoredTrial {
  ended_at: string;
  project: string;
  path: string;
  name: string;
  language: string;
  strategy: string;
  outcome: Outcome;
  reason: string | null;
  diff: string | null;
  speedup?: number | null;
}

export interface Fork {
  id: string;
  name: string;
  provider: string;
  source: string;
  created_at: string | null;
  age_s: number | null;
  bytes: number | null;
  status: "creating" | "ready" | "failed";
}

export interface AuditEntry {
  id: string;
  when: string;
  where: string;
  local: boolean;
  kind: string;
  source: string;
  bytes: number;
  outcome: string;
}

export interface SettingsSummary {
  version: string;
  privacy: string;
  agents: number;
  workspaces: readonly { path: string; is_trusted: boolean }[];
  runs_pasted_code: boolean;
  has_database: boolean;
  is_offline: boolean;
}

/** What `--html` writes into report.html. */
export interface ReportFile {
  title: string;
  created_at: string;
  version: string;
  document: Document;
}

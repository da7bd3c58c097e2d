// What the server says that is not in the language server protocol.

export interface Win {
  uri: string;
  /** Names the win while the code is as it is. */
  id: string;
  name: string;
  range: { start: Place; end: Place };
  pattern: string;
  canIgnorePattern: boolean;
  title: string;
  /** A ratio: 4.2 is 4.2 times as fast, or a 4.2th of the memory. */
  gain: number;
  gainText: string;
  strategy: string;
  kind: "time" | "memory";
  /** False for a win that changes a database alone. */
  changesText: boolean;
}

interface Place {
  line: number;
  character: number;
}

export interface Status {
  agents: number;
  agentsAtWork: number;
  wins: number;
  isPaused: boolean;
  isOffline: boolean;
  isTrusted: boolean;
  privacy: "local-only" | "queries-only" | "full";
  campaign?: { unit: string; done: number; total: number };
}

export const WINS = "parallelproof/wins";
export const WINS_CHANGED = "parallelproof/winsChanged";
export const WIN_TEXT = "parallelproof/winText";
export const STATUS = "parallelproof/status";
export const DASHBOARD = "parallelproof/dashboard";
export const DEBUG_INFORMATION = "parallelproof/debugInformation";

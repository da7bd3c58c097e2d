// The status in words and a picture. Nothing here knows the editor.
import type { Status } from "./protocol";

export type State = "starting" | "ready" | "crashed" | "failed";

export interface Said {
  icon: string;
  text: string;
  /** For screen readers, which see no picture. */
  spoken: string;
  lines: string[];
}

const PRIVACY = {
  "local-only": "Nothing leaves this machine.",
  "queries-only": "Search queries may leave this machine.",
  full: "Search queries and code may leave this machine.",
};

/** The most telling thing first: what is wrong, what a person has stopped, what goes on, what came of it. */
export function words(state: State, status: Status | undefined, failure: string | undefined): Said {
  if (state !== "ready") {
    return unready(state, failure);
  }
  const [icon, text] = now(status);
  const marks = status ? [status.isOffline && "$(cloud-offline)", status.privacy !== "local-only" && "$(globe)"] : [];
  return {
    icon,
    text: ["ParallelProof", text && `: ${text}`, ...marks.map((mark) => mark && ` ${mark}`)].filter(Boolean).join(""),
    spoken: [text || "ready", status?.isOffline && "offline", status && PRIVACY[status.privacy]].filter(Boolean).join(", "),
    lines: ["**ParallelProof**", ...(status ? lines(status) : ["Ready."])],
  };
}

function unready(state: State, failure: string | undefined): Said {
  const [icon, text] = {
    starting: ["sync~spin", "starting"],
    crashed: ["sync~spin", "starting again"],
    failed: ["error", "not running"],
    ready: ["zap", ""],
  }[state] as [string, string];
  return { icon, text: `ParallelProof: ${text}`, spoken: text, lines: ["**ParallelProof**", failure ?? `The server is ${text}.`] };
}

function now(status: Status | undefined): [icon: string, text: string] {
  if (!status) {
    return ["zap", ""];
  }
  if (!status.isTrusted) {
    return ["workspace-untrusted", "restricted"];
  }
  if (status.agentsAtWork) {
    return ["sync~spin", counted(status.agentsAtWork, "agent")];
  }
  if (status.isPaused) {
    return ["debug-pause", "paused"];
  }
  return ["zap", status.wins ? counted(status.wins, "win") : ""];
}

function lines(status: Status): string[] {
  const { campaign } = status;
  return [
    status.isTrusted ? "" : "This workspace is restricted: none of its code is run.",
    status.agentsAtWork ? `${counted(status.agentsAtWork, "agent")} of at most ${status.agents} at work.` : "No agent is at work.",
    campaign ? `Tried ${campaign.done} of ${campaign.total}${campaign.unit && `, now ${plain(campaign.unit)}`}.` : "",
    status.wins ? `${counted(status.wins, "win")} to apply.` : "",
    status.isPaused ? "Background work is paused." : "",
    status.isOffline ? "A source cannot be reached: you may be offline." : "",
    `${PRIVACY[status.privacy]} (\`${status.privacy}\`)`,
  ].filter(Boolean);
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** A name from the user's code, which is no Markdown. */
function plain(name: string): string {
  return name.replace(/[\\`*_{}[\]()#+\-!|<>]/g, "\\$&");
}

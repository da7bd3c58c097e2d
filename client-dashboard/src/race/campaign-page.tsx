import { useCallback, useEffect, useMemo, useState } from "react";
import { ask } from "../api/client.ts";
import type { CampaignSummary } from "../api/types.ts";
import type { Live } from "../live/campaign.ts";
import { Notice, Stat } from "../parts/small.tsx";
import { unitAddress } from "../route.ts";
import { count, duration, moment, told } from "../words.ts";
import { Agents } from "./agents.tsx";
import { Remarks } from "./remarks.tsx";
import { Units } from "./units.tsx";
import { Wins, winsOf } from "./wins.tsx";

/** The race: what every agent of a campaign does, and what has come of it so far. */
export function CampaignPage({ live }: { live: Live }) {
  const { summary, agents, document } = live;
  const units = useMemo(() => [...live.units.values()], [live.units]);
  const wins = useMemo(() => winsOf(units), [units]);
  const address = useCallback((key: string, trial?: number) => unitAddress(summary.id, key, trial), [summary.id]);
  return (
    <>
      <CampaignHead
        summary={summary}
        wins={wins.length}
        has_agents={agents.length > 0}
        elapsed_s={document?.summary.elapsed_s}
      />
      {summary.reason && <Notice kind="error">{summary.reason}</Notice>}
      {document && <Remarks summary={document.summary} />}
      <div className="race">
        <Wins wins={wins} address={address} />
        <Agents agents={agents} />
      </div>
      <Units units={units} address={address} />
    </>
  );
}

interface CampaignHeadProps {
  summary: CampaignSummary;
  /** Those that are shown: what a trial won may not stand when its unit has ended. */
  wins: number;
  has_agents: boolean;
  elapsed_s: number | undefined;
}

function CampaignHead({ summary, wins, has_agents, elapsed_s }: CampaignHeadProps) {
  const is_running = summary.state === "running";
  return (
    <header className="page-head">
      <div>
        <h1>{summary.title}</h1>
        <p className="quiet">
          Begun {moment(summary.started_at)}
          {summary.origin === "editor" && " by the editor"}
        </p>
      </div>
      <dl className="stats">
        <Stat name="state">
          <span className={`state ${summary.state}`}>{is_running && !has_agents ? summary.stage : summary.state}</span>
        </Stat>
        <Stat name="trials">
          {count(summary.done)} of {count(Math.max(summary.done, summary.total))}
        </Stat>
        <Stat name="wins" tone="strong">
          {count(wins)}
        </Stat>
        <Stat name="time">{is_running ? <Elapsed since={summary.started_at} /> : duration(elapsed_s)}</Stat>
      </dl>
      {is_running && <Cancel id={summary.id} />}
      <progress
        className="progress"
        max={Math.max(1, summary.total)}
        value={is_running ? summary.done : Math.max(1, summary.total)}
        aria-label="Trials that have ended"
      />
    </header>
  );
}

function Cancel({ id }: { id: string }) {
  const [error, setError] = useState<string | null>(null);
  const [is_asked, setAsked] = useState(false);
  const cancel = async () => {
    setAsked(true);
    try {
      await ask(`campaigns/${encodeURIComponent(id)}`, { method: "DELETE" });
    } catch (problem) {
      setAsked(false);
      setError(told(problem));
    }
  };
  return (
    <>
      <button type="button" onClick={cancel} disabled={is_asked}>
        {is_asked ? "Cancelling…" : "Cancel"}
      </button>
      {error && <Notice kind="error">{error}</Notice>}
    </>
  );
}

function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return duration(Math.max(0, Math.round((now - Date.parse(since)) / 1000)));
}

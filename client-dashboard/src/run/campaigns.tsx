import type { CampaignSummary } from "../api/types.ts";
import type { Loaded } from "../live/use-load.ts";
import { Notice } from "../parts/small.tsx";
import { count, moment, plural } from "../words.ts";

/** The campaigns that run, and those that ended last. */
export function Campaigns({ loaded }: { loaded: Loaded<{ campaigns: readonly CampaignSummary[] }> }) {
  if (loaded.error) return <Notice kind="error">{loaded.error}</Notice>;
  if (!loaded.value) return <p className="quiet">Asking…</p>;
  if (!loaded.value.campaigns.length)
    return <p className="quiet">None yet. Those that an editor begins are listed here too.</p>;
  return (
    <ul className="campaigns">
      {loaded.value.campaigns.map((one) => (
        <li key={one.id}>
          <a href={`#/campaigns/${encodeURIComponent(one.id)}`}>{one.title}</a>
          <span className={`state ${one.state}`}>{one.state === "running" ? one.stage : one.state}</span>
          <span className="quiet">
            {plural(one.wins, "win")} · {count(one.done)} of {count(Math.max(one.done, one.total))} trials ·{" "}
            {moment(one.started_at)}
            {one.origin === "editor" && " · editor"}
          </span>
        </li>
      ))}
    </ul>
  );
}

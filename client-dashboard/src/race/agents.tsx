import { useMemo, useState } from "react";
import type { Agent } from "../api/types.ts";
import { Shares } from "../parts/shares.tsx";
import { OutcomeBadge, Section } from "../parts/small.tsx";
import { WindowTable, type Column } from "../parts/window-table.tsx";
import { count } from "../words.ts";
import { isAtWork, tally } from "./stages.ts";

const COLUMNS: readonly Column<Agent>[] = [
  { head: "Agent", width: "3.6rem", figure: true, minor: true, cell: ({ agent }) => agent },
  { head: "Unit", width: "minmax(0, 2fr)", cell: ({ unit }) => <code>{unit}</code> },
  { head: "Strategy", width: "minmax(0, 1fr)", minor: true, cell: ({ strategy }) => strategy },
  { head: "State", width: "5.5rem", cell: ({ stage }) => <span className={`stage ${stage}`}>{stage}</span> },
  { head: "Trials", width: "4rem", minor: true, figure: true, cell: ({ trials }) => count(trials) },
  { head: "Result", width: "7rem", cell: ({ outcome }) => outcome && <OutcomeBadge outcome={outcome} /> },
];

/** Every agent with what it does now, and how many do what. */
export function Agents({ agents }: { agents: readonly (Agent | undefined)[] }) {
  const [only_working, setOnlyWorking] = useState(false);
  const known = useMemo(() => agents.filter((agent) => agent !== undefined), [agents]);
  const rows = useMemo(() => (only_working ? known.filter(isAtWork) : known), [known, only_working]);
  const stages = tally(known);
  const filter = (
    <label className="check">
      <input type="checkbox" checked={only_working} onChange={(event) => setOnlyWorking(event.target.checked)} /> only
      those at work
    </label>
  );
  return (
    <Section title={`Agents (${count(known.length)})`} aside={filter}>
      <Shares
        label="Agents by state"
        whole={known.length}
        shares={stages.map(({ stage, count: value }) => ({ name: stage, value, tone: `stage-${stage}` }))}
      />
      <p className="key">
        {stages.map(({ stage, count: value }) => (
          <span key={stage}>
            <span className={`dot-key stage-${stage}`} aria-hidden="true" />
            {count(value)} {stage}
          </span>
        ))}
      </p>
      <WindowTable label="Agents" rows={rows} columns={COLUMNS} keyOf={({ agent }) => agent} />
    </Section>
  );
}

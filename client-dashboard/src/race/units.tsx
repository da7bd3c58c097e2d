import { useMemo } from "react";
import type { Unit } from "../api/types.ts";
import { keyOf } from "../live/campaign.ts";
import { OutcomeBadge, Section } from "../parts/small.tsx";
import { WindowTable, type Column } from "../parts/window-table.tsx";
import { count, gainOf, result } from "../words.ts";

interface UnitsProps {
  units: readonly Unit[];
  address(key: string): string;
}

/** The functions and queries of a campaign, those that gain most first. */
export function Units({ units, address }: UnitsProps) {
  const rows = useMemo(
    () => [...units].sort((one, other) => bestGain(other) - bestGain(one) || rank(one) - rank(other)),
    [units],
  );
  const columns = useMemo(() => columnsOf(address), [address]);
  return (
    <Section title={`Functions and queries (${count(units.length)})`}>
      {!rows.length && <p className="quiet">None has been tried to its end yet.</p>}
      <WindowTable label="Functions and queries" rows={rows} columns={columns} keyOf={keyOf} row_px={38} />
    </Section>
  );
}

/** The best win of a unit as a ratio; 0 where there is none. */
export function bestGain(unit: Unit): number {
  const best = unit.best === null ? undefined : unit.trials[unit.best];
  return best ? gainOf(best) : Math.max(0, ...unit.trials.map(gainOf));
}

function columnsOf(address: (key: string) => string): Column<Unit>[] {
  return [
    {
      head: "Name",
      width: "minmax(0, 2fr)",
      cell: (unit) => (
        <a href={address(keyOf(unit))}>
          <code>{unit.name}</code>
        </a>
      ),
    },
    {
      head: "Place",
      width: "minmax(0, 2fr)",
      minor: true,
      cell: (unit) => <span className="quiet cut">{unit.path && `${unit.path}:${unit.span.start_line}`}</span>,
    },
    { head: "Trials", width: "4rem", figure: true, minor: true, cell: (unit) => count(unit.trials.length) },
    { head: "Gain", width: "6rem", minor: true, cell: (unit) => <GainBar gain={bestGain(unit)} /> },
    { head: "Result", width: "minmax(9.4rem, 1fr)", cell: (unit) => <UnitResult unit={unit} /> },
  ];
}

function UnitResult({ unit }: { unit: Unit }) {
  const wins = unit.trials.filter(({ outcome }) => outcome === "win");
  const best = unit.best === null ? wins[0] : unit.trials[unit.best];
  if (best) return <OutcomeBadge outcome="win">{result(best)}</OutcomeBadge>;
  if (unit.refused) return <OutcomeBadge outcome="failed" />;
  const first = unit.trials[0];
  return first ? <OutcomeBadge outcome={first.outcome} /> : <span className="quiet">nothing found</span>;
}

/** The gain as a bar; each tenfold is a third of its width. */
function GainBar({ gain }: { gain: number }) {
  if (gain <= 1) return null;
  return (
    <span className="gain-bar" aria-hidden="true">
      <span style={{ width: `${Math.min(100, 33 * Math.log10(gain) + 4)}%` }} />
    </span>
  );
}

function rank(unit: Unit): number {
  return unit.trials.length ? 0 : unit.refused ? 1 : 2;
}

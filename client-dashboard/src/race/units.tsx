import { useMemo } from "react";
import type { Trial, Unit } from "../api/types.ts";
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

/** The best win of a unit: the one that is named so, else the one that gains most so far. */
function bestWin({ best, trials }: Unit): Trial | undefined {
  if (best !== null) return trials[best];
  const wins = trials.filter(({ outcome }) => outcome === "win");
  return wins.reduce<Trial | undefined>((most, one) => (!most || gainOf(one) > gainOf(most) ? one : most), undefined);
}

function bestGain(unit: Unit): number {
  const win = bestWin(unit);
  return win ? gainOf(win) : 0;
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
  const best = bestWin(unit);
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

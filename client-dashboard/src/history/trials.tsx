import { useEffect, useRef, useState } from "react";
import { read } from "../api/client.ts";
import type { Outcome, StoredTrial } from "../api/types.ts";
import { Cut, Notice, OutcomeBadge, Section } from "../parts/small.tsx";
import { WindowTable, type Column } from "../parts/window-table.tsx";
import { moment, OUTCOMES, times, told } from "../words.ts";

interface Page {
  trials: readonly StoredTrial[];
  next?: string;
}

const COLUMNS: readonly Column<StoredTrial>[] = [
  { head: "Unit", width: "minmax(0, 1.4fr)", cell: ({ name, path }) => <code title={path}>{name}</code> },
  { head: "Strategy", width: "minmax(0, 1fr)", minor: true, cell: ({ strategy }) => strategy },
  { head: "Outcome", width: "7.4rem", cell: ({ outcome }) => <OutcomeBadge outcome={outcome} /> },
  { head: "Gain", width: "5rem", figure: true, cell: ({ speedup }) => times(speedup) },
  { head: "Reason", width: "minmax(0, 3fr)", minor: true, cell: ({ reason }) => <Cut>{reason}</Cut> },
  {
    head: "Ended",
    width: "12.5rem",
    minor: true,
    cell: ({ ended_at }) => <span className="quiet">{moment(ended_at)}</span>,
  },
];

/** The trials themselves, newest first, page after page as they come into sight. */
export function Trials() {
  const [outcome, setOutcome] = useState("");
  const { rows, error, more } = usePages(outcome);
  const choice = (
    <label className="field">
      <span>Outcome</span>
      <select value={outcome} onChange={(event) => setOutcome(event.target.value)}>
        <option value="">all</option>
        {(Object.keys(OUTCOMES) as Outcome[]).map((one) => (
          <option key={one} value={one}>
            {OUTCOMES[one].word}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Section title="Trials" aside={choice}>
      {error && <Notice kind="error">{error}</Notice>}
      <WindowTable label="Trials" rows={rows} columns={COLUMNS} keyOf={(_, at) => at} onEnd={more} />
    </Section>
  );
}

function usePages(outcome: string) {
  const [rows, setRows] = useState<readonly StoredTrial[]>([]);
  const [error, setError] = useState<string | null>(null);
  const next = useRef<string | undefined>(undefined);
  const is_asking = useRef(false);
  const load = async (signal?: AbortSignal) => {
    is_asking.current = true;
    const query = new URLSearchParams({
      limit: "200",
      ...(outcome && { outcome }),
      ...(next.current && { before: next.current }),
    });
    try {
      const page = await read<Page>(`trials?${query}`, signal);
      next.current = page.next;
      setRows((known) => [...known, ...page.trials]);
    } catch (problem) {
      if (!signal?.aborted) setError(told(problem));
    } finally {
      if (!signal?.aborted) is_asking.current = false;
    }
  };
  useEffect(() => {
    const end = new AbortController();
    next.current = undefined;
    setRows([]);
    void load(end.signal);
    return () => end.abort();
  }, [outcome]);
  return { rows, error, more: () => void (next.current && !is_asking.current && load()) };
}

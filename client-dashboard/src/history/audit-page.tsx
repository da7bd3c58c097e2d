import type { AuditEntry } from "../api/types.ts";
import { useLoad } from "../live/use-load.ts";
import { Notice } from "../parts/small.tsx";
import { WindowTable, type Column } from "../parts/window-table.tsx";
import { bytes, moment } from "../words.ts";

const COLUMNS: readonly Column<AuditEntry>[] = [
  { head: "When", width: "12.5rem", minor: true, cell: ({ when }) => <span className="quiet">{moment(when)}</span> },
  {
    head: "To",
    width: "minmax(0, 3fr)",
    cell: ({ where, local }) => (
      <span className="cut" title={where}>
        {where}
        {local && " (this machine)"}
      </span>
    ),
  },
  { head: "What", width: "6rem", cell: ({ kind }) => kind },
  { head: "By", width: "7rem", minor: true, cell: ({ source }) => source },
  { head: "Size", width: "5rem", figure: true, cell: (entry) => bytes(entry.bytes) },
  {
    head: "Outcome",
    width: "minmax(5rem, 1fr)",
    minor: true,
    cell: ({ outcome }) => (
      <span className="cut quiet" title={outcome}>
        {outcome}
      </span>
    ),
  },
];

/** What has left this machine: to whom, when and how much. */
export function AuditPage() {
  const { value, error } = useLoad<{ entries: readonly AuditEntry[] }>("audit?limit=1000", 10);
  return (
    <>
      <header className="page-head">
        <div>
          <h1>Audit log</h1>
          <p className="quiet">Every request that left for a service, newest first. What was sent is not kept.</p>
        </div>
      </header>
      {error && <Notice kind="error">{error}</Notice>}
      {value && !value.entries.length && <Notice>Nothing has left this machine.</Notice>}
      {value && value.entries.length > 0 && (
        <WindowTable
          label="Audit log"
          rows={value.entries}
          columns={COLUMNS}
          keyOf={(entry, at) => `${entry.id} ${at}`}
        />
      )}
    </>
  );
}

import type { AuditEntry } from "../api/types.ts";
import { Cut } from "../parts/small.tsx";
import type { Column } from "../parts/window-table.tsx";
import { bytes, moment } from "../words.ts";
import { ListPage } from "./list-page.tsx";

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
  { head: "Outcome", width: "minmax(5rem, 1fr)", minor: true, cell: ({ outcome }) => <Cut>{outcome}</Cut> },
];

/** What has left this machine: to whom, when and how much. */
export function AuditPage() {
  return (
    <ListPage
      title="Audit log"
      about="Every request that left for a service, newest first. What was sent is not kept."
      nothing="Nothing has left this machine."
      path="audit?limit=1000"
      name="entries"
      every_s={10}
      columns={COLUMNS}
      keyOf={(entry, at) => `${entry.id} ${at}`}
    />
  );
}

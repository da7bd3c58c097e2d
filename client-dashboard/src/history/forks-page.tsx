import type { Fork } from "../api/types.ts";
import { Cut } from "../parts/small.tsx";
import type { Column } from "../parts/window-table.tsx";
import { bytes, duration } from "../words.ts";
import { ListPage } from "./list-page.tsx";

const COLUMNS: readonly Column<Fork>[] = [
  { head: "Name", width: "minmax(0, 2fr)", cell: ({ name }) => <code>{name}</code> },
  { head: "Provider", width: "7rem", minor: true, cell: ({ provider }) => provider },
  { head: "Of", width: "minmax(0, 1fr)", minor: true, cell: ({ source }) => <Cut>{source}</Cut> },
  { head: "Status", width: "5.5rem", cell: ({ status }) => <span className={`state ${status}`}>{status}</span> },
  { head: "Age", width: "5rem", figure: true, cell: ({ age_s }) => duration(age_s) },
  { head: "Size", width: "5rem", figure: true, cell: (fork) => bytes(fork.bytes) },
];

/** The copies of databases that there are now. */
export function ForksPage() {
  return (
    <ListPage
      title="Forks"
      about="Copies of databases that trials run on. Each is given back when its campaign ends."
      nothing="There are none now."
      path="forks"
      name="forks"
      every_s={5}
      columns={COLUMNS}
      keyOf={({ id }) => id}
    />
  );
}

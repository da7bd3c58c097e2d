import type { Summary } from "../api/types.ts";
import { Notice } from "../parts/small.tsx";

/** What a campaign says of itself: its notes, and the files that it could not read. */
export function Remarks({ summary: { notes, failures } }: { summary: Summary }) {
  return (
    <>
      {notes.map((note) => (
        <Notice key={note}>{note}</Notice>
      ))}
      {failures.map(({ path, reason }) => (
        <Notice key={path}>
          {path}: {reason}
        </Notice>
      ))}
    </>
  );
}

import type { ReactNode } from "react";
import type { Outcome } from "../api/types.ts";
import { OUTCOMES } from "../words.ts";

/** A sign and a word for what a trial came to; never told by colour alone. */
export function OutcomeBadge({ outcome, children }: { outcome: Outcome; children?: ReactNode }) {
  const { sign, word } = OUTCOMES[outcome];
  return (
    <span className={`badge ${outcome}`}>
      <span aria-hidden="true">{sign}</span> {children ?? word}
    </span>
  );
}

/** What a person should know: loud where it hinders, else quiet. */
export function Notice({ kind = "info", children }: { kind?: "info" | "error"; children: ReactNode }) {
  return (
    <p className={`notice ${kind}`} role={kind === "error" ? "alert" : undefined}>
      {children}
    </p>
  );
}

/** A text of which a cell shows what fits, and all of it under the pointer. */
export function Cut({ children }: { children: string | null }) {
  return (
    <span className="cut quiet" title={children ?? ""}>
      {children}
    </span>
  );
}

/** The names of a table's columns. */
export function TableHead({ heads }: { heads: readonly string[] }) {
  return (
    <thead>
      <tr>
        {heads.map((head) => (
          <th key={head} scope="col">
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A part of a page under a heading. */
export function Section({ title, aside, children, className = "" }: SectionProps) {
  return (
    <section className={`section ${className}`} aria-label={title}>
      <div className="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface SectionProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A figure under its name. */
export function Stat({ name, children, tone = "" }: { name: string; children: ReactNode; tone?: string }) {
  return (
    <div className={`stat ${tone}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Code as it is written, scrolled sideways where it is wide. */
export function Code({ label, children }: { label: string; children: string }) {
  return (
    <pre className="code" tabIndex={0} role="region" aria-label={label}>
      {children}
    </pre>
  );
}

import type { Trial } from "../api/types.ts";
import { Code, Section } from "../parts/small.tsx";
import { count, sentence } from "../words.ts";

/** What is counted, one and more of it. */
const KINDS: Record<string, readonly [string, string]> = {
  proved: ["proof", "proofs"],
  replayed: ["replayed call", "replayed calls"],
  tested: ["test", "tests"],
  sampled: ["generated input", "generated inputs"],
  "rows-equal": ["comparison of rows", "comparisons of rows"],
};

/** Why both versions can be taken for the same, or the call on which they differ. */
export function EvidencePart({ trial }: { trial: Trial }) {
  const { counterexample, evidence, reason } = trial;
  if (counterexample) {
    return (
      <Section title="Counterexample">
        <p>The two versions differ on this call, so the change is refused.</p>
        <h3>call</h3>
        <Code label="Call">{counterexample.call}</Code>
        <div className="pair">
          <div>
            <h3>before</h3>
            <Code label="Result before">{counterexample.expected}</Code>
          </div>
          <div>
            <h3>after</h3>
            <Code label="Result after">{counterexample.actual}</Code>
          </div>
        </div>
      </Section>
    );
  }
  if (!evidence.length)
    return reason ? (
      <Section title="Why it is no win">
        <p>{sentence(reason)}</p>
      </Section>
    ) : null;
  return (
    <Section title="Evidence">
      <ul className="evidence">
        {evidence.map(({ kind, count: number, how }) => (
          <li key={kind + how}>
            <span className="evidence-kind">
              {count(number)} {KINDS[kind]?.[number === 1 ? 0 : 1] ?? kind}
            </span>{" "}
            <span className="quiet">{how}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The statements and settings of a change that is not text of the program. */
export function ChangePart({ trial }: { trial: Trial }) {
  const { statements, undo, values } = trial.change;
  if (!statements?.length && !values) return null;
  return (
    <Section title="Change of the database">
      {statements?.length ? <Code label="Statements">{statements.join(";\n") + ";"}</Code> : null}
      {values && (
        <Code label="Settings">
          {Object.entries(values)
            .map(([name, value]) => `SET LOCAL ${name} = '${value}';`)
            .join("\n")}
        </Code>
      )}
      {undo?.length ? (
        <details>
          <summary>Take it back</summary>
          <Code label="Statements that take it back">{undo.join(";\n") + ";"}</Code>
        </details>
      ) : null}
    </Section>
  );
}

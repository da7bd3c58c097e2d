import type { PlanNode, Trial } from "../api/types.ts";
import { Section } from "../parts/small.tsx";
import { count, seconds } from "../words.ts";

/** How the database answers both versions: trees of steps, each with its rows, time and blocks. */
export function Plans({ trial }: { trial: Trial }) {
  const { plans, database } = trial;
  if (plans?.before || plans?.after) {
    return (
      <Section title="Query plans">
        <div className="pair">
          <Tree name="before" root={plans.before} />
          <Tree name="after" root={plans.after} />
        </div>
      </Section>
    );
  }
  if (!database?.plans.some(Boolean)) return null;
  return (
    <Section title="Query plans">
      <div className="pair">
        {database.plans.map((plan, side) => (
          <div key={side}>
            <h3>{side ? "after" : "before"}</h3>
            <pre className="code" tabIndex={0} role="region" aria-label={`Plan ${side ? "after" : "before"}`}>{plan}</pre>
          </div>
        ))}
      </div>
    </Section>
  );
}

function Tree({ name, root }: { name: string; root: PlanNode | null }) {
  return (
    <div>
      <h3>{name}</h3>
      {root
        ? <ul className="plan" aria-label={`Plan ${name}`}><Step node={root} whole_ms={totalOf(root)} /></ul>
        : <p className="quiet">No plan was kept.</p>}
    </div>
  );
}

function Step({ node, whole_ms }: { node: PlanNode; whole_ms: number }) {
  const share = whole_ms > 0 ? Math.min(1, ownTime(node) / whole_ms) : 0;
  return (
    <li>
      <div className="step">
        <span className="step-bar" aria-hidden="true"><span style={{ width: `${100 * share}%` }} /></span>
        <span className="step-name">
          {node.type}
          {node.relation && <> on <code>{node.relation}</code></>}
          {node.index && <> by <code>{node.index}</code></>}
        </span>
        <span className="step-figures">{figures(node)}</span>
      </div>
      {node.children.length > 0 && (
        <ul>{node.children.map((child, at) => <Step key={at} node={child} whole_ms={whole_ms} />)}</ul>
      )}
    </li>
  );
}

function figures({ rows, loops, time_ms, blocks }: PlanNode): string {
  const said = [
    rows === null ? "" : `${count(rows)} rows`,
    loops !== null && loops > 1 ? `${count(loops)} times` : "",
    time_ms === null ? "" : seconds(time_ms / 1000),
    blocks === null ? "" : `${count(blocks)} blocks`,
  ];
  return said.filter(Boolean).join(" · ");
}

/** Milliseconds of a step over all its loops, and of what is below it. */
function totalOf({ time_ms, loops }: PlanNode): number {
  return (time_ms ?? 0) * (loops ?? 1);
}

function ownTime(node: PlanNode): number {
  return Math.max(0, totalOf(node) - node.children.reduce((sum, child) => sum + totalOf(child), 0));
}

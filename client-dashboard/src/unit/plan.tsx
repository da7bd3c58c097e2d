import type { PlanNode, Trial } from "../api/types.ts";
import { Code, Section } from "../parts/small.tsx";
import { count, plural, seconds } from "../words.ts";

/** How the database answers both versions: trees of steps, each with its rows and blocks. */
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
            <Code label={`Plan ${side ? "after" : "before"}`}>{plan}</Code>
          </div>
        ))}
      </div>
    </Section>
  );
}

function Tree({ name, root }: { name: string; root: PlanNode | null }) {
  return (
    <div>
      <h3>
        {name}
        {root && root.time_ms !== null && `, ${seconds(root.time_ms / 1000)}`}
      </h3>
      {root ? (
        <ul className="plan" aria-label={`Plan ${name}`}>
          <Step node={root} whole={root.blocks} />
        </ul>
      ) : (
        <p className="quiet">It did not end in time.</p>
      )}
    </div>
  );
}

/** A step and what is below it; its bar is its own share of the blocks of the whole plan. */
function Step({ node, whole }: { node: PlanNode; whole: number }) {
  const share = whole > 0 ? Math.min(1, ownBlocks(node) / whole) : 0;
  return (
    <li>
      <div className="step">
        <span className="step-bar" aria-hidden="true">
          <span style={{ width: `${100 * share}%` }} />
        </span>
        <span className="step-name">
          {node.type}
          {node.relation && (
            <>
              {" "}
              on <code>{node.relation}</code>
            </>
          )}
          {node.index && (
            <>
              {" "}
              by <code>{node.index}</code>
            </>
          )}
        </span>
        <span className="step-figures">{figures(node)}</span>
      </div>
      {(node.children.length > 0 || node.omitted > 0) && (
        <ul>
          {node.children.map((child, at) => (
            <Step key={at} node={child} whole={whole} />
          ))}
          {node.omitted > 0 && <li className="quiet">and {plural(node.omitted, "step")} more</li>}
        </ul>
      )}
    </li>
  );
}

function figures({ rows, loops, blocks }: PlanNode): string {
  if (loops === 0) return "never run";
  return [plural(rows, "row"), loops > 1 && `${count(loops)} times`, plural(blocks, "block")]
    .filter(Boolean)
    .join(" · ");
}

function ownBlocks({ blocks, children }: PlanNode): number {
  return Math.max(0, blocks - children.reduce((sum, child) => sum + child.blocks, 0));
}

import { count } from "../words.ts";

export interface Share {
  name: string;
  value: number;
  tone: string;
}

/** One bar cut into shares; the figures are told to those who do not see it. */
export function Shares({ label, shares, whole }: { label: string; shares: readonly Share[]; whole: number }) {
  const present = shares.filter(({ value }) => value > 0);
  const told = present.map(({ name, value }) => `${count(value)} ${name}`).join(", ");
  return (
    <div className="shares" role="img" aria-label={`${label}: ${told || "none"}`} title={told}>
      {present.map(({ name, value, tone }) => (
        <span key={name} className={`share ${tone}`} style={{ width: `${(100 * value) / Math.max(1, whole)}%` }} />
      ))}
    </div>
  );
}

/** What a person asks for, and how it is sent. */
export interface Asked {
  from: "code" | "path";
  language: "python" | "sql";
  text: string;
  path: string;
  /** Names of functions or queries, apart by commas or spaces; empty is all. */
  names: string;
  agents: number | null;
  budget_s: number | null;
}

/** The body of `POST /optimize`. */
export function bodyOf({ from, language, text, path, names, agents, budget_s }: Asked): Record<string, unknown> {
  const named = names.split(/[\s,]+/).filter(Boolean);
  return {
    ...(from === "code" ? { code: text, language } : { path }),
    ...(named.length ? { names: named } : {}),
    ...(agents ? { agents } : {}),
    ...(budget_s ? { budget_s } : {}),
  };
}

/** The language of a file by its name; null where it does not say. */
export function languageOfName(name: string): "python" | "sql" | null {
  if (/\.pyi?$/i.test(name)) return "python";
  return /\.(sql|psql|pgsql)$/i.test(name) ? "sql" : null;
}

export const SAMPLES = {
  python: `def common(wanted: list[int], stock: list[int]) -> list[int]:
    """The wanted articles that are in stock."""
    found = []
    for article in wanted:
        if article in stock:
            found.append(article)
    return found


assert common([3, 1, 2], [2, 3, 4]) == [3, 2]
assert common(list(range(0, 300, 2)), list(range(0, 300, 3)))[:2] == [0, 6]
`,
  sql: `SELECT c.name
FROM customers c
WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) > 0;
`,
};

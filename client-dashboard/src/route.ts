import { useSyncExternalStore } from "react";

export type Route =
  | { view: "run" }
  | { view: "campaign"; id: string }
  | { view: "unit"; id: string; unit: string; trial: number | null }
  | { view: "history" }
  | { view: "forks" }
  | { view: "audit" };

/** The view that a fragment names; the first view where it names none. */
export function routeOf(fragment: string): Route {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split("?");
  const [view, id, units, unit] = path.split("/").map(decoded);
  if (view === "campaigns" && id && units === "units" && unit) {
    const trial = new URLSearchParams(query).get("trial");
    return { view: "unit", id, unit, trial: trial === null ? null : Number(trial) };
  }
  if (view === "campaigns" && id) return { view: "campaign", id };
  if (view === "history" || view === "forks" || view === "audit") return { view };
  return { view: "run" };
}

/** The address of a unit of a campaign. */
export function unitAddress(campaign: string, key: string, trial?: number): string {
  const address = `#/campaigns/${encodeURIComponent(campaign)}/units/${encodeURIComponent(key)}`;
  return trial === undefined ? address : `${address}?trial=${trial}`;
}

/** The current view; changes with the address. */
export function useRoute(): Route {
  return routeOf(useSyncExternalStore(listen, () => location.hash));
}

function listen(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What the address hands over when the page is opened: `#token=...&theme=dark&campaign=ID`. */

export interface Entry {
  token: string | null;
  theme: "light" | "dark" | null;
  campaign: string | null;
}

/** The parts of a fragment; null in each that is not there. */
export function entryOf(fragment: string): Entry {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const theme = given.get("theme");
  return {
    token: given.get("token"),
    theme: theme === "light" || theme === "dark" ? theme : null,
    campaign: given.get("campaign"),
  };
}

const KEY = "parallelproof.token";
let token = "";

/** Takes the token and the theme out of the address, so that neither stays in the history. */
export function enter(): void {
  const entry = entryOf(location.hash);
  if (entry.theme) document.documentElement.dataset.theme = entry.theme;
  token = entry.token ?? kept() ?? "";
  if (!entry.token && !entry.theme && !entry.campaign) return;
  keep(token);
  history.replaceState(null, "", entry.campaign ? `#/campaigns/${entry.campaign}` : "#/");
}

/** The token of this page's session; empty where none was given. */
export function currentToken(): string {
  return token;
}

/** Takes a token that a person pasted. */
export function setToken(given: string): void {
  token = given.trim();
  keep(token);
}

// A page inside another one may have no storage: then the token lives as long as the page.
function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(value: string): void {
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    return;
  }
}

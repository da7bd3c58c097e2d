// Versions as people write them: "0.1.0", "3.11", "3.13.0rc1".

/** Whether `version` is `least` or newer; what is no number counts as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const [found, wanted] = [parts(version), parts(least)];
  for (let at = 0; at < Math.max(found.length, wanted.length); at++) {
    const difference = (found[at] ?? 0) - (wanted[at] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}

function parts(version: string): number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10) || 0);
}

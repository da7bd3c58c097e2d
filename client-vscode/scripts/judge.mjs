// The package must stay small enough to be installed at once.
import { statSync } from "node:fs";

const MOST_BYTES = 3_000_000;
const { size } = statSync(process.argv[2]);
if (size >= MOST_BYTES) {
  throw new Error(`The package has ${size} bytes, and may have ${MOST_BYTES}: see what vsce listed.`);
}

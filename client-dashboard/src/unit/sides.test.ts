import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trial, Unit } from "../api/types.ts";
import { ofDiff, sidesOf } from "./sides.ts";

const DIFF = `--- a/shop.py
+++ b/shop.py
@@ -1,2 +1,3 @@
 import re
+from functools import cache
 
@@ -31,2 +32,3 @@
+@cache
 def f():
-    return -1
+    return 1
\\ No newline at end of file
`;

test("a unified diff gives both versions with the numbers of their lines", () => {
  const { before, after } = ofDiff(DIFF);
  assert.equal(before.text, "import re\n\n⋮\ndef f():\n    return -1");
  assert.deepEqual(before.numbers, [1, 2, null, 31, 32]);
  assert.equal(after.text, "import re\nfrom functools import cache\n\n⋮\n@cache\ndef f():\n    return 1");
  assert.deepEqual(after.numbers, [1, 2, 3, null, 32, 33, 34]);
});

test("the whole unit is shown where it is known, and what the change adds elsewhere is said", () => {
  const unit = { span: { start_line: 31, end_line: 32 }, before: "def f():\n    return -1\n" } as Unit;
  const trial = { diff: DIFF, after: "@cache\ndef f():\n    return 1\n" } as Trial;
  const sides = sidesOf(unit, trial)!;
  assert.deepEqual(sides.before, { text: "def f():\n    return -1", numbers: [31, 32] });
  assert.deepEqual(sides.elsewhere, ["from functools import cache"]);
});

test("a change of the database alone has no versions of a text", () => {
  assert.equal(sidesOf({} as Unit, { diff: "" } as Trial), null);
});

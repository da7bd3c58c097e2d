// Bundles the client: what activates it, and the rest that is loaded after. Brings the licence that the package must carry.
import { copyFile } from "node:fs/promises";
import { build } from "esbuild";

await build({
  entryPoints: ["src/extension.ts", "src/session.ts"],
  outdir: "out",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode", "./session.js"],
  // The extension host loads with `require`.
  supported: { "dynamic-import": false },
  minify: true,
  logLevel: "warning",
});
await copyFile("../LICENSE", "LICENSE");

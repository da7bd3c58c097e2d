// Two builds into the server's package: the live page, and the report of one campaign as a single file (--mode report).
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

const OUT = "../server/parallelproof/web/_dashboard";

export default defineConfig(({ mode }) => {
  const isReport = mode === "report";
  return {
    base: "./",
    plugins: isReport ? [react(), viteSingleFile({ removeViteModuleLoader: true })] : [react()],
    // The server puts the nonce of each response there.
    ...(isReport ? {} : { html: { cspNonce: "__CSP_NONCE__" } }),
    build: {
      outDir: OUT,
      emptyOutDir: !isReport,
      target: "es2022",
      // Browsers that know light-dark().
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      modulePreload: { polyfill: false },
      reportCompressedSize: true,
      rolldownOptions: { checks: { pluginTimings: false }, input: isReport ? "report.html" : "index.html" },
    },
  };
});

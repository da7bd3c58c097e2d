// The page around the dashboard: one frame, which may come from the dashboard's address alone.
import { randomBytes } from "node:crypto";

// The dashboard passes the editor's shortcuts up; here the editor listens for them.
const SHORTCUTS = `addEventListener("message", (event) => {
  if (event.source === frames[0] && event.data.type === "keydown") {
    dispatchEvent(new KeyboardEvent("keydown", event.data));
  }
});`;

export function frame(address: string, token: string, isDark: boolean): string {
  const nonce = randomBytes(16).toString("base64");
  const source = `${address}#token=${encodeURIComponent(token)}&theme=${isDark ? "dark" : "light"}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; frame-src ${new URL(address).origin}; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'">
<title>ParallelProof</title>
<style>html, body { margin: 0; padding: 0; height: 100%; overflow: hidden } iframe { border: 0; width: 100%; height: 100% }</style>
</head>
<body><iframe title="ParallelProof dashboard" src="${escape(source)}"></iframe><script nonce="${nonce}">${SHORTCUTS}</script></body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

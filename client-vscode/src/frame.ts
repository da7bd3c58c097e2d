// The page around the dashboard: one frame, which may come from the dashboard's address alone.

export function frame(address: string, token: string, isDark: boolean): string {
  const source = `${address}#token=${encodeURIComponent(token)}&theme=${isDark ? "dark" : "light"}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; frame-src ${new URL(address).origin}; style-src 'unsafe-inline'">
<title>ParallelProof</title>
<style>html, body { margin: 0; padding: 0; height: 100%; overflow: hidden } iframe { border: 0; width: 100%; height: 100% }</style>
</head>
<body><iframe title="ParallelProof dashboard" src="${escape(source)}"></iframe></body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

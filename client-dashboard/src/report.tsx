import { createRoot } from "react-dom/client";
import type { ReportFile } from "./api/types.ts";
import { ReportPage } from "./report-page.tsx";
import "./style/index.css";

const text = document.getElementById("report")!.textContent;
const root = createRoot(document.getElementById("root")!);
try {
  root.render(<ReportPage file={JSON.parse(text) as ReportFile} />);
} catch {
  root.render(
    <main>
      <p role="alert">This file holds no report: write one with `parallelproof optimize PATH --html FILE`.</p>
    </main>,
  );
}

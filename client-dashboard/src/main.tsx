import { createRoot } from "react-dom/client";
import { enter } from "./api/entry.ts";
import { App } from "./app.tsx";
import { passShortcutsOn } from "./embedded.ts";
import "./style/index.css";

enter();
passShortcutsOn();
createRoot(document.getElementById("root")!).render(<App />);

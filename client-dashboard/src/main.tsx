import { createRoot } from "react-dom/client";
import { enter } from "./api/entry.ts";
import { App } from "./app.tsx";
import "./style/index.css";

enter();
createRoot(document.getElementById("root")!).render(<App />);

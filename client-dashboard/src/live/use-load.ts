import { useEffect, useState } from "react";
import { read, Refusal } from "../api/client.ts";
import { told } from "../words.ts";

export interface Loaded<T> {
  value: T | null;
  error: string | null;
  /** Of a refusal: its HTTP status, 0 where nobody answered. */
  status: number | null;
  reload(): void;
}

/** What an address answers; asked again every `every_s` seconds where that is given. */
export function useLoad<T>(path: string, every_s?: number): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    read<T>(path, end.signal).then(
      (found) => (setValue(found), setProblem(null)),
      (found: unknown) => end.signal.aborted || setProblem(found),
    );
    return () => end.abort();
  }, [path, turn]);
  useEffect(() => {
    if (!every_s) return;
    const timer = setInterval(() => document.hidden || setTurn((now) => now + 1), every_s * 1000);
    return () => clearInterval(timer);
  }, [every_s]);
  const error = problem === null ? null : told(problem);
  const status = problem instanceof Refusal ? problem.status : null;
  const reload = () => {
    setProblem(null);
    setTurn((now) => now + 1);
  };
  return { value, error, status, reload };
}

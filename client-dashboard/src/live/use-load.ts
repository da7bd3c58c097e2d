import { useEffect, useState } from "react";
import { read } from "../api/client.ts";

export interface Loaded<T> {
  value: T | null;
  error: string | null;
  reload(): void;
}

/** What an address answers; asked again every `every_s` seconds where that is given. */
export function useLoad<T>(path: string, every_s?: number): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    read<T>(path, end.signal).then(
      (found) => (setValue(found), setError(null)),
      (problem: unknown) => end.signal.aborted || setError(problem instanceof Error ? problem.message : String(problem)),
    );
    return () => end.abort();
  }, [path, turn]);
  useEffect(() => {
    if (!every_s) return;
    const timer = setInterval(() => document.hidden || setTurn((now) => now + 1), every_s * 1000);
    return () => clearInterval(timer);
  }, [every_s]);
  return { value, error, reload: () => setTurn((now) => now + 1) };
}

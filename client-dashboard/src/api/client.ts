import { currentToken } from "./entry.ts";

/** An answer that is no success; the message is the server's sentence. */
export class Refusal extends Error {
  readonly status: number;

  constructor(sentence: string, status: number) {
    super(sentence);
    this.status = status;
  }
}

const UNREACHABLE = "The server does not answer: is `parallelproof serve` still running?";

/** The response of a relative address; throws Refusal, also where nobody answers (status 0). */
export async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set("Authorization", `Bearer ${currentToken()}`);
  if (options.body) headers.set("Content-Type", "application/json");
  let response: Response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Refusal(UNREACHABLE, 0);
  }
  if (!response.ok) throw new Refusal(await sentence(response), response.status);
  return response;
}

/** The JSON of a relative address. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await ask(path, signal ? { signal } : {})).json()) as T;
}

/** The JSON that comes back for a JSON body. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return (await (await ask(path, { method: "POST", body: JSON.stringify(body) })).json()) as T;
}

async function sentence(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { error?: unknown };
    if (typeof error === "string") return error;
  } catch {
    // No JSON: the status has to do.
  }
  return `The server answered ${response.status} ${response.statusText}.`;
}

import { EventSourceParserStream } from "eventsource-parser/stream";
import { ask, Refusal } from "./client.ts";
import { told } from "../words.ts";
import type { CampaignEvent } from "./types.ts";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export interface Listener {
  onEvent(event: CampaignEvent): void;
  /** The sentence of what went wrong, null when the stream is there again. */
  onTrouble(sentence: string | null): void;
}

/** Reads a campaign's events until it has ended; comes back with growing pauses where the stream breaks off. */
export async function follow(path: string, listener: Listener, signal: AbortSignal): Promise<void> {
  let wait_ms = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      const response = await ask(path, { headers: { Accept: "text/event-stream" }, signal });
      listener.onTrouble(null);
      wait_ms = FIRST_WAIT_MS;
      if (await readAll(response, listener)) return;
      listener.onTrouble("The connection broke off; trying again.");
    } catch (error) {
      if (signal.aborted) return;
      listener.onTrouble(told(error));
      // What the server refuses it will refuse again.
      if (error instanceof Refusal && error.status >= 400 && error.status < 500) return;
    }
    await pause(wait_ms, signal);
    wait_ms = Math.min(2 * wait_ms, LONGEST_WAIT_MS);
  }
}

/** Whether the stream came to its end. */
async function readAll(response: Response, listener: Listener): Promise<boolean> {
  if (!response.body) return false;
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return false;
    const event = { name: value.event, data: JSON.parse(value.data) } as CampaignEvent;
    listener.onEvent(event);
    if (event.name === "ended") return true;
  }
}

function pause(wait_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait_ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

import { useEffect, useState } from "react";
import { follow } from "../api/events.ts";
import type { CampaignEvent } from "../api/types.ts";
import { after, type Live } from "./campaign.ts";
import { Frames } from "./frames.ts";

/** A campaign as it goes: null until the server has told its state; `trouble` is a sentence. */
export function useCampaign(id: string): { live: Live | null; trouble: string | null } {
  const [live, setLive] = useState<Live | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    const end = new AbortController();
    const frames = new Frames<CampaignEvent>((batch) => {
      if (!end.signal.aborted) setLive((known) => after(known, batch));
    });
    setLive(null);
    const listener = { onEvent: (event: CampaignEvent) => frames.push(event), onTrouble: setTrouble };
    void follow(`campaigns/${encodeURIComponent(id)}/events`, listener, end.signal);
    return () => end.abort();
  }, [id]);
  return { live, trouble };
}

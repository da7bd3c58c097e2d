import { useEffect, useRef } from "react";
import { useCampaign } from "../live/use-campaign.ts";
import { Mishap } from "../parts/mishap.tsx";
import { Notice } from "../parts/small.tsx";
import { unitAddress, type Route } from "../route.ts";
import { UnitPart } from "../unit/unit-part.tsx";
import { CampaignPage } from "./campaign-page.tsx";

type CampaignRoute = Extract<Route, { id: string }>;

/** A campaign, or one of its units, over the same stream of events. */
export function CampaignView({ route }: { route: CampaignRoute }) {
  const { live, trouble } = useCampaign(route.id);
  return (
    <>
      {trouble && <Notice kind="error">{trouble}</Notice>}
      {!live && !trouble && <p className="quiet">Asking for the campaign…</p>}
      {live && route.view === "campaign" && <CampaignPage live={live} />}
      {live && route.view === "unit" && (
        <Mishap key={route.unit}>
          <UnitOf route={route} live={live} />
        </Mishap>
      )}
    </>
  );
}

interface UnitOfProps {
  route: Extract<Route, { view: "unit" }>;
  live: NonNullable<ReturnType<typeof useCampaign>["live"]>;
}

function UnitOf({ route, live }: UnitOfProps) {
  // A unit of which only trials were known is named in full once it has ended.
  const unit = live.units.get(route.unit) ?? [...live.units.values()].find(({ name }) => name === route.unit);
  const top = useRef<HTMLElement>(null);
  useEffect(() => {
    void top.current?.scrollIntoView({ block: "nearest" });
  }, [route.unit]);
  return (
    <>
      <nav ref={top} aria-label="Campaign" className="back">
        <a href={`#/campaigns/${encodeURIComponent(route.id)}`}>
          <span aria-hidden="true">←</span> {live.summary.title}
        </a>
      </nav>
      {unit ? (
        <UnitPart unit={unit} chosen={route.trial} address={(trial) => unitAddress(route.id, route.unit, trial)} />
      ) : (
        <Notice>This campaign has nothing of that name so far.</Notice>
      )}
    </>
  );
}

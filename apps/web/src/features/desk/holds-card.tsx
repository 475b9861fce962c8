"use client";

import type { DealDetail } from "@amanat/contracts";
import { Button, Text, TitledCard } from "@amanat/ui";
import { IconLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Hold } from "../deal/hold-notice.tsx";

const GuardHoldDialog = lateComponent(() => import("./guard-hold-dialog.tsx"), "GuardHoldDialog");

/** What stops the money of a deal, and the way for guards to stop it or to let it go. */
export function HoldsCard({ dealId }: { dealId: string }) {
  const t = useTranslations("desk.hold");
  const deal = useAmanatQuery("deals", "getDeal", { dealId });
  if (deal.data === undefined) return null;
  const { holds } = deal.data;
  return (
    <TitledCard id="deal-holds" title={t("title")}>
      {holds.length === 0 ? <Text c="dimmed">{t("none")}</Text> : null}
      {holds.map((hold) => (
        <Hold key={`${hold.tranche} ${hold.by} ${hold.since}`} hold={hold} />
      ))}
      <GuardHold deal={deal.data} />
    </TitledCard>
  );
}

/** For guards who are no party of it. */
function GuardHold({ deal }: { deal: DealDetail }) {
  const t = useTranslations("desk.hold");
  const guards = useMe()?.roles.includes("guard") ?? false;
  const [opened, setOpened] = useState(false);
  const isHeld = deal.holds.some(({ by }) => by === "staff");
  if (!guards || deal.myRole !== null || !(isHeld || deal.phase === "held")) return null;
  return (
    <div>
      <Button
        variant={isHeld ? "default" : "light"}
        leftSection={isHeld ? null : <IconLock size={20} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t(isHeld ? "lift" : "place")}
      </Button>
      {opened ? <GuardHoldDialog deal={deal} isLifting={isHeld} onClose={() => setOpened(false)} /> : null}
    </div>
  );
}

"use client";

import type { DealDetail, HoldView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Alert, Button, ErrorState, Group, Stack, Text, useDateWords, useDoneToast, UserText } from "@amanat/ui";
import { IconLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";

const YieldDialog = lateComponent(() => import("./yield-dialog.tsx"), "YieldDialog");

/** Why the money does not move: whose word stopped it, since when, and how each party can end that. When it ends by itself is the deadline's. */
export function HoldNotice({ deal }: { deal: DealDetail }) {
  const t = useTranslations("deal.hold");
  if (deal.holds.length === 0) return null;
  const byParty = deal.holds.some(({ by }) => by !== "staff");
  return (
    <Alert color="saffron" icon={<IconLock aria-hidden />} title={t("title")} data-hold>
      <Stack gap="sm">
        {deal.holds.map((hold) => (
          <Hold key={`${hold.tranche} ${hold.since}`} deal={deal} hold={hold} />
        ))}
        {byParty ? (
          <>
            <Text>{t("next")}</Text>
            <Ends deal={deal} />
          </>
        ) : null}
      </Stack>
    </Alert>
  );
}

function Hold({ deal, hold }: { deal: DealDetail; hold: HoldView }) {
  const t = useTranslations("deal.hold");
  const dates = useDateWords();
  const words = useMoneyWords();
  const asset = useAssetOf()(hold.asset);
  const name = hold.by === "staff" ? "" : isolated(deal[hold.by].name);
  return (
    <Stack gap={4}>
      <Text fw={600}>{t(`by.${hold.by}`, { name })}</Text>
      <UserText>{hold.reason}</UserText>
      <Text size="sm">{t("since", { time: dates(hold.since, "due"), amount: words(hold.amount, asset) })}</Text>
    </Stack>
  );
}

/** The buyer lets the deal go on; the seller gives the money back. */
function Ends({ deal }: { deal: DealDetail }) {
  const t = useTranslations("deal");
  const refresh = useRefreshAfter("deal");
  const done = useDoneToast();
  const [yielding, setYielding] = useState<boolean | null>(null);
  const withdraw = useAmanatMutation("deals", "withdrawReport", {
    onSuccess: () => done(t("done.resumed")),
    onSettled: () => refresh(),
  });
  if (deal.myRole === null) return null;
  return (
    <>
      <Group>
        {deal.myRole === "buyer" ? (
          <Button
            variant="default"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate({ dealId: deal.id, version: deal.version })}
          >
            {t("hold.withdraw")}
          </Button>
        ) : (
          <Button variant="default" onClick={() => setYielding(true)}>
            {t("hold.yield", { buyer: isolated(deal.buyer.name) })}
          </Button>
        )}
      </Group>
      {withdraw.error === null ? null : <ErrorState error={withdraw.error} money="none" />}
      {yielding === null ? null : <YieldDialog deal={deal} opened={yielding} onClose={() => setYielding(false)} />}
    </>
  );
}

"use client";

import type { DealDetail, HoldView } from "@amanat/contracts";
import { Alert, Stack, Text, useDateWords, UserText } from "@amanat/ui";
import { IconLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { OpenCase } from "./deal-case.tsx";
import { inCase } from "./state.ts";

/** Why the money does not move: what stopped it, since when, and how the parties end that. When it ends by itself is the deadline's. */
export function HoldNotice({ deal }: { deal: DealDetail }) {
  const t = useTranslations("deal.hold");
  if (deal.holds.length === 0) return null;
  return (
    <Alert color="saffron" icon={<IconLock aria-hidden />} title={t("title")} data-hold={inCase(deal) ? "case" : "other"}>
      <Stack gap="sm">
        {deal.holds.map((hold) => (
          <Hold key={`${hold.tranche} ${hold.since}`} hold={hold} />
        ))}
        {inCase(deal) ? <OpenCase deal={deal} /> : null}
      </Stack>
    </Alert>
  );
}

/** One hold: who stopped what, since when, and by when it ends where nothing else says that. */
export function Hold({ hold }: { hold: HoldView }) {
  const t = useTranslations("deal.hold");
  const dates = useDateWords();
  const words = useMoneyWords();
  const asset = useAssetOf()(hold.asset);
  return (
    <Stack gap={4}>
      <Text fw={600}>{t(`by.${hold.by}`)}</Text>
      {hold.by === "staff" ? <UserText>{hold.reason}</UserText> : null}
      <Text size="sm">{t("since", { time: dates(hold.since, "due"), amount: words(hold.amount, asset) })}</Text>
      {hold.by === "staff" && hold.until !== null ? <Text size="sm">{t("until", { time: dates(hold.until, "due") })}</Text> : null}
    </Stack>
  );
}

"use client";

import type { DealView, IntentView } from "@amanat/contracts";
import { formatBps, formatSpan } from "@amanat/i18n";
import { Card, Stack, Text, PersonWord } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { Worth } from "../../client/rates.tsx";
import { isPurchase } from "../deal/purchase.ts";
import { BigAmount } from "../money/big-amount.tsx";
import classes from "./sum-card.module.css";

/** What it costs, all of it, before anything is asked: the total, who bears which fee, for what. */
export function SumCard({ intent, deal }: { intent: IntentView; deal: DealView }) {
  const t = useTranslations("pay.sum");
  const locale = useLocale();
  return (
    <Card component="section" aria-label={t("title")} data-pay-sum>
      <Stack gap="xs">
        <div className={classes.sum}>
          <div>
            <Text size="sm" c="dimmed">
              {t("title")}
            </Text>
            <BigAmount amount={intent.amount} asset={intent.asset} />
            <Worth amounts={[intent.amount]} asset={intent.asset.id} decimals={intent.asset.decimals} />
          </div>
          <dl className={classes.facts}>
            <div>
              <dt>{t("seller")}</dt>
              <dd>
                <PersonWord>{deal.seller.name}</PersonWord>
              </dd>
            </div>
            {isPurchase(deal) ? (
              <div>
                <dt>{t("delivery")}</dt>
                <dd>{formatSpan({ unit: "day", count: deal.deliveryDays }, locale)}</dd>
              </div>
            ) : null}
          </dl>
        </div>
        <Text size="sm">
          {t("nothingAdded", { percent: formatBps(deal.feeBps, locale) })} {t("network")}
        </Text>
      </Stack>
    </Card>
  );
}

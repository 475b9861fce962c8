"use client";

import type { OfferView } from "@amanat/contracts";
import { formatBps } from "@amanat/i18n";
import { Card, DateText, EmptyState, Stack, Text, UserText } from "@amanat/ui";
import { IconHourglass } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { Amount, useAsset } from "../../client/assets.tsx";
import { Worth } from "../../client/rates.tsx";
import { Person } from "../market/person.tsx";
import classes from "./comparison.module.css";
import { Decide } from "./decide.tsx";
import { OfferBadge } from "./offer-badge.tsx";

/** All offers on one's request, each whole: who, what they wrote, for how much, by when. Ended ones offer no action. */
export function Comparison({ offers }: { offers: readonly OfferView[] }) {
  const t = useTranslations("offer");
  if (offers.length === 0)
    return (
      <EmptyState icon={IconHourglass} title={t("list.empty.title")}>
        {t("list.empty.text")}
      </EmptyState>
    );
  return (
    <ul className={classes.list} aria-label={t("list.caption")}>
      {offers.map((offer) => (
        <li key={offer.id}>
          <OfferCard offer={offer} />
        </li>
      ))}
    </ul>
  );
}

function OfferCard({ offer }: { offer: OfferView }) {
  return (
    <Card component="article">
      <Stack gap="md">
        <div className={classes.head}>
          <Person person={offer.seller} />
          {offer.acceptable ? null : <OfferBadge status={offer.status} />}
        </div>
        <Terms offer={offer} />
        {offer.notes === "" ? null : <UserText>{offer.notes}</UserText>}
        <Decide offer={offer} />
      </Stack>
    </Card>
  );
}

function Terms({ offer }: { offer: OfferView }) {
  const t = useTranslations("offer");
  const locale = useLocale();
  const { asset, amount } = offer.price;
  const { decimals } = useAsset(asset);
  return (
    <dl className={classes.terms}>
      <div className={classes.price}>
        <dt>{t("column.price")}</dt>
        <dd>
          <Amount asset={asset} amount={amount} size="lg" strong />
          <Worth amounts={[amount]} asset={asset} decimals={decimals} />
        </dd>
      </div>
      <div>
        <dt>{t("column.receives")}</dt>
        <dd>
          <Amount asset={asset} amount={offer.sellerReceives} />
          <Text size="xs" c="dimmed" fw={400}>
            {t("column.fee", { percent: formatBps(offer.feeBps, locale) })}: <Amount asset={asset} amount={offer.fee} size="sm" />
          </Text>
        </dd>
      </div>
      <div>
        <dt>{t("column.delivery")}</dt>
        <dd>{t("days", { count: offer.deliveryDays })}</dd>
      </div>
      <div className={classes.until}>
        <dt>{t("column.validUntil")}</dt>
        <dd>
          <DateText value={offer.validUntil} look="due" />
        </dd>
      </div>
    </dl>
  );
}

"use client";

import type { DealDetail } from "@amanat/contracts";
import { formatBps, formatSpan } from "@amanat/i18n";
import { Button, Facts, Money, Title, UserText, UserWord, type Fact, TitledCard } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Worth } from "../../client/rates.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import classes from "./promise-card.module.css";
import { endedUnpaid } from "./state.ts";

/** Longer than this, a text is folded, so that a page of it does not bury the money. */
const FOLD_ABOVE = 600;

/** What both agreed on: the terms, what the buyer asked for, and what the seller wrote. */
export function PromiseCard({ deal }: { deal: DealDetail<"purchase"> }) {
  const t = useTranslations("deal.promise");
  return (
    <TitledCard id="promise" title={t("title")}>
      <Facts facts={useTerms(deal)} />
      <Words whose={t("brief")} text={deal.brief} />
      {deal.offerNote === "" ? null : <Words whose={t("note")} text={deal.offerNote} />}
    </TitledCard>
  );
}

/** The numbers and the place. A deal that ended without a delivery promises nobody anything any more. */
function useTerms(deal: DealDetail<"purchase">): Fact[] {
  const t = useTranslations("deal");
  const locale = useLocale();
  const asset = useAssetOf()(deal.asset);
  const wish = deal.delivery;
  const price = (
    <>
      <Money amount={deal.price} asset={asset} />
      <Worth amounts={[deal.price]} asset={deal.asset} decimals={asset.decimals} />
    </>
  );
  const facts: Fact[] = [{ label: t("money.price"), value: price, strong: true }];
  if (!endedUnpaid(deal.status) && deal.myRole !== "buyer") {
    facts.push(
      { label: t("money.fee", { percent: formatBps(deal.feeBps, locale) }), value: <Money amount={deal.fee} asset={asset} /> },
      {
        label: deal.myRole === "seller" ? t("promise.youReceive") : t("money.sellerReceives"),
        value: <Money amount={deal.sellerReceives} asset={asset} />,
        strong: true,
      },
    );
  }
  facts.push({ label: t("promise.within"), value: formatSpan({ unit: "day", count: deal.deliveryDays }, locale) });
  if (wish.mode === "online") return [...facts, { label: t("delivery.channel"), value: <UserWord>{wish.channel}</UserWord> }];
  const place = [wish.address, wish.city, wish.postalCode, wish.country].filter((part) => part !== "").join("، ");
  return [...facts, { label: t("delivery.address"), value: <UserWord>{place}</UserWord> }];
}

function Words({ whose, text }: { whose: string; text: string }) {
  const t = useTranslations("deal.promise");
  const long = text.length > FOLD_ABOVE;
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.text}>
      <Title order={3} className={classes.whose}>
        {whose}
      </Title>
      <div className={long && !open ? classes.folded : undefined}>
        <UserText>{text}</UserText>
      </div>
      {long ? (
        <Button variant="subtle" size="sm" aria-expanded={open} onClick={() => setOpen(!open)} style={{ justifySelf: "start" }}>
          {open ? t("less") : t("more")}
        </Button>
      ) : null}
    </div>
  );
}

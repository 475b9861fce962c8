"use client";

import type { OfferView } from "@amanat/contracts";
import { formatBps } from "@amanat/i18n";
import { Facts, type Fact } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { Amount, useAsset } from "../../client/assets.tsx";
import { Worth } from "../../client/rates.tsx";

export type Split = { asset: string; price: string; fee: string; sellerReceives: string; feeBps: number };

/** The money of an offer as one split. */
export function splitOf(offer: OfferView): Split {
  return {
    asset: offer.price.asset,
    price: offer.price.amount,
    fee: offer.fee,
    sellerReceives: offer.sellerReceives,
    feeBps: offer.feeBps,
  };
}

/** Who pays and who gets what: the buyer's view names the price first, the seller's what is left. */
export function MoneyFacts({ split, view, more = [] }: { split: Split; view: "buyer" | "seller"; more?: readonly Fact[] }) {
  const t = useTranslations("offer");
  const locale = useLocale();
  const percent = formatBps(split.feeBps, locale);
  const { decimals } = useAsset(split.asset);
  const price = (
    <>
      <Amount asset={split.asset} amount={split.price} withChain strong />
      <Worth amounts={[split.price]} asset={split.asset} decimals={decimals} />
    </>
  );
  const fee = <Amount asset={split.asset} amount={split.fee} />;
  const receives = <Amount asset={split.asset} amount={split.sellerReceives} strong />;
  const facts: Fact[] =
    view === "buyer"
      ? [
          { label: t("column.price"), value: price, strong: true },
          { label: t("column.fee", { percent }), value: fee },
          { label: t("column.receives"), value: receives },
        ]
      : [
          { label: t("own.price"), value: price },
          { label: t("own.fee", { percent }), value: fee },
          { label: t("own.receives"), value: receives, strong: true },
        ];
  return <Facts facts={[...facts, ...more]} />;
}

"use client";

import type { ClaimableView } from "@amanat/contracts";
import { AddressText, DateText, Facts, type Fact } from "@amanat/ui";
import { useTranslations } from "next-intl";

/** What the chain shows of a deposit. */
export function DepositFacts({ deposit, more = [] }: { deposit: ClaimableView; more?: readonly Fact[] }) {
  const t = useTranslations("claim");
  const address = (label: string, value: string): Fact => ({ label, value: <AddressText address={value} copyLabel={label} /> });
  return (
    <Facts
      facts={[
        address(t("from"), deposit.sender),
        address(t("tx"), deposit.txHash),
        { label: t("arrived"), value: <DateText value={deposit.arrivedAt} look="moment" /> },
        ...more,
      ]}
    />
  );
}

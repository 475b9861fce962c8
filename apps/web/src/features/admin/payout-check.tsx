"use client";

import type { PayoutView } from "@amanat/contracts";
import { Alert, Facts, Money, StatusBadge, Text, UserWord, useDateWords, type Fact } from "@amanat/ui";
import { IconLock, IconUsers } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";

/** What is asked for again at the moment of an approval: the money behind it, the addresses, who has approved it, and a hold. */
export function PayoutCheck({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin.payout");
  const check = useTranslations("admin.payout.check");
  const dates = useDateWords();
  const asset = useAssetOf()(payout.asset);
  const facts: Fact[] = [];
  if (payout.check !== null && payout.status === "pending_approval")
    facts.push(
      {
        label: check("balance"),
        value: (
          <>
            <Money amount={payout.check.balance} asset={asset} />{" "}
            <StatusBadge tone={payout.check.covered ? "good" : "bad"}>{check(payout.check.covered ? "covered" : "short")}</StatusBadge>
          </>
        ),
      },
      {
        label: check("screening"),
        value: (
          <StatusBadge tone={payout.check.screening === "clear" ? "good" : "bad"}>
            {check(`screened.${payout.check.screening}`)}
          </StatusBadge>
        ),
      },
    );
  return (
    <>
      {payout.hold === null ? null : (
        <Alert color="saffron" icon={<IconLock aria-hidden />} title={t("hold.title", { time: dates(payout.hold.until, "due") })} data-hold>
          <UserWord>{payout.hold.by}</UserWord>: <UserWord>{payout.hold.reason}</UserWord>
        </Alert>
      )}
      {payout.check?.two === true && payout.status === "pending_approval" ? (
        <Alert color="lapis" icon={<IconUsers aria-hidden />} data-two>
          {payout.firstApproval === null ? (
            t("two")
          ) : (
            <Text>
              {t.rich("once", {
                name: () => <UserWord>{payout.firstApproval?.by ?? ""}</UserWord>,
                time: dates(payout.firstApproval.at, "moment"),
              })}
            </Text>
          )}
        </Alert>
      ) : null}
      {facts.length === 0 ? null : <Facts facts={facts} />}
    </>
  );
}

"use client";

import { type HeldDeal, type HoldView, HOLD_REASON_MIN } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { MoneyField, Stack, Text, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";

type Props = { deal: HeldDeal; opened: boolean; onClose: () => void };

/** The frozen amount less the seller's share: it goes back to the buyer. Null where the share is no amount, or is more than is frozen. */
function restOf(hold: HoldView, release: string | undefined): bigint | null {
  if (release === undefined || !/^\d+$/.test(release)) return null;
  const rest = BigInt(hold.amount) - BigInt(release);
  return rest < 0n ? null : rest;
}

/** One admin says who gets what is on hold, and why. It moves nothing: another approves it. */
export function ProposeRulingDialog({ deal, opened, onClose }: Props) {
  const t = useTranslations("admin.held");
  const words = useTranslations("deal.action");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const holds = deal.holds.filter(({ by }) => by !== "staff");
  const [releases, setReleases] = useState<Readonly<Record<number, string>>>({});
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const propose = useAmanatMutation("deals", "proposeRuling", ends(t("proposed"), refresh));
  const short = reason.trim().length < HOLD_REASON_MIN;
  const submit = () => {
    setTried(true);
    const shares = holds.map((hold) => ({ hold, release: releases[hold.tranche] ?? "", rest: restOf(hold, releases[hold.tranche]) }));
    if (short || shares.some(({ rest }) => rest === null)) return;
    propose.mutate({
      dealId: deal.dealId,
      version: deal.version,
      shares: shares.map(({ hold, release, rest }) => ({ tranche: hold.tranche, release, refund: String(rest) })),
      reason: reason.trim(),
    });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("proposeTitle")}
      error={propose.error}
      actions={
        <Answers onClose={onClose} back={words("back")} loading={propose.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      {holds.map((hold) => (
        <Share
          key={hold.tranche}
          deal={deal}
          hold={hold}
          value={releases[hold.tranche] ?? ""}
          onChange={(value) => setReleases({ ...releases, [hold.tranche]: value })}
          wrong={tried && restOf(hold, releases[hold.tranche]) === null}
        />
      ))}
      <Textarea
        label={t("reason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && short ? t("reasonHint") : null}
        required
        autosize
        minRows={2}
        maxLength={1_000}
        dir="auto"
      />
    </Dialog>
  );
}

type ShareProps = { deal: HeldDeal; hold: HoldView; value: string; onChange: (value: string) => void; wrong: boolean };

function Share({ deal, hold, value, onChange, wrong }: ShareProps) {
  const t = useTranslations("admin.held");
  const words = useMoneyWords();
  const asset = useAssetOf()(hold.asset);
  const [buyer, seller] = [isolated(deal.buyer.name), isolated(deal.seller.name)];
  const hint = t("toSellerHint", { amount: words(hold.amount, asset), buyer });
  const rest = restOf(hold, value);
  return (
    <Stack gap={4}>
      <MoneyField
        asset={asset}
        label={t("toSeller", { seller })}
        description={hint}
        value={value}
        onChange={onChange}
        error={wrong ? hint : null}
        data-autofocus
      />
      {rest === null ? null : <Text>{t("back", { buyer, amount: words(rest, asset) })}</Text>}
    </Stack>
  );
}

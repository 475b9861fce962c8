"use client";

import type { StepUpAction } from "@amanat/contracts";
import { demandSentence, isolated } from "@amanat/i18n";
import { Button, FullAddress, Stack, Text } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { BigAmount } from "../money/big-amount.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { Dialog } from "../dialog/dialog.tsx";
import { moneyText } from "../money/money-text.ts";
import type { AskedProof } from "../../client/asked-proof.ts";
import { PasskeyProof } from "./passkey-proof.tsx";
import { PasswordProof } from "./password-proof.tsx";
import { WalletProof } from "./wallet-proof.tsx";

type Method = "passkey" | "wallet" | "password";
const METHODS: readonly Method[] = ["passkey", "wallet", "password"];

/** Names what is about to happen and takes the proof for exactly that; closing it leaves everything as it was. */
export function StepUpDialog({ asked }: { asked: AskedProof }) {
  const t = useTranslations("auth.stepUp");
  const offered = METHODS.filter((method) => asked.begun.methods[method] !== undefined);
  const [method, setMethod] = useState<Method | undefined>(offered[0]);
  const others = offered.filter((other) => other !== method);
  return (
    <Dialog
      opened
      uppermost
      onClose={asked.cancel}
      title={t("title")}
      // A wrong password or code is said at its field.
      error={asked.failed?.code === "STEP_UP_FAILED" ? null : asked.failed}
      aboutMoney={false}
      actions={
        <Button variant="default" disabled={asked.answering} onClick={asked.cancel}>
          {t("cancel")}
        </Button>
      }
    >
      <WhatIsAsked asked={asked} />
      <Proof asked={asked} method={method} />
      {others.length === 0 ? null : (
        <Stack gap={4}>
          {others.map((other) => (
            <Button key={other} variant="subtle" onClick={() => setMethod(other)}>
              {t(`instead.${other}`)}
            </Button>
          ))}
        </Stack>
      )}
    </Dialog>
  );
}

function Proof({ asked, method }: { asked: AskedProof; method: Method | undefined }) {
  const t = useTranslations("auth.stepUp");
  const { passkey, wallet, password } = asked.begun.methods;
  if (method === "passkey" && passkey !== undefined) return <PasskeyProof options={passkey} onProof={asked.prove} />;
  if (method === "wallet" && wallet !== undefined) return <WalletProof offer={wallet} onProof={asked.prove} />;
  if (method === "password" && password !== undefined) return <PasswordProof asked={asked} offer={password} />;
  return <Text>{t("noWay")}</Text>;
}

const KEYS = {
  "deal.release": "dealRelease",
  "deal.refund": "dealRefund",
  "dispute.settle": "disputeSettle",
  "dispute.rule": "disputeRule",
  "payout.approve": "payoutApprove",
  "payout.approve_many": "payoutApproveMany",
  "payout.reject": "payoutReject",
  "payout.redraft": "payoutRedraft",
  "destination.change": "destinationChange",
  "payout.draft": "payoutDraft",
  "quarantine.decide": "quarantineDecide",
  "sweep.start": "sweepStart",
  "fees.withdraw": "feesWithdraw",
  "device.register": "deviceRegister",
  "device.decide": "deviceDecide",
  "glass.break": "glassBreak",
  "roles.change": "rolesChange",
  "roles.confirm": "rolesConfirm",
  "limits.change": "limitsChange",
  "settings.change": "settingsChange",
  "settings.confirm": "settingsConfirm",
  "api_key.create": "apiKeyCreate",
  "api_key.rotate": "apiKeyRotate",
  "password.change": "passwordChange",
  "email.change": "emailChange",
  "passkey.add": "passkeyAdd",
  "passkey.remove": "passkeyRemove",
  "identity.link": "identityLink",
  "identity.unlink": "identityUnlink",
  "ban.lift": "banLift",
  "data.export": "dataExport",
  "account.delete": "accountDelete",
  "retention.change": "retentionChange",
  "purge.start": "purgeStart",
  "hold.release": "holdRelease",
} as const satisfies Record<StepUpAction, string>;

/** The acts with a sentence of their own; of the others there is no more to say than what they are. */
const SENTENCES = [
  "dealRelease",
  "dealRefund",
  "disputeSettle",
  "disputeRule",
  "payoutApprove",
  "payoutApproveMany",
  "payoutReject",
  "payoutRedraft",
  "payoutDraft",
  "feesWithdraw",
  "destinationChange",
  "emailChange",
  "settingsChange",
  "settingsConfirm",
] as const;
type Sentence = (typeof SENTENCES)[number];
const isSentence = (key: string): key is Sentence => (SENTENCES as readonly string[]).includes(key);

/** The same sentence as in the mail and in what a wallet signs; then the amount with its chain, and an address whole. */
function WhatIsAsked({ asked: { demand, begun } }: { asked: AskedProof }) {
  const t = useTranslations("auth.stepUp");
  const locale = useLocale();
  const assetOf = useAssetOf();
  const { asset, target } = begun.about;
  const key = KEYS[demand.action];
  const sentence = isSentence(key) ? String(t.raw(`sentence.${key}`)) : null;
  const parts = {
    amount: demand.amount === null || asset === null ? null : moneyText(demand.amount, asset, locale),
    target: target === null ? null : isolated(target),
  };
  return (
    <Stack gap="xs">
      <Text fw={600} dir="auto">
        {demandSentence({ action: t(`action.${key}`), sentence }, parts)}
      </Text>
      {demand.amount === null || demand.asset === null ? null : <BigAmount amount={demand.amount} asset={assetOf(demand.asset)} />}
      {demand.destination?.startsWith("0x") !== true ? null : <FullAddress address={demand.destination} />}
      <Text size="sm" c="dimmed">
        {t("hint")}
      </Text>
    </Stack>
  );
}

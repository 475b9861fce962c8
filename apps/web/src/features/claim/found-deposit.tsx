"use client";

import type { ClaimableView, ClaimView } from "@amanat/contracts";
import { AddressField, Button, Card, ErrorState, Money, Stack, StatusBadge, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useRouter } from "../../i18n/routing.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { lateComponent } from "../../client/late-component.ts";
import { useAddressFault } from "../money/address-fault.ts";
import { DepositFacts } from "./deposit-facts.tsx";

const SignDialog = lateComponent(() => import("./sign-dialog.tsx"), "SignDialog");
const TONES = { open: "attention", refunding: "waiting", refunded: "good" } as const;

/** One deposit that fits no deal, and the two ways to show that it is one's own. */
export function FoundDeposit({ deposit }: { deposit: ClaimableView }) {
  const t = useTranslations("claim");
  return (
    <Card component="article" data-deposit={deposit.status}>
      <Stack gap="lg">
        <Money amount={deposit.amount} asset={deposit.asset} size="xl" strong withChain />
        <div>
          <StatusBadge tone={TONES[deposit.status]}>{t(`state.${deposit.status}`)}</StatusBadge>
        </div>
        <DepositFacts deposit={deposit} />
        {deposit.status !== "open" ? null : deposit.ways.length === 0 ? <Text>{t("noWay")}</Text> : <Claiming deposit={deposit} />}
      </Stack>
    </Card>
  );
}

function Claiming({ deposit }: { deposit: ClaimableView }) {
  const t = useTranslations("claim");
  const router = useRouter();
  const [destination, setDestination] = useState("");
  const fault = useAddressFault("destination");
  const signing = useLateDialog();
  const go = ({ id }: ClaimView) => router.push(`/claim/${id}`);
  const transfer = useAmanatMutation("payment", "claimByTransfer", { onSuccess: go, onError: fault.refusedBy });
  const wanted = { unmatchedId: deposit.unmatchedId, destination: destination.trim() };
  const checked = (then: () => void) => () => {
    if (fault.passes(wanted.destination)) then();
  };
  return (
    <>
      <AddressField
        label={t("destination")}
        description={t("destinationHint")}
        error={fault.text}
        value={destination}
        onChange={(event) => {
          setDestination(event.currentTarget.value);
          fault.clear();
        }}
        required
      />
      {transfer.error === null || fault.text !== null ? null : <ErrorState error={transfer.error} money="unmentioned" />}
      {deposit.ways.includes("signature") ? (
        <div>
          <Button size="lg" onClick={checked(signing.open)}>
            {t("bySignature")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("bySignatureHint")}
          </Text>
        </div>
      ) : null}
      <div>
        <Button size="lg" variant="default" loading={transfer.isPending} onClick={checked(() => transfer.mutate(wanted))}>
          {t("byTransfer")}
        </Button>
        <Text size="sm" c="dimmed">
          {t("byTransferHint")}
        </Text>
      </div>
      {signing.wanted ? (
        <SignDialog
          key={signing.times}
          opened={signing.opened}
          onClose={signing.close}
          wanted={wanted}
          sender={deposit.sender}
          onClaimed={go}
        />
      ) : null}
    </>
  );
}

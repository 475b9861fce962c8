"use client";

import { type ClaimView, formatUnits, shownAddress } from "@amanat/contracts";
import {
  AddressText,
  Alert,
  Card,
  CopyButton,
  ErrorState,
  FullAddress,
  Money,
  PageHeader,
  PageSkeleton,
  Stack,
  StatusBadge,
  Text,
  type Tone,
  useDateWords,
} from "@amanat/ui";
import { IconInfoCircle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useAmanatQuery } from "../../client/query.ts";
import { BackLink } from "../frame/back-link.tsx";
import { DepositFacts } from "./deposit-facts.tsx";

type Stage = ClaimView["status"] | "paid";
const TONES: Readonly<Record<Stage, Tone>> = {
  begun: "attention",
  proved: "waiting",
  accepted: "waiting",
  paid: "good",
  refused: "bad",
  closed: "neutral",
};
const POLL_MS = 10_000;

/** How a claim stands. It follows what happens by itself: whoever claims may have no account that could be told. */
export function ClaimPage({ claimId }: { claimId: string }) {
  const t = useTranslations("claim");
  const claim = useAmanatQuery("payment", "getClaim", { claimId }, { refetchInterval: POLL_MS });
  if (claim.data === undefined)
    return claim.error === null ? (
      <PageSkeleton label={t("claimTitle")} />
    ) : (
      <ErrorState error={claim.error} money="unmentioned" onRetry={() => void claim.refetch()} />
    );
  return <Loaded claim={claim.data} />;
}

function Loaded({ claim }: { claim: ClaimView }) {
  const t = useTranslations("claim");
  const { deposit, destination, paidTx } = claim;
  const stage: Stage = claim.status === "accepted" && deposit.status === "refunded" ? "paid" : claim.status;
  const fact = (label: string, address: string) => ({ label, value: <AddressText address={address} copyLabel={label} /> });
  return (
    <Stack gap="lg" maw="46rem" mx="auto" w="100%" data-claim={stage}>
      <PageHeader
        title={t("claimTitle")}
        badge={<StatusBadge tone={TONES[stage]}>{t(`status.${stage}`)}</StatusBadge>}
        back={<BackLink href="/claim">{t("back")}</BackLink>}
      />
      <Next claim={claim} stage={stage} />
      <Card component="section" aria-label={t("claimTitle")}>
        <Stack gap="lg">
          <Money amount={deposit.amount} asset={deposit.asset} size="xl" strong withChain />
          <DepositFacts
            deposit={deposit}
            more={[fact(t("to"), shownAddress(destination)), ...(paidTx === null ? [] : [fact(t("status.paid"), paidTx)])]}
          />
        </Stack>
      </Card>
      <Keep />
    </Stack>
  );
}

/** Without an account nobody can be written to: the address of the page is what there is. */
function Keep() {
  const t = useTranslations("claim");
  const here = useSyncExternalStore(
    nothingToHear,
    () => window.location.href,
    () => "",
  );
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" c="dimmed">
        {t("keep")}
      </Text>
      <CopyButton value={here} label={t("copyLink")} look="button" />
    </Stack>
  );
}

const nothingToHear = () => () => undefined;

/** What happens next, and who does it. */
function Next({ claim, stage }: { claim: ClaimView; stage: Stage }) {
  const t = useTranslations("claim");
  const dates = useDateWords();
  const { send, reason, deposit } = claim;
  if (stage === "begun") return send === null ? null : <Second deposit={deposit} send={send} until={dates(send.until, "due")} />;
  const text = stage === "refused" ? (reason ?? "") : t(`next.${stage}`);
  return (
    <Alert color="lapis" icon={<IconInfoCircle aria-hidden />} role="status">
      {stage === "refused" ? <bdi>{text}</bdi> : text}
    </Alert>
  );
}

type SecondProps = { deposit: ClaimView["deposit"]; send: NonNullable<ClaimView["send"]>; until: string };

function Second({ deposit, send, until }: SecondProps) {
  const t = useTranslations("claim");
  const plain = formatUnits(BigInt(send.amount), deposit.asset.decimals);
  return (
    <Card component="section" aria-label={t("status.begun")}>
      <Stack gap="md" align="flex-start">
        <Text>{t("next.begun", { time: until })}</Text>
        <div data-second={plain}>
          <Text c="dimmed" size="sm">
            {t("amount")}
          </Text>
          <Money amount={send.amount} asset={deposit.asset} size="xl" strong />
        </div>
        <CopyButton value={plain} label={t("copyAmount")} look="button" />
        <div>
          <Text c="dimmed" size="sm">
            {t("sendTo")}
          </Text>
          <FullAddress address={shownAddress(send.to)} />
        </div>
        <div>
          <Text c="dimmed" size="sm">
            {t("sameSender")}
          </Text>
          <FullAddress address={shownAddress(deposit.sender)} />
        </div>
      </Stack>
    </Card>
  );
}

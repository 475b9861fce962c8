"use client";

import type { ClaimView, UnmatchedView } from "@amanat/contracts";
import {
  AddressText,
  Alert,
  Button,
  Card,
  DateText,
  ErrorState,
  Facts,
  ListSkeleton,
  Stack,
  StatusBadge,
  Text,
  Title,
  type Tone,
} from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";

const ClaimDialog = lateComponent(() => import("./claim-dialog.tsx"), "ClaimDialog");
const TONES: Readonly<Record<ClaimView["status"], Tone>> = {
  begun: "neutral",
  proved: "attention",
  accepted: "good",
  refused: "bad",
  closed: "neutral",
};

/** The claims on one deposit: where its money should go, and how the claimant proved to be its sender. */
export function Claims({ deposit }: { deposit: UnmatchedView }) {
  const t = useTranslations("admin.unmatched.claims");
  const found = useAmanatQuery("payment", "listClaims", { unmatchedId: deposit.id }, { refetchInterval: 20_000 });
  return (
    <Stack gap="md" component="section" aria-labelledby="claims">
      <Title order={2} id="claims" size="h3">
        {t("title")}
      </Title>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton label={t("title")} count={1} /> : null}
      {found.data?.claims.length === 0 ? <Text c="dimmed">{t("none", { path: "/claim" })}</Text> : null}
      {found.data?.claims.map((claim) => (
        <OneClaim key={claim.id} claim={claim} deposit={deposit} />
      ))}
    </Stack>
  );
}

function OneClaim({ claim, deposit }: { claim: ClaimView; deposit: UnmatchedView }) {
  const t = useTranslations("admin.unmatched.claims");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const deciding = useLateDialog();
  const { status, way, destination, provedAt } = claim;
  const decidable = status === "proved" && deposit.status === "open";
  return (
    <Card component="article" data-claim={status}>
      <Stack gap="md">
        <div>
          <StatusBadge tone={TONES[status]}>{t(`state.${status}`)}</StatusBadge>
        </div>
        <Facts
          facts={[
            { label: t(`way.${way}`), value: provedAt === null ? "–" : <DateText value={provedAt} look="moment" /> },
            { label: t("to"), value: <AddressText address={destination} copyLabel={t("to")} /> },
          ]}
        />
        {decidable && way === "transfer" ? (
          <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />}>
            {t("exchange")}
          </Alert>
        ) : null}
        {admin && decidable ? (
          <div>
            <Button onClick={deciding.open}>{t("decide")}</Button>
          </div>
        ) : null}
        {deciding.wanted ? (
          <ClaimDialog key={deciding.times} opened={deciding.opened} onClose={deciding.close} claim={claim} deposit={deposit} />
        ) : null}
      </Stack>
    </Card>
  );
}

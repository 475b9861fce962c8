"use client";

import type { QuarantineView } from "@amanat/contracts";
import {
  AddressText,
  Anchor,
  Button,
  Card,
  DateText,
  ErrorState,
  Facts,
  PageHeader,
  PageSkeleton,
  Stack,
  UserWord,
  type Fact,
} from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { BackLink } from "../frame/back-link.tsx";
import { BigAmount } from "../money/big-amount.tsx";
import { Code } from "./code.tsx";
import { FrozenBadge } from "./frozen-badge.tsx";
import { FrozenDialog } from "./frozen-dialog.tsx";

/** Money from one listed address: what came, who says that it is listed, and what becomes of it. */
export function FrozenPage({ quarantineId }: { quarantineId: string }) {
  const t = useTranslations("admin.screening.frozen");
  const found = useAmanatQuery("payment", "getQuarantine", { quarantineId }, { refetchInterval: 20_000 });
  if (found.data === undefined)
    return found.error === null ? (
      <PageSkeleton label={t("title")} />
    ) : (
      <ErrorState error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Loaded frozen={found.data} />;
}

function Loaded({ frozen }: { frozen: QuarantineView }) {
  const t = useTranslations("admin.screening.frozen");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const [asking, setAsking] = useState(false);
  return (
    <Stack gap="lg" data-frozen={frozen.status}>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        badge={<FrozenBadge status={frozen.status} overdue={frozen.overdue} />}
        back={<BackLink href="/admin/screening">{t("back")}</BackLink>}
      />
      <Card component="section" aria-label={t("title")}>
        <Stack gap="lg">
          <BigAmount amount={frozen.amount} asset={frozen.asset} />
          <Facts facts={useFacts(frozen)} />
          {admin && frozen.status === "frozen" ? (
            <div>
              <Button size="lg" onClick={() => setAsking(true)}>
                {t("decide")}
              </Button>
            </div>
          ) : null}
          {frozen.unmatchedId === null ? null : (
            <div>
              <Button component={Link} href={`/admin/unmatched/${frozen.unmatchedId}`} variant="default">
                {t("toUnmatched")}
              </Button>
            </div>
          )}
        </Stack>
      </Card>
      <FrozenDialog frozen={frozen} opened={asking} onClose={() => setAsking(false)} />
    </Stack>
  );
}

function useFacts(frozen: QuarantineView): Fact[] {
  const t = useTranslations("admin.screening.frozen");
  const facts: Fact[] = [
    { label: t("listed"), value: <AddressText address={frozen.listed} copyLabel={t("listed")} /> },
    { label: t("by"), value: <Code>{frozen.provider}</Code> },
    { label: t("edition"), value: <Code>{frozen.edition.slice(0, 17)}</Code> },
    { label: t("sender"), value: <AddressText address={frozen.sender} copyLabel={t("sender")} /> },
    { label: t("address"), value: <AddressText address={frozen.address} copyLabel={t("address")} /> },
    { label: t("tx"), value: <AddressText address={frozen.txHash} copyLabel={t("tx")} /> },
    { label: t("arrived"), value: <DateText value={frozen.arrivedAt} look="moment" /> },
  ];
  if (frozen.status === "frozen") facts.push({ label: t("decideBy"), value: <DateText value={frozen.decideBy} look="moment" /> });
  if (frozen.dealId !== null)
    facts.push({
      label: t("deal"),
      value: (
        <Anchor component={Link} href={`/admin/deals/${frozen.dealId}`}>
          {t("toDeal")}
        </Anchor>
      ),
    });
  const { decided } = frozen;
  if (decided !== null)
    facts.push({
      label: t("decided"),
      value: (
        <>
          <DateText value={decided.at} look="moment" />{" "}
          {t.rich("decidedBy", { name: () => <UserWord>{decided.by}</UserWord>, reason: () => <UserWord>{decided.reason}</UserWord> })}
        </>
      ),
    });
  return facts;
}

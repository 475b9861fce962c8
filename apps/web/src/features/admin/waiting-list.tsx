"use client";

import type { WaitingView } from "@amanat/contracts";
import { Anchor, Button, Card, DateText, ErrorState, Group, Money, Stack, Text, useDoneToast, UserWord } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { useRefreshAfter } from "../../client/stale.ts";
import { AdminListSection } from "./admin-list.tsx";
import { OverdueBadge } from "./unmatched-badge.tsx";
import { waitingInput } from "./unmatched-filter.ts";
import { useDeskMutation } from "./recorded-calls.ts";

/** What is owed back to payers and worth less than sending it: it waits here, and an admin may send it all the same. */
export function WaitingList() {
  const t = useTranslations("admin.unmatched");
  const [cursor, setCursor] = useState<string | null>(null);
  const page = useAmanatQuery("payment", "listWaiting", waitingInput(cursor), { refetchInterval: 20_000 });
  return (
    <AdminListSection
      id="waiting-title"
      title={t("waitingTitle")}
      lead={t("waitingLead")}
      query={page}
      money="none"
      empty={{ icon: IconInbox, title: t("waitingEmpty") }}
      cursor={cursor}
      onGo={setCursor}
    >
      {(rows) => rows.map((row) => <Waiting key={row.intentId} row={row} />)}
    </AdminListSection>
  );
}

function Waiting({ row }: { row: WaitingView }) {
  const t = useTranslations("admin.unmatched");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const refresh = useRefreshAfter("payout");
  const done = useDoneToast();
  const send = useDeskMutation("payment", "refundWaiting", { onSuccess: () => done(t("done")), onSettled: () => refresh() });
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Money amount={row.amount} asset={row.asset} strong withChain />
          <OverdueBadge overdue={row.overdue} />
        </Group>
        <Anchor component={Link} href={`/admin/deals/${row.dealId}`}>
          <UserWord>{row.dealTitle}</UserWord>
        </Anchor>
        <Text size="sm" c="dimmed">
          {t("column.since")} <DateText value={row.since} look="moment" />
        </Text>
        {send.error === null ? null : <ErrorState error={send.error} money="none" />}
        {admin ? (
          <div>
            <Button variant="default" loading={send.isPending} onClick={() => send.mutate({ intentId: row.intentId, amount: row.amount })}>
              {t("send")}
            </Button>
          </div>
        ) : null}
      </Stack>
    </Card>
  );
}

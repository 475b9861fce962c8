"use client";

import type { HeldDeal } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import {
  Anchor,
  Button,
  Card,
  ErrorState,
  Group,
  Money,
  Stack,
  Text,
  Title,
  useDateWords,
  useDoneToast,
  UserText,
  UserWord,
} from "@amanat/ui";
import { IconLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { AdminListPage, useCursor } from "./admin-list.tsx";
import { Shares } from "./ruling-shares.tsx";

const ProposeRulingDialog = lateComponent(() => import("./propose-ruling-dialog.tsx"), "ProposeRulingDialog");
const ApproveRulingDialog = lateComponent(() => import("./approve-ruling-dialog.tsx"), "ApproveRulingDialog");

const PAGE = 20;

/** Deals whose money a party stopped; what ends soonest is on top. */
export function HeldList() {
  const t = useTranslations("admin.held");
  const { cursor, onGo } = useCursor();
  const input = { limit: PAGE, ...(cursor === null ? {} : { cursor }) };
  const page = useAmanatQuery("deals", "listHeld", input, { refetchInterval: 20_000 });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      query={page}
      money="none"
      empty={{ icon: IconLock, title: t("empty"), hint: t("emptyHint") }}
      cursor={cursor}
      onGo={onGo}
    >
      {(deals) => deals.map((deal) => <Held key={deal.dealId} deal={deal} />)}
    </AdminListPage>
  );
}

function Held({ deal }: { deal: HeldDeal }) {
  const t = useTranslations("admin.held");
  const dates = useDateWords();
  const assetOf = useAssetOf();
  return (
    <Card component="article" data-held={deal.dealId}>
      <Stack gap="md">
        <Stack gap={4}>
          <Title order={2} size="h3">
            <UserWord>{deal.title}</UserWord>
          </Title>
          <Text>{t("between", { buyer: isolated(deal.buyer.name), seller: isolated(deal.seller.name) })}</Text>
          <Text fw={600}>{t("due", { time: dates(deal.dueAt, "due") })}</Text>
          <Anchor component={Link} href={`/admin/deals/${deal.dealId}`}>
            {t("books")}
          </Anchor>
        </Stack>
        {deal.holds.map((hold) => (
          <Stack key={`${hold.tranche} ${hold.since}`} gap={4} align="flex-start">
            <Money amount={hold.amount} asset={assetOf(hold.asset)} strong withChain />
            <UserText>{hold.reason}</UserText>
          </Stack>
        ))}
        {deal.ruling === null ? <Propose deal={deal} /> : <Ruling deal={deal} ruling={deal.ruling} />}
      </Stack>
    </Card>
  );
}

function Propose({ deal }: { deal: HeldDeal }) {
  const t = useTranslations("admin.held");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const [opened, setOpened] = useState<boolean | null>(null);
  if (!admin) return null;
  return (
    <Group>
      <Button onClick={() => setOpened(true)}>{t("propose")}</Button>
      {opened === null ? null : <ProposeRulingDialog deal={deal} opened={opened} onClose={() => setOpened(false)} />}
    </Group>
  );
}

/** The proposed ruling. Another admin approves or declines it; its author can only take it back. */
function Ruling({ deal, ruling }: { deal: HeldDeal; ruling: NonNullable<HeldDeal["ruling"]> }) {
  const t = useTranslations("admin.held");
  const dates = useDateWords();
  const refresh = useRefreshAfter("deal");
  const done = useDoneToast();
  const [opened, setOpened] = useState<boolean | null>(null);
  const decline = useAmanatMutation("deals", "answerRuling", {
    onSuccess: () => done(t("declined")),
    onSettled: () => refresh(),
  });
  const { block } = ruling;
  const answers = block === "none" || block === "own";
  return (
    <Stack gap="sm" data-ruling={block}>
      <Text fw={600}>{t("proposedBy", { name: isolated(ruling.proposedBy), time: dates(ruling.proposedAt, "due") })}</Text>
      <Shares deal={deal} ruling={ruling} />
      <UserText>{ruling.reason}</UserText>
      {block === "own" || block === "own_deal" || block === "not_admin" ? <Text c="dimmed">{t(`block.${block}`)}</Text> : null}
      {answers ? (
        <Group>
          {block === "none" ? <Button onClick={() => setOpened(true)}>{t("approve")}</Button> : null}
          <Button
            variant="default"
            loading={decline.isPending}
            onClick={() => decline.mutate({ dealId: deal.dealId, rulingId: ruling.id, version: ruling.version, answer: "decline" })}
          >
            {t("decline")}
          </Button>
        </Group>
      ) : null}
      {decline.error === null ? null : <ErrorState error={decline.error} money="none" />}
      {opened === null ? null : <ApproveRulingDialog deal={deal} ruling={ruling} opened={opened} onClose={() => setOpened(false)} />}
    </Stack>
  );
}

"use client";

import { type DeadNotice, NOTICE_CHANNELS } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import {
  Button,
  Card,
  DateText,
  ErrorState,
  Facts,
  Group,
  NativeSelect,
  Stack,
  StatusBadge,
  Text,
  Title,
  useDoneToast,
  UserWord,
} from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { AdminListPage, useCursor } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { useIncidentsRefresh } from "./incidents-refresh.ts";

const PAGE = 20;
/** Live events do the work; this catches what a sleeping tab missed. */
const SAFETY_POLL_MS = 30_000;

/** Notices that a channel could not deliver. An admin can have one sent again. */
export function DeadNotices() {
  const t = useTranslations("admin.deadNotices");
  const channels = useTranslations("notifications.channel");
  const { cursor, onGo } = useCursor();
  const [shown, setShown] = useState("every");
  const channel = NOTICE_CHANNELS.find((known) => known === shown);
  const input = { limit: PAGE, ...(cursor === null ? {} : { cursor }), ...(channel === undefined ? {} : { channel }) };
  const page = useAmanatQuery("notifications", "deadNotices", input, { refetchInterval: SAFETY_POLL_MS });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      query={page}
      empty={{ icon: IconCheck, title: t("empty"), hint: t("emptyHint") }}
      cursor={cursor}
      onGo={onGo}
      filters={
        <NativeSelect
          label={t("channel")}
          value={shown}
          onChange={(event) => {
            setShown(event.currentTarget.value);
            onGo(null);
          }}
          data={[{ value: "every", label: t("every") }, ...NOTICE_CHANNELS.map((each) => ({ value: each, label: channels(each) }))]}
        />
      }
    >
      {(notices) => (
        <Stack gap="md">
          {notices.map((notice) => (
            <DeadCard key={notice.id} notice={notice} />
          ))}
        </Stack>
      )}
    </AdminListPage>
  );
}

function DeadCard({ notice }: { notice: DeadNotice }) {
  const t = useTranslations("admin.deadNotices");
  const channels = useTranslations("notifications.channel");
  const incidents = useTranslations("admin.incidents");
  const locale = useLocale();
  const done = useDoneToast();
  const refresh = useIncidentsRefresh();
  const again = useAmanatMutation("notifications", "sendAgain", { onSuccess: () => done(t("sent")), onSettled: () => refresh() });
  return (
    <Card component="article" padding="md" data-dead-notice={notice.channel}>
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4">
            <Code>{notice.kind}</Code>
          </Title>
          <StatusBadge tone={notice.state === "unknown" ? "attention" : "bad"}>
            {t(notice.state === "unknown" ? "state.unknown" : "state.dead")}
          </StatusBadge>
        </Group>
        <Facts
          facts={[
            { label: t("channel"), value: channels(notice.channel) },
            { label: t("person"), value: <UserWord>{notice.person}</UserWord> },
            { label: t("at"), value: <DateText value={notice.at} look="moment" /> },
            { label: t("closedAt"), value: <DateText value={notice.closedAt} look="moment" /> },
            { label: t("attempts"), value: formatCount(notice.attempts, locale) },
          ]}
        />
        <Stack gap={4}>
          <Text c="dimmed">{incidents("details.failure")}</Text>
          <Text dir="ltr">
            <Code>{notice.failure}</Code>
          </Text>
        </Stack>
        {again.error === null ? null : <ErrorState error={again.error} money="unmentioned" />}
        <Group gap="sm">
          <Button loading={again.isPending} onClick={() => again.mutate({ noticeDeliveryId: notice.id })}>
            {t("again")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

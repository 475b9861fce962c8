"use client";

import { type DeadNotice, NOTICE_CHANNELS } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Button, DateText, NativeSelect, Stack, StatusBadge, useDoneToast, UserWord } from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { parseAsString } from "nuqs/server";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { DeadCard } from "./dead-card.tsx";
import { useIncidentsRefresh } from "./incidents-refresh.ts";
import { useDeskMutation } from "./recorded-calls.ts";

const PAGE = 20;
/** Live events do the work; this catches what a sleeping tab missed. */
const SAFETY_POLL_MS = 30_000;

/** As it stands in the address bar. */
const filter = { channel: parseAsString.withDefault(""), cursor: parseAsString };

/** Notices that a channel could not deliver. An admin can have one sent again. */
export function DeadNotices() {
  const t = useTranslations("admin.deadNotices");
  const channels = useTranslations("notifications.channel");
  const [{ channel: shown, cursor }, setFilter] = useQueryStates(filter, { history: "push" });
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
      onGo={(next) => void setFilter({ cursor: next })}
      filters={
        <NativeSelect
          label={t("channel")}
          value={channel ?? ""}
          onChange={({ currentTarget: { value } }) => void setFilter({ channel: value, cursor: null })}
          data={[{ value: "", label: t("every") }, ...NOTICE_CHANNELS.map((each) => ({ value: each, label: channels(each) }))]}
        />
      }
    >
      {(notices) => (
        <Stack gap="md">
          {notices.map((notice) => (
            <NoticeCard key={notice.id} notice={notice} />
          ))}
        </Stack>
      )}
    </AdminListPage>
  );
}

function NoticeCard({ notice }: { notice: DeadNotice }) {
  const t = useTranslations("admin.deadNotices");
  const channels = useTranslations("notifications.channel");
  const locale = useLocale();
  const done = useDoneToast();
  const refresh = useIncidentsRefresh();
  const again = useDeskMutation("notifications", "sendAgain", { onSuccess: () => done(t("sent")), onSettled: () => refresh() });
  const isUnknown = notice.state === "unknown";
  return (
    <DeadCard
      data-dead-notice={notice.channel}
      name={notice.kind}
      badge={<StatusBadge tone={isUnknown ? "attention" : "bad"}>{t(isUnknown ? "state.unknown" : "state.dead")}</StatusBadge>}
      facts={[
        { label: t("channel"), value: channels(notice.channel) },
        { label: t("person"), value: <UserWord>{notice.person}</UserWord> },
        { label: t("at"), value: <DateText value={notice.at} look="moment" /> },
        { label: t("closedAt"), value: <DateText value={notice.closedAt} look="moment" /> },
        { label: t("attempts"), value: formatCount(notice.attempts, locale) },
      ]}
      failure={notice.failure}
      error={again.error}
    >
      <Button loading={again.isPending} onClick={() => again.mutate({ noticeDeliveryId: notice.id })}>
        {t("again")}
      </Button>
    </DeadCard>
  );
}

"use client";

import type { NoticeView, Page } from "@amanat/contracts";
import type { AmanatError } from "@amanat/sdk";
import {
  Button,
  Card,
  EmptyState,
  ErrorState,
  Group,
  ListSkeleton,
  NativeSelect,
  PageHeader,
  Stack,
  Title,
  useDateWords,
  useDoneToast,
  useFailureToast,
} from "@amanat/ui";
import { IconBell, IconCheck } from "@amanat/ui/icons";
import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { TextLink } from "../../client/links.tsx";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { byDay } from "./days.ts";
import { NoticeRow } from "./notice-row.tsx";
import classes from "./notices.module.css";

const PAGE = 20;
const DAY_MS = 86_400_000;
type Notices = Page<NoticeView>;

function useNoticePages(unread: boolean, first: Notices) {
  const amanat = useAmanat();
  const locale = useLocale();
  // As the other times of the page: a reader who chose no zone is not where their language is.
  const timeZone = useTimeZone() ?? "UTC";
  return useInfiniteQuery<Notices, AmanatError, InfiniteData<Notices>, readonly unknown[], string | undefined>({
    queryKey: ["notifications", "list", unread],
    queryFn: ({ pageParam, signal }) =>
      amanat.notifications.list(
        { limit: PAGE, unread, locale, timeZone, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    ...(unread ? {} : { initialData: { pages: [first], pageParams: [undefined] } }),
  });
}

/** Everything a person was told, by days. `now`: when the server wrote the page. */
export function Centre({ first, now }: { first: Notices; now: string }) {
  const t = useTranslations("notifications.centre");
  const [unread, setUnread] = useState(false);
  const pages = useNoticePages(unread, first);
  const notices = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack gap="lg" maw="46rem" mx="auto" w="100%">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Group justify="space-between" align="flex-end" gap="sm">
        <NativeSelect
          label={t("filter")}
          value={unread ? "unread" : "all"}
          onChange={(event) => setUnread(event.currentTarget.value === "unread")}
          data={[
            { value: "all", label: t("all") },
            { value: "unread", label: t("unread") },
          ]}
        />
        <ReadAll newest={notices[0]?.at ?? null} />
      </Group>
      {pages.error === null ? null : <ErrorState error={pages.error} money="unmentioned" onRetry={() => void pages.refetch()} />}
      {pages.isPending ? <ListSkeleton label={t("title")} /> : null}
      {pages.data !== undefined && notices.length === 0 ? (
        <EmptyState icon={IconBell} title={t(unread ? "noneUnread" : "empty")}>
          {t(unread ? "noneUnreadHint" : "emptyHint")}
        </EmptyState>
      ) : null}
      <Days notices={notices} now={now} />
      {pages.hasNextPage ? (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
      <TextLink href="/account/notifications" className={classes.choose ?? ""}>
        {t("choose")}
      </TextLink>
    </Stack>
  );
}

/** Marks everything up to the newest that is shown: what comes meanwhile stays unread. */
function ReadAll({ newest }: { newest: string | null }) {
  const t = useTranslations("notifications.centre");
  const done = useDoneToast();
  const fail = useFailureToast();
  const refresh = useRefreshAfter("notice");
  const count = useAmanatQuery("notifications", "unread", undefined).data?.count ?? 0;
  const read = useAmanatMutation("notifications", "readAll", {
    onSuccess: () => done(t("allRead")),
    onError: fail,
    onSettled: () => refresh(),
  });
  return (
    <Button
      variant="light"
      leftSection={<IconCheck size={20} aria-hidden />}
      disabled={count === 0 || newest === null}
      loading={read.isPending}
      onClick={() => {
        if (newest !== null) read.mutate({ until: newest });
      }}
    >
      {t("readAll")}
    </Button>
  );
}

function Days({ notices, now }: { notices: readonly NoticeView[]; now: string }) {
  const t = useTranslations("notifications.centre");
  const words = useDateWords();
  const dayOf = (at: string): string => words(at, "day");
  const yesterday = dayOf(new Date(new Date(now).getTime() - DAY_MS).toISOString());
  const named = new Map([
    [yesterday, t("yesterday")],
    [dayOf(now), t("today")],
  ]);
  return byDay(notices, dayOf).map(({ day, things }) => (
    <Stack key={day} gap="xs" component="section" aria-label={named.get(day) ?? day}>
      <Title order={2} size="h4">
        {named.get(day) ?? day}
      </Title>
      <Card padding="xs">
        <ul className={classes.rows}>
          {things.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} />
          ))}
        </ul>
      </Card>
    </Stack>
  ));
}

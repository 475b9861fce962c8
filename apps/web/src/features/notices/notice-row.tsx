"use client";

import type { NoticeGroup, NoticeView } from "@amanat/contracts";
import { ActionIcon, Badge, DateText, Text } from "@amanat/ui";
import {
  IconBriefcase,
  IconCheck,
  IconClock,
  IconCoins,
  IconMessage,
  IconScale,
  IconShieldLock,
  IconTag,
  IconUserCircle,
} from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Link } from "../../i18n/link.tsx";
import classes from "./notices.module.css";

const ICONS: Readonly<Record<NoticeGroup, typeof IconCheck>> = {
  security: IconShieldLock,
  money: IconCoins,
  deals: IconBriefcase,
  reminders: IconClock,
  market: IconTag,
  messages: IconMessage,
  account: IconUserCircle,
  staff: IconScale,
};

/** One thing somebody was told; its sentence leads to the exact place, and going there reads it. */
export function NoticeRow({ notice }: { notice: NoticeView }) {
  const t = useTranslations("notifications.centre");
  const refresh = useRefreshAfter("notice");
  const read = useAmanatMutation("notifications", "read", { onSettled: () => refresh() });
  const isNew = notice.readAt === null && !read.isPending;
  const Shape = ICONS[notice.group];
  const noteRead = () => {
    if (notice.readAt === null) read.mutate({ noticeId: notice.id });
  };
  return (
    <li className={classes.row} data-notice={notice.kind} data-unread={isNew ? true : undefined}>
      <Link href={notice.place} className={classes.what} onClick={noteRead}>
        <span className={classes.sign}>
          <Shape size={22} aria-hidden />
        </span>
        <span className={classes.words}>
          <Text component="span" fw={isNew ? 700 : 500} dir="auto" className={classes.title}>
            {notice.title}
          </Text>
          {notice.text === "" ? null : (
            <Text component="span" size="sm" dir="auto">
              {notice.text}
            </Text>
          )}
          <span className={classes.when}>
            <Text component="span" size="sm" c="dimmed">
              <DateText value={notice.at} look="moment" />
            </Text>
            {isNew ? <Badge color="pomegranate">{t("isNew")}</Badge> : null}
          </span>
        </span>
      </Link>
      {isNew ? (
        <ActionIcon aria-label={t("markRead", { title: notice.title })} onClick={noteRead}>
          <IconCheck size={20} aria-hidden />
        </ActionIcon>
      ) : null}
    </li>
  );
}

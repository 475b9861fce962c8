"use client";

import type { NoticeChannel, NoticeGroup } from "@amanat/contracts";
import { Button, Card, ErrorState, PageHeader, Stack, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useAmanatMutation } from "../../client/query.ts";

type UnsubscribeProps = { token: string; named: { group: NoticeGroup; channel: NoticeChannel; on: boolean } | null };

/** Where a mail's way out leads. Looking does nothing: programs that check mails follow links. Only the button does. */
export function Unsubscribe({ token, named }: UnsubscribeProps) {
  const t = useTranslations("notifications");
  const stop = useAmanatMutation("notifications", "unsubscribe");
  const isOff = named !== null && (!named.on || stop.data !== undefined);
  const values = named === null ? null : { group: t(`group.${named.group}.name`), channel: t(`channel.${named.channel}`) };
  return (
    <Stack gap="lg" maw="34rem" mx="auto" w="100%">
      <PageHeader title={t("unsubscribe.title")} />
      <Card>
        <Stack gap="md" align="flex-start">
          <Text role="status">
            {values === null ? t("unsubscribe.invalid") : isOff ? t("unsubscribe.done", values) : t("unsubscribe.ask", values)}
          </Text>
          {stop.error === null ? null : <ErrorState error={stop.error} money="unmentioned" />}
          {values === null || isOff ? null : (
            <Button loading={stop.isPending} onClick={() => stop.mutate({ token })}>
              {t("unsubscribe.stop")}
            </Button>
          )}
          <TextLink href="/account/notifications">{t("unsubscribe.choose")}</TextLink>
        </Stack>
      </Card>
    </Stack>
  );
}

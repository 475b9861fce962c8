"use client";

import type { MessageDetail, MessageView } from "@amanat/contracts";
import { Button, CopyButton, DateText, ErrorState, Facts, Group, ListSkeleton, Stack, Text, Title } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { Outcome } from "./outcome.tsx";
import classes from "./webhooks.module.css";
import { MessageBadge } from "./words.tsx";

type Props = LateDialogProps & { message: MessageView; mayResend: boolean };

/** One message: its bytes, each try, and sending it once more. */
export function MessageDialog({ message, mayResend, opened, onClose }: Props) {
  const t = useTranslations("webhooks.message");
  const refresh = useRefreshAfter("webhook");
  const ends = useEnding(onClose);
  const found = useAmanatQuery("webhooks", "message", { messageId: message.id }, { enabled: opened });
  const again = useAmanatMutation("webhooks", "redeliver", ends(t("sentAgain"), refresh));
  const over = message.state !== "waiting" && message.state !== "dropped";
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      error={again.error}
      aboutMoney={false}
      actions={
        over && mayResend ? (
          <Answers onClose={onClose} back={t("close")} loading={again.isPending} onClick={() => again.mutate({ messageId: message.id })}>
            {t("again")}
          </Answers>
        ) : (
          <Button variant="default" onClick={onClose}>
            {t("close")}
          </Button>
        )
      }
    >
      <Group gap="xs">
        <bdi dir="ltr" className={classes.code}>
          {message.type}
        </bdi>
        <MessageBadge state={message.state} />
      </Group>
      <Times message={message} />
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("title")} /> : null}
      {found.data === undefined ? null : <Content detail={found.data} />}
    </Dialog>
  );
}

function Times({ message: { id, createdAt, deliveredAt, expiresAt } }: { message: MessageView }) {
  const t = useTranslations("webhooks.message");
  const end =
    deliveredAt === null
      ? { label: t("expires"), value: <DateText value={expiresAt} look="moment" /> }
      : { label: t("delivered"), value: <DateText value={deliveredAt} look="moment" /> };
  return (
    <Facts
      facts={[
        {
          label: <bdi dir="ltr">webhook-id</bdi>,
          value: (
            <bdi dir="ltr" className={classes.code}>
              {id}
            </bdi>
          ),
        },
        { label: t("made"), value: <DateText value={createdAt} look="moment" /> },
        end,
      ]}
    />
  );
}

function Content({ detail: { body, log } }: { detail: MessageDetail }) {
  const t = useTranslations("webhooks.message");
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="xs">
        <Title order={3} size="h4">
          {t("body")}
        </Title>
        <CopyButton value={body} label={t("copyBody")} />
      </Group>
      <pre dir="ltr" className={classes.body} tabIndex={0} aria-label={t("body")} data-body>
        {body}
      </pre>
      <Title order={3} size="h4">
        {t("log")}
      </Title>
      {log.length === 0 ? <Text c="dimmed">{t("noLog")}</Text> : null}
      <ol className={classes.tries}>
        {log.map(({ at, ms, status, failure, answer }) => (
          <li key={at}>
            <DateText value={at} look="moment" />
            {" · "}
            <Outcome status={status} failure={failure} />
            {" · "}
            {t("took", { ms: String(ms) })}
            {answer === "" ? null : (
              <div>
                <bdi dir="ltr" className={classes.code}>
                  {answer}
                </bdi>
              </div>
            )}
          </li>
        ))}
      </ol>
    </Stack>
  );
}

"use client";

import { DateText, NativeSelect, Stack, Text, useDoneToast } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { WebhookDialogProps } from "./webhook-dialog-props.ts";

const HOUR_MS = 3_600_000;
const SINCE = [1, 6, 24, 72, 168, 720] as const;

/** Everything since a moment once more; the moment is shown as it is, in the reader's zone. */
export function SendSince({ webhook, opened, onClose }: WebhookDialogProps) {
  const t = useTranslations("webhooks");
  const refresh = useRefreshAfter("webhook");
  const done = useDoneToast();
  const [now] = useState(() => Date.now());
  const [hours, setHours] = useState<number>(24);
  const since = new Date(now - hours * HOUR_MS).toISOString();
  const send = useAmanatMutation("webhooks", "redeliverSince", {
    onSuccess: ({ messages }) => {
      onClose();
      done(t("since.done", { count: messages }));
    },
    onSettled: refresh,
  });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("since.title")}
      error={send.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          loading={send.isPending}
          onClick={() => send.mutate({ webhookId: webhook.id, since })}
        >
          {t("since.submit")}
        </Answers>
      }
    >
      <Stack gap="md">
        <Text>{t("since.hint")}</Text>
        <NativeSelect
          label={t("since.label")}
          description={t.rich("since.moment", { time: () => <DateText value={since} look="due" /> })}
          value={String(hours)}
          onChange={(event) => setHours(Number(event.currentTarget.value))}
          data={SINCE.map((count) => ({ value: String(count), label: t("since.hours", { count }) }))}
        />
      </Stack>
    </Dialog>
  );
}

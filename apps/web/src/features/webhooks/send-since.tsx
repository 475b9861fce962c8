"use client";

import { instantAt, wallTime } from "@amanat/i18n";
import { DateText, NativeSelect, Stack, Text, TextInput, useDoneToast } from "@amanat/ui";
import { useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { WebhookDialogProps } from "./webhook-dialog-props.ts";

const HOUR_MS = 3_600_000;
const SINCE = [1, 6, 24, 72, 168, 720] as const;
/** Messages are kept for so many hours. */
const KEPT = 720;

type Choice = { hours: number | null; wall: string };

/** The moment chosen: hours before the dialog was opened, or what the clock on the wall said. */
function useMoment() {
  const zone = useTimeZone() ?? "UTC";
  const [now] = useState(() => Date.now());
  const [first, last] = [wallTime(now - KEPT * HOUR_MS, zone), wallTime(now, zone)];
  const [choice, setChoice] = useState<Choice>({ hours: 24, wall: wallTime(now - 24 * HOUR_MS, zone) });
  const at = choice.hours === null ? instantAt(choice.wall, zone) : now - choice.hours * HOUR_MS;
  const since = at === null || at > now ? null : new Date(at).toISOString();
  return { choice, setChoice, first, last, since };
}

/** Everything since a moment once more; the moment is shown as it is, in the reader's zone. */
export function SendSince({ webhook, opened, onClose }: WebhookDialogProps) {
  const t = useTranslations("webhooks");
  const refresh = useRefreshAfter("webhook");
  const done = useDoneToast();
  const { choice, setChoice, first, last, since } = useMoment();
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
          disabled={since === null}
          onClick={() => (since === null ? undefined : send.mutate({ webhookId: webhook.id, since }))}
        >
          {t("since.submit")}
        </Answers>
      }
    >
      <Stack gap="md">
        <Text>{t("since.hint")}</Text>
        <NativeSelect
          label={t("since.label")}
          value={choice.hours === null ? "moment" : String(choice.hours)}
          onChange={({ currentTarget: { value } }) => setChoice({ ...choice, hours: value === "moment" ? null : Number(value) })}
          data={[
            ...SINCE.map((count) => ({ value: String(count), label: t("since.hours", { count }) })),
            { value: "moment", label: t("since.own") },
          ]}
        />
        {choice.hours === null ? (
          <TextInput
            type="datetime-local"
            dir="ltr"
            label={t("since.at")}
            value={choice.wall}
            min={first}
            max={last}
            error={since === null ? t("since.future") : undefined}
            onChange={({ currentTarget: { value } }) => setChoice({ ...choice, wall: value })}
          />
        ) : null}
        {since === null ? null : <Text c="dimmed">{t.rich("since.moment", { time: () => <DateText value={since} look="due" /> })}</Text>}
      </Stack>
    </Dialog>
  );
}

"use client";

import { Button, NativeSelect, Stack, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { SecretOnce } from "../secret/secret-once.tsx";
import type { WebhookDialogProps } from "./webhook-dialog-props.ts";

const OVERLAPS = [0, 1, 24, 168] as const;

/** A new secret; the one before verifies for a while too, so that no program stands still. */
export function RotateSecret({ webhook, opened, onClose }: WebhookDialogProps) {
  const t = useTranslations("webhooks");
  const refresh = useRefreshAfter("webhook");
  const [hours, setHours] = useState<number>(24);
  const rotate = useAmanatMutation("webhooks", "rotateSecret", { onSettled: refresh });
  const made = rotate.data;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made === undefined ? t("secret.rotateTitle") : t("secret.title")}
      error={rotate.error}
      aboutMoney={false}
      actions={
        made === undefined ? (
          <Answers
            onClose={onClose}
            back={t("cancel")}
            loading={rotate.isPending}
            onClick={() => rotate.mutate({ webhookId: webhook.id, version: webhook.version, overlapHours: hours })}
          >
            {t("rotate")}
          </Answers>
        ) : (
          <Button onClick={onClose}>{t("secret.saved")}</Button>
        )
      }
    >
      {made === undefined ? (
        <Stack gap="md">
          <Text>{t("secret.rotateHint")}</Text>
          <NativeSelect
            label={t("secret.overlap")}
            value={String(hours)}
            onChange={(event) => setHours(Number(event.currentTarget.value))}
            data={OVERLAPS.map((count) => ({
              value: String(count),
              label: count === 0 ? t("secret.overlapNone") : t("secret.overlapHours", { count }),
            }))}
          />
        </Stack>
      ) : (
        <SecretOnce secret={made.secret} once={t("secret.once")} copy={t("secret.copy")} />
      )}
    </Dialog>
  );
}

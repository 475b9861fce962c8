"use client";

import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { RotateDialog } from "../secret/rotate-dialog.tsx";
import type { WebhookDialogProps } from "./webhook-dialog-props.ts";

/** A new secret; the one before verifies for a while too. */
export function RotateSecret({ webhook, opened, onClose }: WebhookDialogProps) {
  const t = useTranslations("webhooks");
  const refresh = useRefreshAfter("webhook");
  const rotate = useAmanatMutation("webhooks", "rotateSecret", { onSettled: refresh });
  return (
    <RotateDialog
      opened={opened}
      onClose={onClose}
      title={t("secret.rotateTitle")}
      madeTitle={t("secret.title")}
      hint={t("secret.rotateHint")}
      overlap={t("secret.overlap")}
      hours={(count) => (count === 0 ? t("secret.overlapNone") : t("secret.overlapHours", { count }))}
      once={t("secret.once")}
      copy={t("secret.copy")}
      saved={t("secret.saved")}
      back={t("cancel")}
      submit={t("rotate")}
      call={rotate}
      made={rotate.data?.secret}
      onRotate={(overlapHours) => rotate.mutate({ webhookId: webhook.id, version: webhook.version, overlapHours })}
    />
  );
}

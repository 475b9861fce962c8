"use client";

import { isolated } from "@amanat/i18n";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { useRouter } from "../../i18n/routing.ts";
import { EndDialog } from "../dialog/end-dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { WebhookDialogProps } from "./webhook-dialog-props.ts";
import { nameOf } from "./words.tsx";

/** The second step before an endpoint is told nothing any more. */
export function RemoveWebhook({ webhook, opened, onClose }: WebhookDialogProps) {
  const t = useTranslations("webhooks");
  const router = useRouter();
  const refresh = useRefreshAfter("webhook");
  const ends = useEnding(() => {
    onClose();
    router.replace("/account/webhooks");
  });
  const remove = useAmanatMutation("webhooks", "remove", ends(t("removed"), refresh));
  return (
    <EndDialog
      opened={opened}
      onClose={onClose}
      title={t("removeTitle", { name: isolated(nameOf(webhook)) })}
      hint={t("removeHint")}
      back={t("cancel")}
      submit={t("remove")}
      call={remove}
      onSubmit={() => remove.mutate({ webhookId: webhook.id, version: webhook.version })}
    />
  );
}

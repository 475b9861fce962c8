"use client";

import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useFieldFaults } from "./field-faults.ts";
import type { EventGroup } from "./subjects.ts";
import type { WebhookDialogProps } from "./webhook-dialog-props.ts";
import { type Fields, isWhole, keptOf, WebhookFields } from "./webhook-fields.tsx";

/** Another address, or other events; what waits goes to the new address. */
export function ChangeWebhook({ webhook, events, opened, onClose }: WebhookDialogProps & { events: readonly EventGroup[] }) {
  const t = useTranslations("webhooks");
  const refresh = useRefreshAfter("webhook");
  const ends = useEnding(onClose);
  const [fields, setFields] = useState<Fields>({ ...webhook, some: webhook.types.length > 0 });
  const change = useAmanatMutation("webhooks", "change", ends(t("changed"), refresh));
  const { wrong, rest } = useFieldFaults(change.error);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("form.changeTitle")}
      error={rest}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          type="submit"
          form="change-webhook"
          loading={change.isPending}
          disabled={!isWhole(fields)}
        >
          {t("save")}
        </Answers>
      }
    >
      <Text>{t("form.moved")}</Text>
      <form
        id="change-webhook"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ ...keptOf(fields), webhookId: webhook.id, version: webhook.version });
        }}
      >
        <WebhookFields fields={fields} onChange={(edit) => setFields({ ...fields, ...edit })} events={events} wrong={wrong} />
      </form>
    </Dialog>
  );
}

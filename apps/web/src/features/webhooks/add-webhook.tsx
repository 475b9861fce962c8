"use client";

import { Button, NativeSelect, Stack } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "../../client/me.tsx";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { SecretOnce } from "../secret/secret-once.tsx";
import { useFieldFaults } from "./field-faults.ts";
import type { EventGroup } from "./subjects.ts";
import { type Fields, isWhole, keptOf, WebhookFields } from "./webhook-fields.tsx";

const NOTHING: Fields = { url: "", description: "", types: [], plainSignature: false, some: false };
type Whose = "me" | "tenant";

/** Asks for the address and the events of a new endpoint, then shows its secret. The secret is shown this once. */
export function AddWebhook({ events, opened, onClose }: LateDialogProps & { events: readonly EventGroup[] }) {
  const t = useTranslations("webhooks");
  const refresh = useRefreshAfter("webhook");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const [fields, setFields] = useState(NOTHING);
  const [of, setOf] = useState<Whose>("me");
  const create = useAmanatMutation("webhooks", "create", { onSettled: refresh });
  const { wrong, rest } = useFieldFaults(create.error);
  const made = create.data;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made === undefined ? t("form.addTitle") : t("secret.title")}
      error={rest}
      aboutMoney={false}
      actions={
        made === undefined ? (
          <Answers
            onClose={onClose}
            back={t("cancel")}
            type="submit"
            form="add-webhook"
            loading={create.isPending}
            disabled={!isWhole(fields)}
          >
            {t("add")}
          </Answers>
        ) : (
          <Button onClick={onClose}>{t("secret.saved")}</Button>
        )
      }
    >
      {made === undefined ? (
        <form
          id="add-webhook"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ ...keptOf(fields), of });
          }}
        >
          <Stack gap="md">
            <WebhookFields fields={fields} onChange={(change) => setFields({ ...fields, ...change })} events={events} wrong={wrong} />
            {admin ? <WhoseField of={of} onChange={setOf} /> : null}
          </Stack>
        </form>
      ) : (
        <SecretOnce secret={made.secret} once={t("secret.once")} copy={t("secret.copy")} />
      )}
    </Dialog>
  );
}

function WhoseField({ of, onChange }: { of: Whose; onChange: (of: Whose) => void }) {
  const t = useTranslations("webhooks.form");
  return (
    <NativeSelect
      label={t("of")}
      value={of}
      onChange={(event) => onChange(event.currentTarget.value === "tenant" ? "tenant" : "me")}
      data={[
        { value: "me", label: t("me") },
        { value: "tenant", label: t("tenant") },
      ]}
    />
  );
}

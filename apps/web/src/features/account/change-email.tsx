"use client";

import { CodeField, Text, useDoneToast, useForm, useErrorText } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useRouter } from "../../i18n/routing.ts";
import { Answers } from "../dialog/answers.tsx";
import { EmailField } from "../auth/fields.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";

/** A first address or another one: nothing changes before the code that was mailed there has come back. */
export function ChangeEmail({ opened, onClose }: LateDialogProps) {
  const t = useTranslations("account.email");
  const auth = useTranslations("auth.field");
  const router = useRouter();
  const done = useDoneToast();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({ initialValues: { email: "" } });
  const textOf = useErrorText();
  const [code, setCode] = useState("");
  const ask = useAmanatMutation("auth", "requestEmail", { onSuccess: (_answer, { email }) => setSentTo(email) });
  const confirm = useAmanatMutation("auth", "confirmEmail", {
    onSuccess: () => {
      onClose();
      done(t("done"));
      router.refresh();
    },
    onError: () => setCode(""),
  });
  const wrong = confirm.error?.code === "CODE_INVALID" ? textOf(confirm.error).text : null;
  const submit = useCheckedSubmit(
    form,
    async () => (await import("../auth/rules.ts")).emailRules,
    ({ email }) => ask.mutate({ email }),
  );
  const asking = sentTo === null;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      error={ask.error ?? (wrong === null ? confirm.error : null)}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          type="submit"
          form="change-email"
          loading={ask.isPending || confirm.isPending}
          disabled={!asking && code.length < 6}
        >
          {asking ? t("send") : t("confirm")}
        </Answers>
      }
    >
      {asking ? (
        <form id="change-email" noValidate onSubmit={submit}>
          <EmailField label={t("new")} description={t("newHint")} autoComplete="email" data-autofocus {...form.getInputProps("email")} />
        </form>
      ) : (
        <form
          id="change-email"
          onSubmit={(event) => {
            event.preventDefault();
            confirm.mutate({ code });
          }}
        >
          <Text mb="sm">{t.rich("sent", { email: () => <bdi dir="ltr">{sentTo}</bdi> })}</Text>
          <CodeField label={auth("code")} value={code} onChange={setCode} error={wrong} required withAsterisk={false} />
        </form>
      )}
    </Dialog>
  );
}

"use client";

import {
  asFailure,
  Button,
  CodeField,
  ErrorState,
  serverIssues,
  Stack,
  useDoneToast,
  useErrorText,
  useFailureToast,
  useForm,
  useIssueTexts,
} from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { EmailField, NewPasswordField } from "./fields.tsx";
import { AuthCard } from "./auth-card.tsx";
import { Captcha, useCaptcha } from "./captcha.tsx";
import { signIn } from "./session.ts";

/** A new password for one that was forgotten: the address, then the mailed code with the new one, then straight in. */
export function ResetForm() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  return sentTo === null ? <AskForCode onSent={setSentTo} /> : <NewPassword email={sentTo} onOther={() => setSentTo(null)} />;
}

function AskForCode({ onSent }: { onSent: (email: string) => void }) {
  const t = useTranslations("auth");
  const form = useForm({ initialValues: { email: "" } });
  const captcha = useCaptcha();
  const ask = useAmanatMutation("auth", "requestPasswordReset", {
    onSuccess: (_answer, { email }) => onSent(email),
    onError: captcha.onError,
  });
  const submit = useCheckedSubmit(
    form,
    async () => (await import("./rules.ts")).requestResetRules,
    ({ email }) => ask.mutate({ email, ...captcha.input }),
  );
  return (
    <AuthCard title={t("reset.title")} lead={t("reset.lead")}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <EmailField {...form.getInputProps("email")} />
          {ask.isError && asFailure(ask.error).code !== "CAPTCHA_REQUIRED" ? <ErrorState error={ask.error} money="unmentioned" /> : null}
          <Captcha captcha={captcha} />
          <Button type="submit" fullWidth loading={ask.isPending} disabled={captcha.unsolved}>
            {t("reset.send")}
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}

function NewPassword({ email, onOther }: { email: string; onOther: () => void }) {
  const t = useTranslations("auth");
  const locale = useLocale();
  const amanat = useAmanat();
  const texts = useIssueTexts();
  const textOf = useErrorText();
  const done = useDoneToast();
  const fail = useFailureToast();
  const form = useForm({ initialValues: { email, code: "", password: "" } });
  const reset = useAction({
    mutationFn: async (values: typeof form.values) => {
      await amanat.auth.resetPassword(values);
      await signIn(values.email, values.password);
    },
    onSuccess: () => window.location.assign(`/${locale}`),
    onError: (error) => {
      if (asFailure(error).code === "CODE_INVALID") {
        form.setFieldValue("code", "");
        form.setFieldError("code", textOf(error).text);
      }
      if ("issues" in error && Array.isArray(error.issues)) form.setErrors(texts(serverIssues(error.issues)));
    },
  });
  const again = useAmanatMutation("auth", "requestPasswordReset", { onSuccess: () => done(t("verify.resent")), onError: fail });
  const submit = useCheckedSubmit(form, async () => (await import("./rules.ts")).resetRules, reset.mutate);
  const shown = reset.isError && !["VALIDATION_ERROR", "CODE_INVALID"].includes(asFailure(reset.error).code);
  return (
    <AuthCard title={t("reset.newTitle")} lead={t.rich("reset.sent", { email: () => <bdi dir="ltr">{email}</bdi> })}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <CodeField label={t("field.code")} required withAsterisk={false} {...form.getInputProps("code")} value={form.values.code} />
          <NewPasswordField label={t("reset.newPassword")} {...form.getInputProps("password")} />
          {shown ? <ErrorState error={reset.error} money="unmentioned" /> : null}
          <Button type="submit" fullWidth loading={reset.isPending || reset.isSuccess}>
            {t("reset.submit")}
          </Button>
          <Button variant="subtle" fullWidth loading={again.isPending} onClick={() => again.mutate({ email })}>
            {t("verify.resend")}
          </Button>
          <Button variant="subtle" fullWidth onClick={onOther}>
            {t("reset.otherEmail")}
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}

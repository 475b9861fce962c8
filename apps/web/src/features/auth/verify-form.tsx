"use client";

import { Button, CodeField, ErrorState, Stack, TextInput, useDoneToast, useFailureToast, useForm } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { AuthCard } from "./auth-card.tsx";
import { pendingSignUp } from "./pending.ts";
import { nextPath, signIn } from "./session.ts";

/** The mailed code; afterwards straight in when the password is still at hand, else to the sign-in page. */
export function VerifyForm() {
  const t = useTranslations("auth");
  const locale = useLocale();
  const next = useSearchParams().get("next");
  const amanat = useAmanat();
  const done = useDoneToast();
  const fail = useFailureToast();
  const [known] = useState(pendingSignUp);
  const form = useForm({ initialValues: { email: known?.email ?? "", code: "" } });
  const verify = useAction({
    mutationFn: async (values: typeof form.values) => {
      await amanat.auth.verifyEmail(values);
      if (known === null || known.email !== values.email)
        return `/${locale}/sign-in?verified=1${next === null ? "" : `&next=${encodeURIComponent(next)}`}`;
      await signIn(known.email, known.password);
      return nextPath(next, locale);
    },
    onSuccess: (path) => window.location.assign(path),
  });
  const resend = useAmanatMutation("auth", "resendCode", { onSuccess: () => done(t("verify.resent")), onError: fail });
  const submit = useCheckedSubmit(form, async () => (await import("./rules.ts")).verifyRules, verify.mutate);
  const again = useCheckedSubmit(
    form,
    async () => (await import("./rules.ts")).resendRules,
    ({ email }) => resend.mutate({ email }),
  );
  const lead = known === null ? t("verify.leadUnknown") : t.rich("verify.lead", { email: () => <bdi dir="ltr">{known.email}</bdi> });
  return (
    <AuthCard title={t("verify.title")} lead={lead}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {known === null ? (
            <TextInput
              label={t("field.email")}
              type="email"
              dir="ltr"
              autoComplete="username"
              required
              withAsterisk={false}
              {...form.getInputProps("email")}
            />
          ) : null}
          <CodeField label={t("field.code")} required withAsterisk={false} {...form.getInputProps("code")} value={form.values.code} />
          {verify.isError ? <ErrorState error={verify.error} money="unmentioned" /> : null}
          <Button type="submit" fullWidth loading={verify.isPending || verify.isSuccess}>
            {t("verify.submit")}
          </Button>
          <Button variant="subtle" fullWidth loading={resend.isPending} onClick={again}>
            {t("verify.resend")}
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}

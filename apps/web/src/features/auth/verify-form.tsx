"use client";

import { asFailure, Button, CodeField, ErrorState, Stack, useDoneToast, useErrorText, useFailureToast, useForm } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { EmailField, PasswordField } from "./fields.tsx";
import { AuthCard } from "./auth-card.tsx";
import { rememberSignUp, usePendingSignUp, type PendingSignUp } from "./pending.ts";
import { nextPath, signIn } from "./session.ts";

/** The mailed code; afterwards straight in. */
export function VerifyForm() {
  const known = usePendingSignUp();
  // What a reload left comes after the first paint; the form begins anew with it.
  return <Verify key={known?.email ?? ""} known={known} />;
}

function Verify({ known }: { known: PendingSignUp | null }) {
  const t = useTranslations("auth");
  const locale = useLocale();
  const next = useSearchParams().get("next");
  const amanat = useAmanat();
  const done = useDoneToast();
  const fail = useFailureToast();
  const textOf = useErrorText();
  const form = useForm({ initialValues: { email: known?.email ?? "", code: "", password: known?.password ?? "" } });
  const verify = useAction({
    mutationFn: async ({ email, code, password }: typeof form.values) => {
      await amanat.auth.verifyEmail({ email, code });
      rememberSignUp(null);
      await signIn(email, password);
    },
    onSuccess: () => window.location.assign(nextPath(next, locale)),
    onError: (error) => {
      const { code } = asFailure(error);
      if (code === "CODE_INVALID") {
        form.setFieldValue("code", "");
        form.setFieldError("code", textOf(error).text);
        return;
      }
      // The address is confirmed by now; only the password was not the one.
      if (code === "INVALID_CREDENTIALS")
        window.location.assign(`/${locale}/sign-in?verified=1${next === null ? "" : `&next=${encodeURIComponent(next)}`}`);
    },
  });
  const resend = useAmanatMutation("auth", "resendCode", { onSuccess: () => done(t("verify.resent")), onError: fail });
  const submit = useCheckedSubmit(form, async () => (await import("./rules.ts")).verifyRules, verify.mutate);
  const again = useCheckedSubmit(
    form,
    async () => (await import("./rules.ts")).resendRules,
    ({ email }) => resend.mutate({ email }),
  );
  const lead = known === null ? t("verify.leadUnknown") : t.rich("verify.lead", { email: () => <bdi dir="ltr">{known.email}</bdi> });
  const shown = verify.isError && !["CODE_INVALID", "INVALID_CREDENTIALS"].includes(asFailure(verify.error).code);
  return (
    <AuthCard title={t("verify.title")} lead={lead}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {known === null ? <EmailField {...form.getInputProps("email")} /> : null}
          <CodeField label={t("field.code")} required withAsterisk={false} {...form.getInputProps("code")} value={form.values.code} />
          {known === null || known.password === null ? <PasswordField {...form.getInputProps("password")} /> : null}
          {shown ? <ErrorState error={verify.error} money="unmentioned" /> : null}
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

"use client";

import type { ErrorCode } from "@amanat/contracts";
import { asFailure, Button, ErrorState, serverIssues, Stack, TextInput, useForm, useIssueTexts } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useRouter } from "../../i18n/routing.ts";
import { EmailField, NewPasswordField } from "./fields.tsx";
import { Captcha, useCaptcha } from "./captcha.tsx";
import { rememberSignUp } from "./pending.ts";

/** What is said at its own place on the form. */
const QUIET: readonly ErrorCode[] = ["VALIDATION_ERROR", "CAPTCHA_REQUIRED"];

/** Name, e-mail and password; then the code that was mailed. */
export function SignUpForm() {
  const t = useTranslations("auth");
  const locale = useLocale();
  const router = useRouter();
  const next = useSearchParams().get("next");
  const texts = useIssueTexts();
  const form = useForm({ initialValues: { name: "", email: "", password: "" } });
  const captcha = useCaptcha();
  const register = useAmanatMutation("auth", "register", {
    onSuccess: (_answer, values) => {
      rememberSignUp({ email: values.email, password: values.password });
      router.push({ pathname: "/verify", query: next === null ? {} : { next } });
    },
    onError: (error) => {
      captcha.onError(error);
      form.setErrors(texts(serverIssues(error.issues)));
    },
  });
  const shown = register.isError && !QUIET.includes(asFailure(register.error).code);
  const submit = useCheckedSubmit(
    form,
    async () => (await import("./rules.ts")).signUpRules,
    (values) => register.mutate({ ...values, locale, ...captcha.input }),
  );
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t("field.name")} dir="auto" autoComplete="name" required withAsterisk={false} {...form.getInputProps("name")} />
        <EmailField {...form.getInputProps("email")} />
        <NewPasswordField {...form.getInputProps("password")} />
        {shown ? <ErrorState error={register.error} money="unmentioned" /> : null}
        <Captcha captcha={captcha} />
        <Button type="submit" fullWidth loading={register.isPending} disabled={captcha.unsolved}>
          {t("signUp.submit")}
        </Button>
      </Stack>
    </form>
  );
}

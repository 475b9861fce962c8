"use client";

import { asFailure, Button, ErrorState, Stack, useForm } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useRouter } from "../../i18n/routing.ts";
import { TextLink } from "../../client/links.tsx";
import { EmailField, PasswordField } from "./fields.tsx";
import classes from "./auth-card.module.css";
import { Captcha, useCaptcha } from "./captcha.tsx";
import { rememberSignUp } from "./pending.ts";
import { nextPath, signIn } from "./session.ts";

/** E-mail and password. Afterwards a full load, so that every part of the page knows the person. */
export function SignInForm() {
  const t = useTranslations("auth");
  const locale = useLocale();
  const router = useRouter();
  const next = useSearchParams().get("next");
  const amanat = useAmanat();
  const captcha = useCaptcha();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const enter = useAction({
    mutationFn: ({ email, password }: typeof form.values) => signIn(email.trim(), password, captcha.token),
    onSuccess: () => window.location.assign(nextPath(next, locale)),
    onError: (error, values) => {
      captcha.onError(error);
      if (asFailure(error).code !== "EMAIL_NOT_VERIFIED") return;
      rememberSignUp({ email: values.email.trim(), password: values.password });
      void amanat.auth.resendCode({ email: values.email.trim() }).catch(() => undefined);
      router.push({ pathname: "/verify", query: next === null ? {} : { next } });
    },
  });
  const submit = useCheckedSubmit(form, async () => (await import("./rules.ts")).signInRules, enter.mutate);
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <EmailField {...form.getInputProps("email")} />
        <PasswordField {...form.getInputProps("password")} />
        <TextLink href="/reset" className={classes.forgot ?? ""}>
          {t("reset.link")}
        </TextLink>
        {enter.isError && asFailure(enter.error).code !== "CAPTCHA_REQUIRED" ? (
          <ErrorState error={enter.error} money="unmentioned" />
        ) : null}
        <Captcha captcha={captcha} />
        <Button type="submit" fullWidth loading={enter.isPending || enter.isSuccess} disabled={captcha.unsolved}>
          {t("signIn.submit")}
        </Button>
      </Stack>
    </form>
  );
}

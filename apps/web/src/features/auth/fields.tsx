import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from "@amanat/ui";
import { useTranslations } from "next-intl";

/** An e-mail address; the one a person signs in with, unless told otherwise. */
export function EmailField(props: TextInputProps) {
  const t = useTranslations("auth.field");
  return <TextInput label={t("email")} type="email" dir="ltr" autoComplete="username" required withAsterisk={false} {...props} />;
}

/** The password a person has: the browser offers the one it keeps. */
export function PasswordField(props: PasswordInputProps) {
  const t = useTranslations("auth.field");
  return <PasswordInput label={t("password")} autoComplete="current-password" required withAsterisk={false} {...props} />;
}

/** A password a person chooses, with what is asked of it: the browser offers to make and keep one. */
export function NewPasswordField(props: PasswordInputProps) {
  const t = useTranslations("auth.field");
  return <PasswordField description={t("passwordHint")} autoComplete="new-password" {...props} />;
}

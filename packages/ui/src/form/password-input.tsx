"use client";

import { PasswordInput as KitPasswordInput, type PasswordInputProps as KitPasswordInputProps } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { Directed } from "./direction.ts";

export type PasswordInputProps = Directed<KitPasswordInputProps>;

/** A password: left to right, and shown by a button that says so in the reader's language and that Tab reaches. */
export function PasswordInput({ dir = "ltr", visibilityToggleButtonProps, ...rest }: PasswordInputProps) {
  const t = useTranslations("common");
  return (
    <KitPasswordInput
      {...rest}
      dir={dir}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ ...visibilityToggleButtonProps, "aria-label": t("password.show") }}
    />
  );
}

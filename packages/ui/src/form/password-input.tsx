"use client";

import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState, type ComponentProps } from "react";
import { ActionIcon } from "../parts/buttons.tsx";
import { Field, type FieldProps } from "./field.tsx";

export type PasswordInputProps = FieldProps & Omit<ComponentProps<"input">, keyof FieldProps | "className" | "size" | "dir" | "type">;

/** A password: left to right, and shown by a button that says so in the reader's language and that Tab reaches. */
export function PasswordInput(props: PasswordInputProps) {
  const t = useTranslations("common");
  const [shown, setShown] = useState(false);
  const { label, description, error, required, withAsterisk, mt, mb, flex, maw, ...rest } = props;
  const frame = { label, description, error, required, withAsterisk, mt, mb, flex, maw };
  const Shape = shown ? IconEyeOff : IconEye;
  const show = (
    <ActionIcon
      aria-label={t("password.show")}
      aria-pressed={shown}
      // What was typed keeps the focus, and a phone its keyboard.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => setShown(!shown)}
    >
      <Shape size={20} stroke={1.7} aria-hidden />
    </ActionIcon>
  );
  return (
    <Field {...frame} id={rest.id} dir="ltr" end={show} endWidth={44} isEndPressed>
      {({ className, ...control }) => <input {...rest} {...control} dir="ltr" type={shown ? "text" : "password"} className={className} />}
    </Field>
  );
}

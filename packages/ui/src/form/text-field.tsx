"use client";

import {
  PasswordInput as KitPasswordInput,
  Textarea as KitTextarea,
  TextInput as KitTextInput,
  type PasswordInputProps as KitPasswordInputProps,
  type TextareaProps as KitTextareaProps,
  type TextInputProps as KitTextInputProps,
} from "@mantine/core";
import type { Ref } from "react";
import { useTranslations } from "use-intl";

/** `auto` follows what is typed; addresses, links and codes are `ltr` in every language. */
type Direction = "auto" | "ltr" | "rtl";
type Directed<Props> = Omit<Props, "dir"> & { dir?: Direction };

export type TextInputProps = Directed<KitTextInputProps> & { ref?: Ref<HTMLInputElement> };
export type TextareaProps = Directed<KitTextareaProps> & { ref?: Ref<HTMLTextAreaElement> };
export type PasswordInputProps = Directed<KitPasswordInputProps>;

/**
 * The kit puts `dir` on the frame around a field, where `auto` finds no text and means left to right. Here it goes to the
 * field itself; a fixed one to the frame too, whose icons and units follow it. An empty field lies as the page does
 * (surfaces.module.css), which a style sheet can only tell by a placeholder.
 */
function directed(dir: Direction) {
  return { frame: dir === "auto" ? {} : { dir }, field: { dir } };
}

/** One line of text. What people write takes its own direction. */
export function TextInput({ dir = "auto", placeholder = " ", attributes, ...rest }: TextInputProps) {
  const { frame, field } = directed(dir);
  return (
    <KitTextInput
      {...rest}
      {...frame}
      placeholder={placeholder}
      attributes={{ ...attributes, input: { ...attributes?.input, ...field } }}
    />
  );
}

/** Several lines of text. What people write takes its own direction. */
export function Textarea({ dir = "auto", placeholder = " ", attributes, ...rest }: TextareaProps) {
  const { frame, field } = directed(dir);
  return (
    <KitTextarea {...rest} {...frame} placeholder={placeholder} attributes={{ ...attributes, input: { ...attributes?.input, ...field } }} />
  );
}

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

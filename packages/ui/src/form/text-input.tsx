"use client";

import { TextInput as KitTextInput, type TextInputProps as KitTextInputProps } from "@mantine/core";
import type { Ref } from "react";
import { directed, type Directed } from "./direction.ts";

export type TextInputProps = Directed<KitTextInputProps> & { ref?: Ref<HTMLInputElement> };

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

"use client";

import { TextInput, type TextInputProps } from "./text-input.tsx";

type AddressFieldProps = Omit<TextInputProps, "dir" | "placeholder" | "autoComplete" | "autoCapitalize" | "spellCheck" | "maxLength">;

/** Somebody's address on a chain: left to right in letters of one width, and nothing of the phone's changes what is typed. */
export function AddressField(props: AddressFieldProps) {
  return (
    <TextInput
      {...props}
      dir="ltr"
      placeholder="0x…"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={60}
      inputStyle={{ fontFamily: "var(--mantine-font-family-monospace)" }}
    />
  );
}

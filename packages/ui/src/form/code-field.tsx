"use client";

import { latinDigits } from "@amanat/contracts";
import classes from "./code-field.module.css";
import { TextInput, type TextInputProps } from "./text-input.tsx";

export type CodeFieldProps = Omit<TextInputProps, "value" | "onChange" | "type" | "inputMode"> & {
  value: string;
  onChange: (digits: string) => void;
  length?: number;
};

/**
 * One field for a code sent by mail: digits of any script, pasted or filled in by the phone. One
 * field, because six boxes lose pastes, autofill and screen readers.
 */
export function CodeField({ value, onChange, length = 6, ...rest }: CodeFieldProps) {
  return (
    <TextInput
      {...rest}
      value={value}
      onChange={(event) => onChange(latinDigits(event.currentTarget.value).replace(/\D/g, "").slice(0, length))}
      inputMode="numeric"
      autoComplete="one-time-code"
      dir="ltr"
      inputClassName={classes.input}
    />
  );
}

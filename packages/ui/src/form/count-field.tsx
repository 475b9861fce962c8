"use client";

import { latinDigits } from "@amanat/contracts";
import { TextInput, type TextInputProps } from "@mantine/core";

export type CountFieldProps = Omit<TextInputProps, "value" | "onChange" | "type" | "inputMode" | "rightSection"> & {
  value: string;
  onChange: (digits: string) => void;
  unit?: string;
};

/** A field for a whole number, in any digits; reports Latin ones. */
export function CountField({ value, onChange, unit, ...rest }: CountFieldProps) {
  return (
    <TextInput
      maxLength={6}
      {...rest}
      value={value}
      onChange={(event) => onChange(latinDigits(event.currentTarget.value).replace(/\D/g, ""))}
      inputMode="numeric"
      autoComplete="off"
      {...(unit === undefined
        ? {}
        : { rightSection: <span aria-hidden="true">{unit}</span>, rightSectionWidth: 72, rightSectionPointerEvents: "none" as const })}
    />
  );
}

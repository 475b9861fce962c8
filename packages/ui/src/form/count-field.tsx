"use client";

import { latinDigits } from "@amanat/contracts";
import { useDirection } from "@mantine/core";
import { TextInput, type TextInputProps } from "./text-input.tsx";

export type CountFieldProps = Omit<TextInputProps, "value" | "onChange" | "type" | "inputMode" | "rightSection"> & {
  value: string;
  onChange: (digits: string) => void;
  unit?: string;
};

/** A field for a whole number, in any digits; reports Latin ones. */
export function CountField({ value, onChange, unit, ...rest }: CountFieldProps) {
  const { dir } = useDirection();
  return (
    <TextInput
      maxLength={6}
      dir={dir}
      {...rest}
      value={value}
      onChange={(event) => {
        const digits = latinDigits(event.currentTarget.value.trim());
        // Anything else is no whole number: without its sign, "1.5" would be fifteen.
        if (/^\d*$/.test(digits)) onChange(digits);
      }}
      inputMode="numeric"
      autoComplete="off"
      {...(unit === undefined
        ? {}
        : { rightSection: <span aria-hidden="true">{unit}</span>, rightSectionWidth: 72, rightSectionPointerEvents: "none" as const })}
    />
  );
}

"use client";

import { Textarea } from "@amanat/ui";

type NoteFieldProps = { label: string; value: string; onChange: (note: string) => void };

/** A party's free words beside an act; may stay empty. */
export function NoteField({ label, value, onChange }: NoteFieldProps) {
  return (
    <Textarea
      label={label}
      autosize
      minRows={2}
      maxLength={2_000}
      dir="auto"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

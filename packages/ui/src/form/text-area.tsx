"use client";

import { Textarea as KitTextarea, type TextareaProps as KitTextareaProps } from "@mantine/core";
import type { Ref } from "react";
import { directed, type Directed } from "./direction.ts";

export type TextareaProps = Directed<KitTextareaProps> & { ref?: Ref<HTMLTextAreaElement> };

/** Several lines of text. What people write takes its own direction. */
export function Textarea({ dir = "auto", placeholder = " ", attributes, ...rest }: TextareaProps) {
  const { frame, field } = directed(dir);
  return (
    <KitTextarea {...rest} {...frame} placeholder={placeholder} attributes={{ ...attributes, input: { ...attributes?.input, ...field } }} />
  );
}

import { clsx } from "clsx";
import type { ComponentProps, CSSProperties, ReactNode } from "react";
import type { Direction } from "./direction.ts";
import { Field, type FieldProps } from "./field.tsx";

type Own = FieldProps & {
  dir?: Direction;
  /** A unit at the end of the line. */
  unit?: ReactNode;
  unitWidth?: number;
  inputClassName?: string | undefined;
  inputStyle?: CSSProperties;
};

export type TextInputProps = Own & Omit<ComponentProps<"input">, keyof Own | "className" | "size">;

/** The frame's own props among those of a field. */
function split({ label, description, error, required, withAsterisk, mt, mb, flex, maw, ...rest }: TextInputProps) {
  return { frame: { label, description, error, required, withAsterisk, mt, mb, flex, maw }, rest };
}

/**
 * One line of text. What people write takes its own direction; a fixed one is the frame's too, whose unit follows it. An
 * empty field lies as the page does, which a style sheet can only tell by a placeholder.
 */
export function TextInput({ dir = "auto", placeholder = " ", unit, unitWidth, inputClassName, inputStyle, ...props }: TextInputProps) {
  const { frame, rest } = split(props);
  return (
    <Field {...frame} id={rest.id} dir={dir === "auto" ? undefined : dir} end={unit} endWidth={unitWidth}>
      {({ className, ...control }) => (
        <input
          type="text"
          {...rest}
          {...control}
          dir={dir}
          placeholder={placeholder}
          className={clsx(className, inputClassName)}
          style={inputStyle}
        />
      )}
    </Field>
  );
}

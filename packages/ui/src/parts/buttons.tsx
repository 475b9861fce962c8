import { clsx } from "clsx";
import type { ComponentProps, ElementType, ReactNode } from "react";
import classes from "./buttons.module.css";
import { coloursOf, type Variant } from "./colours.ts";
import { lengthOf, placed, styled, type Colour, type Placing } from "./look.ts";

export type ButtonProps = Placing & {
  variant?: Variant;
  color?: Colour;
  size?: "xs" | "sm" | "md" | "lg" | "compact-md";
  leftSection?: ReactNode;
  rightSection?: ReactNode;
  fullWidth?: boolean;
  /** Busy: cannot be pressed, and shows it. */
  loading?: boolean;
  disabled?: boolean;
  className?: string | undefined;
  children?: ReactNode;
};

type As<Tag extends ElementType> = ButtonProps & { component?: Tag } & Omit<ComponentProps<Tag>, keyof ButtonProps | "component">;

function Section({ children }: { children: ReactNode }) {
  return children === undefined || children === null ? null : <span className={classes.section}>{children}</span>;
}

/** Something to press; with `component`, a link that looks like it. At least 44 px high: what a thumb hits without looking. */
export function Button<Tag extends ElementType = "button">(given: As<Tag>) {
  const { component, variant = "filled", color = "pine", size = "md", leftSection, rightSection, ...more } = given as As<"button">;
  const { fullWidth, loading = false, disabled = false, className, children, ...props } = more;
  const { place, rest } = placed(props);
  const Element: ElementType = component ?? "button";
  return (
    <Element
      {...(component === undefined ? { type: "button", disabled: disabled || loading } : {})}
      {...rest}
      className={clsx(classes.button, className)}
      style={styled(coloursOf(variant, color), place)}
      data-size={size}
      data-block={fullWidth === true ? true : undefined}
      data-with-left={leftSection === undefined ? undefined : true}
      data-with-right={rightSection === undefined ? undefined : true}
      data-loading={loading ? true : undefined}
    >
      {loading ? (
        <span className={classes.waiting} aria-hidden="true">
          <Loader />
        </span>
      ) : null}
      <span className={classes.inner}>
        <Section>{leftSection}</Section>
        <span className={classes.label} data-label>
          {children}
        </span>
        <Section>{rightSection}</Section>
      </span>
    </Element>
  );
}

/** Something is under way. */
export function Loader({ size, ...rest }: { size?: number } & ComponentProps<"span">) {
  return <span {...rest} className={classes.loader} style={styled({ "--size": size === undefined ? undefined : lengthOf(size) })} />;
}

/** A button that is an icon; its name is `aria-label`. */
export function ActionIcon({ color = "gray", className, ...rest }: ComponentProps<"button"> & { color?: Colour }) {
  return <button type="button" {...rest} className={clsx(classes.icon, className)} style={styled(coloursOf("subtle", color))} />;
}

/** A button without a look. */
export function UnstyledButton({ className, ...rest }: ComponentProps<"button">) {
  return <button type="button" {...rest} className={clsx(classes.bare, className)} />;
}

import { clsx } from "clsx";
import type { ComponentProps, ElementType } from "react";
import classes from "./boxes.module.css";
import { isSize, lengthOf, placed, spaceOf, styled, type Placing, type Size, type Space } from "./look.ts";

/** A part as another element: `component="section"`. */
type As<Tag extends ElementType, Own> = Own & { component?: Tag } & Omit<ComponentProps<Tag>, keyof Own | "component">;

type Across = "flex-start" | "flex-end" | "center" | "stretch" | "baseline";

export type StackProps = Placing & { gap?: Space; align?: Across };

/** One below the other. */
export function Stack<Tag extends ElementType = "div">({
  component,
  gap,
  align,
  className,
  ...props
}: As<Tag, StackProps> & { className?: string | undefined }) {
  const { place, rest } = placed(props as Placing);
  const Element: ElementType = component ?? "div";
  const vars = { "--gap": gap === undefined ? undefined : spaceOf(gap), "--align": align };
  return <Element {...rest} className={clsx(classes.stack, className)} style={styled(vars, place)} />;
}

export type GroupProps = Placing & {
  gap?: Space;
  align?: Across;
  justify?: "flex-start" | "flex-end" | "center" | "space-between";
  wrap?: "wrap" | "nowrap";
};

/** Side by side, on the next line where there is no room. */
export function Group<Tag extends ElementType = "div">({
  component,
  gap,
  align,
  justify,
  wrap,
  className,
  ...props
}: As<Tag, GroupProps> & { className?: string | undefined }) {
  const { place, rest } = placed(props as Placing);
  const Element: ElementType = component ?? "div";
  const vars = { "--gap": gap === undefined ? undefined : spaceOf(gap), "--align": align, "--justify": justify };
  return (
    <Element
      {...rest}
      className={clsx(classes.group, className)}
      style={styled(vars, place)}
      data-nowrap={wrap === "nowrap" ? true : undefined}
    />
  );
}

type Columns = { base: number; xs?: number; sm?: number; lg?: number };
export type SimpleGridProps = Placing & { cols: Columns; spacing?: Space; verticalSpacing?: Space };

/** Columns of one width, more of them on wider screens. */
export function SimpleGrid({ cols, spacing = "md", verticalSpacing = spacing, className, ...props }: As<"div", SimpleGridProps>) {
  const { place, rest } = placed(props);
  const { base, xs = base, sm = xs, lg = sm } = cols;
  const vars = { "--base": base, "--xs": xs, "--sm": sm, "--lg": lg, "--gap": spaceOf(spacing), "--row-gap": spaceOf(verticalSpacing) };
  return <div {...rest} className={clsx(classes.grid, className)} style={styled(vars, place)} />;
}

export type CardProps = Placing & { padding?: Size };

/** A surface with one matter on it. */
export function Card<Tag extends ElementType = "div">({
  component,
  padding,
  className,
  ...props
}: As<Tag, CardProps> & { className?: string | undefined }) {
  const { place, rest } = placed(props as Placing);
  const Element: ElementType = component ?? "div";
  const vars = { "--padding": padding === undefined ? undefined : spaceOf(padding) };
  return <Element {...rest} className={clsx(classes.card, className)} style={styled(vars, place)} />;
}

/** A line with a word in it. */
export function Divider({ label }: { label: string }) {
  return (
    <div className={classes.divider} role="separator">
      {label}
    </div>
  );
}

export type SkeletonProps = { height: number | string; width?: number | string; radius?: Size };

/** The outline of something while it loads. */
export function Skeleton({ height, width, radius, ...rest }: SkeletonProps & Omit<ComponentProps<"div">, keyof SkeletonProps>) {
  const vars = {
    "--height": lengthOf(height),
    "--width": width === undefined ? undefined : lengthOf(width),
    "--radius": isSize(radius) ? `var(--mantine-radius-${radius})` : undefined,
  };
  return <div {...rest} className={classes.skeleton} style={styled(vars)} />;
}

/** What only screen readers are told. */
export function VisuallyHidden(props: ComponentProps<"span">) {
  return <span {...props} className={classes.hidden} />;
}

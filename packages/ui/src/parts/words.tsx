import { clsx } from "clsx";
import type { ComponentProps, ElementType } from "react";
import { placed, styled, type Colour, type Placing, type Size } from "./look.ts";
import classes from "./words.module.css";

type Tone = "dimmed" | Colour;

export type TextProps = Placing & {
  size?: Size;
  /** `dimmed` is what matters less; a colour says what it says everywhere. */
  c?: Tone;
  fw?: number;
  ta?: "center" | "start" | "end";
  /** Part of a line instead of a paragraph. */
  span?: boolean;
  display?: "block";
  lineClamp?: number;
};

function colourOf(tone: Tone): string {
  return tone === "dimmed" ? "var(--mantine-color-dimmed)" : `var(--mantine-color-${tone}-text)`;
}

type As<Tag extends ElementType, Own> = Own & { component?: Tag; className?: string | undefined } & Omit<
    ComponentProps<Tag>,
    keyof Own | "component" | "className"
  >;

/** Words in a size and weight of the kit. */
export function Text<Tag extends ElementType = "p">(given: As<Tag, TextProps>) {
  const { component, size, c, fw, ta, span, display, lineClamp, className, ...props } = given as As<"p", TextProps>;
  const { place, rest } = placed(props as Placing);
  const Element: ElementType = component ?? (span === true ? "span" : "p");
  const vars = {
    "--fz": size === undefined ? undefined : `var(--mantine-font-size-${size})`,
    "--lh": size === undefined ? undefined : `var(--mantine-line-height-${size})`,
    "--fw": fw,
    "--lines": lineClamp,
    color: c === undefined ? undefined : colourOf(c),
    textAlign: ta,
    display,
  };
  return (
    <Element
      {...rest}
      className={clsx(classes.text, className)}
      style={styled(vars, place)}
      data-lines={lineClamp === undefined ? undefined : true}
    />
  );
}

type Order = 1 | 2 | 3 | 4;
export type TitleProps = Placing & {
  /** Its place among the page's headings. */
  order?: Order;
  /** How large it is, where that is not its place's. */
  size?: `h${Order}`;
  ta?: "center" | "start" | "end";
};

export function Title({
  order = 1,
  size = `h${order}`,
  ta,
  className,
  ...props
}: TitleProps & Omit<ComponentProps<"h1">, keyof TitleProps>) {
  const { place, rest } = placed(props);
  const Element: ElementType = `h${order}`;
  const vars = {
    "--fz": `var(--mantine-${size}-font-size)`,
    "--lh": `var(--mantine-${size}-line-height)`,
    "--fw": `var(--mantine-${size}-font-weight)`,
    textAlign: ta,
  };
  return <Element {...rest} className={clsx(classes.title, className)} style={styled(vars, place)} />;
}

/** `within`: among other words of its line, from which its colour alone does not part it. */
export type AnchorProps = Pick<TextProps, "size" | "fw"> & { className?: string | undefined; within?: boolean };

/** A link inside text. `component` is what leads there, where that is not the browser's own. */
export function Anchor<Tag extends ElementType = "a">({ className, component, within = false, ...rest }: As<Tag, AnchorProps>) {
  const Link: ElementType = component ?? "a";
  return <Text {...rest} component={Link} className={clsx(classes.anchor, within && classes.within, className)} />;
}

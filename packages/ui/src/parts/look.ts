import type { CSSProperties } from "react";

/** The kit's spaces, sizes and roundings, by name. */
export type Size = "xs" | "sm" | "md" | "lg" | "xl";
/** A named space, pixels, or any CSS length. */
export type Space = Size | number | (string & {});
/** The colours of the theme, named for what they say. */
export type Colour = "pine" | "saffron" | "pomegranate" | "lapis" | "gray" | "dark";

/** Where a part stands and how wide it is, without a style sheet for one place. */
export type Placing = {
  mt?: Space | undefined;
  mb?: Space | undefined;
  mx?: "auto" | undefined;
  px?: Space | undefined;
  py?: Space | undefined;
  w?: string | undefined;
  h?: string | undefined;
  maw?: string | undefined;
  miw?: number | string | undefined;
  flex?: number | string | undefined;
  style?: CSSProperties | undefined;
};

const NAMED: ReadonlySet<unknown> = new Set<Size>(["xs", "sm", "md", "lg", "xl"]);

export function isSize(value: unknown): value is Size {
  return NAMED.has(value);
}

/** Pixels as rem, so that they grow with the reader's own size of text. */
export function lengthOf(value: number | string): string {
  return typeof value === "number" ? `${value / 16}rem` : value;
}

export function spaceOf(value: Space): string {
  return isSize(value) ? `var(--mantine-spacing-${value})` : lengthOf(value);
}

type Styles = Readonly<Record<string, string | number | undefined>>;

/** A style with what is set in it; custom properties are set like any other. */
export function styled(...parts: readonly (Styles | CSSProperties | undefined)[]): CSSProperties | undefined {
  const set = parts.flatMap((part) => Object.entries(part ?? {})).filter(([, value]) => value !== undefined);
  return set.length === 0 ? undefined : (Object.fromEntries(set) as CSSProperties);
}

const opt = <Value>(value: Value | undefined, told: (value: Value) => string): string | undefined =>
  value === undefined ? undefined : told(value);

/** Takes the placing out of a part's props, and leaves what belongs to the element. */
export function placed<Props extends Placing>(props: Props): { place: CSSProperties; rest: Omit<Props, keyof Placing> } {
  const { mt, mb, mx, px, py, w, h, maw, miw, flex, style, ...rest } = props;
  const place = styled(
    {
      marginBlockStart: opt(mt, spaceOf),
      marginBlockEnd: opt(mb, spaceOf),
      marginInline: mx,
      paddingInline: opt(px, spaceOf),
      paddingBlock: opt(py, spaceOf),
      inlineSize: w,
      blockSize: h,
      maxInlineSize: maw,
      minInlineSize: opt(miw, lengthOf),
      flex,
    },
    style,
  );
  return { place: place ?? {}, rest };
}

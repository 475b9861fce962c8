import type { Colour } from "./look.ts";

export type Variant = "filled" | "light" | "subtle" | "default" | "white";

/** The colours of a part, as custom properties of its style sheet. */
export function coloursOf(variant: Variant, colour: Colour): Readonly<Record<string, string>> {
  const of = (shade: string) => `var(--mantine-color-${colour}-${shade})`;
  switch (variant) {
    case "filled":
      return { "--bg": of("filled"), "--hover": of("filled-hover"), "--fg": "var(--mantine-color-white)" };
    case "light":
      return { "--bg": of("light"), "--hover": of("light-hover"), "--fg": of("light-color") };
    case "subtle":
      return { "--bg": "transparent", "--hover": of("light-hover"), "--fg": of("light-color") };
    case "default":
      return {
        "--bg": "var(--mantine-color-default)",
        "--hover": "var(--mantine-color-default-hover)",
        "--fg": "var(--mantine-color-default-color)",
        "--edge": "var(--mantine-color-default-border)",
      };
    case "white":
      return { "--bg": "var(--mantine-color-white)", "--hover": "var(--mantine-color-gray-1)", "--fg": of("filled") };
  }
}

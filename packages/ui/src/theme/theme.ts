import { createTheme, type MantineColorsTuple, type MantineTheme } from "@mantine/core";
import surfaces from "./surfaces.module.css";

/** Deep pine: the colour of trust here. Shade 8 carries text on white and white on itself (AA). */
const pine: MantineColorsTuple = [
  "#ecf7f3",
  "#d5ebe3",
  "#a9d6c7",
  "#7ac0a9",
  "#53ad90",
  "#3aa181",
  "#259073",
  "#147560",
  "#0c5d4d",
  "#06463a",
];
/** Saffron: attention and the one accent; never body text on white below shade 8. */
const saffron: MantineColorsTuple = [
  "#fff6e3",
  "#ffebc8",
  "#fcd592",
  "#f8be58",
  "#f4aa2b",
  "#eb9a12",
  "#d18405",
  "#a96700",
  "#8a5300",
  "#6d4000",
];
/** Pomegranate: danger and loss. */
const pomegranate: MantineColorsTuple = [
  "#fdeeee",
  "#f8dada",
  "#efb1b1",
  "#e68585",
  "#de6060",
  "#d94848",
  "#cf3a3b",
  "#b52b2e",
  "#9a2227",
  "#7d171d",
];
/** Lapis: information and what is on its way. */
const lapis: MantineColorsTuple = [
  "#eef3fb",
  "#dbe5f4",
  "#b3c8e8",
  "#88a9dd",
  "#648fd3",
  "#4d7ecd",
  "#4075cb",
  "#3163b4",
  "#2857a1",
  "#1a4a8f",
];
/** Warm stone instead of blue grey: the page should feel like paper. */
const gray: MantineColorsTuple = [
  "#faf8f5",
  "#f4f1ec",
  "#e9e4dc",
  "#dad3c8",
  "#c2b9ac",
  "#9c9285",
  "#756b60",
  "#5b5249",
  "#423b34",
  "#292420",
];
const dark: MantineColorsTuple = [
  "#e4e7e4",
  "#c8cfcb",
  "#a5b0aa",
  "#7f8c86",
  "#4b5852",
  "#36423c",
  "#28332e",
  "#1a231f",
  "#131a17",
  "#0c120f",
];

const FONT =
  "var(--font-arabic), var(--font-latin), var(--font-vietnamese), system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif";

/** The look of every surface of Amanat. Colours are named for what they say, not for what they are. */
export const theme = createTheme({
  colors: { pine, saffron, pomegranate, lapis, gray, dark },
  primaryColor: "pine",
  primaryShade: 8,
  autoContrast: true,
  luminanceThreshold: 0.35,
  white: "#ffffff",
  black: "#292420",
  fontFamily: FONT,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', Menlo, monospace",
  headings: {
    fontFamily: FONT,
    fontWeight: "700",
    sizes: {
      h1: { fontSize: "clamp(1.6rem, 1.2rem + 1.8vw, 2.25rem)", lineHeight: "1.35" },
      h2: { fontSize: "clamp(1.25rem, 1.1rem + 0.7vw, 1.5rem)", lineHeight: "1.4" },
      h3: { fontSize: "1.125rem", lineHeight: "1.5" },
      h4: { fontSize: "1rem", lineHeight: "1.5" },
    },
  },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "8px", md: "12px", lg: "18px", xl: "28px" },
  shadows: {
    xs: "0 1px 2px rgb(41 36 32 / 6%)",
    sm: "0 1px 3px rgb(41 36 32 / 8%), 0 4px 12px rgb(41 36 32 / 4%)",
    md: "0 4px 16px rgb(41 36 32 / 10%)",
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  // Plain objects instead of `Button.extend(…)`: naming a part here must not load it on every page.
  components: {
    // 44 px: the smallest thing a thumb hits without looking.
    CloseButton: { defaultProps: { size: 44, iconSize: 20 } },
    Input: { defaultProps: { size: "md" }, classNames: { input: surfaces.input } },
    InputWrapper: { classNames: { label: surfaces.label, description: surfaces.description, error: surfaces.error } },
    Paper: { classNames: { root: surfaces.surface } },
    Modal: {
      classNames: { content: surfaces.surface, header: surfaces.surface, title: surfaces.dialogTitle },
      defaultProps: {
        centered: true,
        radius: "lg",
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
        // The kit prints `<header>`, which would be a second banner beside the page's own.
        attributes: { header: { role: "presentation" } },
      },
    },
  },
});

/** Variables Mantine leaves too pale for AA, and our own. */
export function cssVariables(_theme: MantineTheme): {
  variables: Record<string, string>;
  light: Record<string, string>;
  dark: Record<string, string>;
} {
  return {
    variables: {},
    light: {
      "--mantine-color-body": "#faf8f5",
      "--mantine-color-dimmed": "#665d53",
      "--mantine-color-placeholder": "#756b60",
      "--mantine-color-error": "#b52b2e",
      "--mantine-color-anchor": "#0c5d4d",
      "--am-surface": "#ffffff",
      "--am-sunken": "#f4f1ec",
      "--am-border": "#e6e0d7",
      "--am-field-border": "#93897c",
      "--am-brand-text": "#0c5d4d",
      "--am-hero-from": "#0b5546",
      "--am-hero-to": "#063a31",
    },
    dark: {
      "--mantine-color-body": "#101613",
      "--mantine-color-text": "#e4e7e4",
      "--mantine-color-dimmed": "#a5b0aa",
      "--mantine-color-placeholder": "#93a099",
      "--mantine-color-error": "#f19a9a",
      "--mantine-color-anchor": "#7ac0a9",
      "--am-surface": "#1a231f",
      "--am-sunken": "#151d19",
      "--am-border": "#2c3833",
      "--am-field-border": "#6d7b74",
      "--am-brand-text": "#7ac0a9",
      "--am-hero-from": "#0d4a3e",
      "--am-hero-to": "#082a24",
    },
  };
}

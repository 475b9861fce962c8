import { MantineProvider } from "@mantine/core";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { cssVariables, theme } from "./theme.ts";

/** What the kit would write into every document, for want of a style sheet. */
function written(): string {
  const html = renderToStaticMarkup(
    createElement(MantineProvider, { theme, cssVariablesResolver: cssVariables, withGlobalClasses: false, env: "test" }, ""),
  );
  return /<style data-mantine-styles="true">(.*?)<\/style>/s.exec(html)?.[1] ?? "";
}

test("the style sheet of colours and sizes is that of the theme", async () => {
  const css = written().replaceAll(/\s*([{};])\s*/g, "$1\n");
  expect(css).toContain("--mantine-color-pine-8: #0c5d4d;");
  await expect(css).toMatchFileSnapshot("variables.css");
});

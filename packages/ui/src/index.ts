export * from "./kit.ts";
export * from "./theme/provider.tsx";
export { mantineHtmlProps as kitHtmlProps } from "@mantine/core";

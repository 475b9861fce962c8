import { SCHEME_ATTRIBUTE, SCHEME_SCRIPT } from "./scheme-script.ts";

/** For `<html>`: the colours it is written in, which the script in its head may change before anybody sees them. */
export const kitHtmlProps = { suppressHydrationWarning: true, [SCHEME_ATTRIBUTE]: "light" } as const;

/** Sets light or dark before the first paint; belongs in `<head>`. */
export function KitHead({ nonce }: { nonce: string | undefined }) {
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: SCHEME_SCRIPT }} suppressHydrationWarning />;
}

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";
import { PHASE_PRODUCTION_BUILD } from "next/constants.js";
import createNextIntlPlugin from "next-intl/plugin";

const houseRoot = fileURLToPath(new URL("../..", import.meta.url));

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // server.ts compresses, after it has moved a page's scripts behind the first paint.
  compress: false,
  devIndicators: false,
  // No page asks for a picture made on demand: what nobody uses cannot be made to fail, or to fetch.
  images: { unoptimized: true },
  // The test run checks types of the whole house; a start should not do it again.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: houseRoot },
  outputFileTracingRoot: houseRoot,
  transpilePackages: ["@amanat/ui", "@amanat/i18n", "@amanat/contracts"],
  experimental: {
    globalNotFound: true,
    // Navigation waits for a server that is away, instead of ending on the browser's own error page.
    useOffline: true,
    // The kit is one door (@amanat/ui): without this, opening it would load every room behind it.
    optimizePackageImports: ["@amanat/ui", "@amanat/ui/icons", "@mantine/core", "@mantine/hooks", "@tabler/icons-react"],
  },
  redirects: () =>
    Promise.resolve([
      // A browser asks by this name where the link to the icon comes after the rest of the page.
      { source: "/favicon.ico", destination: "/icon.svg", permanent: true },
      { source: "/cn", destination: "/zh", permanent: true },
      { source: "/cn/:path*", destination: "/zh/:path*", permanent: true },
    ]),
};

const withMessages = createNextIntlPlugin("./src/i18n/request.ts")(config);

/** A message that is missing, unused or still English ends the build, before it has cost a minute. */
export default function configOf(phase: string): NextConfig {
  if (phase === PHASE_PRODUCTION_BUILD) execFileSync(process.execPath, [`${houseRoot}packages/i18n/src/check.ts`], { stdio: "inherit" });
  return withMessages;
}

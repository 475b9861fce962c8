/** Where the chosen colours are kept, and how style sheets know them. Both names are the kit's. */
export const SCHEME_KEY = "mantine-color-scheme-value";
export const SCHEME_ATTRIBUTE = "data-mantine-color-scheme";

/** Sets light or dark before the first paint. */
export const SCHEME_SCRIPT = `try {
  const kept = localStorage.getItem("${SCHEME_KEY}");
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("${SCHEME_ATTRIBUTE}", kept === "light" || kept === "dark" ? kept : night ? "dark" : "light");
} catch {}`;

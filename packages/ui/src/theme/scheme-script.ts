/** Where the chosen colours are kept, and how style sheets know them. Both names are the kit's. */
export const SCHEME_KEY = "mantine-color-scheme-value";
export const SCHEME_ATTRIBUTE = "data-mantine-color-scheme";

/** Sets light or dark before the first paint, and light while the page is printed: paper is white, and light letters on it cannot be read. */
export const SCHEME_SCRIPT = `try {
  const kept = localStorage.getItem("${SCHEME_KEY}");
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  const root = document.documentElement;
  root.setAttribute("${SCHEME_ATTRIBUTE}", kept === "light" || kept === "dark" ? kept : night ? "dark" : "light");
  let onScreen = null;
  addEventListener("beforeprint", () => {
    onScreen ??= root.getAttribute("${SCHEME_ATTRIBUTE}");
    root.setAttribute("${SCHEME_ATTRIBUTE}", "light");
  });
  addEventListener("afterprint", () => {
    if (onScreen !== null) root.setAttribute("${SCHEME_ATTRIBUTE}", onScreen);
    onScreen = null;
  });
} catch {}`;

/** The part of Turnstile's browser API that pages use (explicit rendering). */
export type Turnstile = {
  render(
    place: HTMLElement,
    options: {
      sitekey: string;
      action: string;
      language: string;
      theme: "light" | "dark";
      /** As wide as its place. */
      size: "flexible";
      /** Called again whenever it has been solved again. */
      callback: (token: string) => void;
      /** The token's five minutes are over; the widget asks anew by itself. */
      "expired-callback": () => void;
      /** True: the page has taken notice. The widget tries again by itself. */
      "error-callback": (code: string) => boolean;
    },
  ): string | undefined;
  remove(widget: string): void;
};

declare global {
  interface Window {
    turnstile?: Turnstile;
  }
}

/** Where the service is blocked, packets are often dropped rather than refused: no error would ever come. */
const PATIENCE_MS = 15_000;

const loading = new Map<string, Promise<Turnstile>>();

/** The service's script, once per page. The page's policy lets scripts through that our own scripts ask for. */
export function loadTurnstile(scriptUrl: string): Promise<Turnstile> {
  const known = loading.get(scriptUrl);
  if (known) return known;
  const script = document.createElement("script");
  const coming = new Promise<Turnstile>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("Turnstile takes too long")), PATIENCE_MS);
    const settle = (run: () => void) => () => {
      clearTimeout(late);
      run();
    };
    script.addEventListener(
      "load",
      settle(() => (window.turnstile ? resolve(window.turnstile) : reject(new Error("Turnstile is missing")))),
    );
    script.addEventListener(
      "error",
      settle(() => reject(new Error("Turnstile did not load"))),
    );
  });
  script.src = scriptUrl;
  script.async = true;
  document.head.append(script);
  loading.set(scriptUrl, coming);
  // Another try may find it reachable.
  coming.catch(() => {
    loading.delete(scriptUrl);
    script.remove();
  });
  return coming;
}

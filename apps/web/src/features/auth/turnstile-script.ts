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

let loading: Promise<Turnstile> | null = null;
let failures = 0;

/** The service's script, once per page. The page's policy lets scripts through that our own scripts ask for. */
export function loadTurnstile(scriptUrl: string): Promise<Turnstile> {
  loading ??= load(scriptUrl).catch((error: unknown) => {
    // Another try may find it reachable.
    loading = null;
    failures += 1;
    throw error;
  });
  return loading;
}

function load(scriptUrl: string): Promise<Turnstile> {
  const script = document.createElement("script");
  script.async = true;
  // Under the same address, the next try would wait in the browser behind the one that hangs.
  script.src = failures === 0 ? scriptUrl : `${scriptUrl}&try=${failures}`;
  return new Promise<Turnstile>((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(late);
      script.remove();
      reject(new Error(reason));
    };
    const late = setTimeout(() => fail("Turnstile takes too long"), PATIENCE_MS);
    script.addEventListener("error", () => fail("Turnstile did not load"));
    script.addEventListener("load", () => {
      if (window.turnstile === undefined) return fail("Turnstile is missing");
      clearTimeout(late);
      resolve(window.turnstile);
    });
    document.head.append(script);
  });
}

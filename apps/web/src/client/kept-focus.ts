/** A dialog that closes or a form that shows its first error moves the focus itself, and must be done before we look. */
const SETTLED_MS = 150;

function ancestorsOf(element: Element): Element[] {
  const found: Element[] = [];
  for (let each = element.parentElement; each !== null; each = each.parentElement) found.push(each);
  return found;
}

/** The heading of what stands where something was: in the nearest part of the page that is still there and has one. */
function headingNear(around: readonly Element[]): HTMLElement | null {
  for (const part of around) {
    const heading = part.isConnected ? part.querySelector<HTMLElement>("h1, h2, h3") : null;
    if (heading !== null) return heading;
  }
  return null;
}

function focusHeading(heading: HTMLElement): void {
  heading.tabIndex = -1;
  heading.addEventListener("blur", () => heading.removeAttribute("tabindex"), { once: true });
  heading.focus({ preventScroll: true });
}

/**
 * Keeps the focus on the page when what had it goes: with a change of page or phase it goes to the heading of what came
 * instead; to a button that was only busy it comes back. Otherwise it falls to the body, and a keyboard or a screen reader
 * begins at the very top. Nothing is done for somebody who pointed elsewhere.
 */
export function keepFocus(stop: AbortSignal): void {
  let last: HTMLElement | null = null;
  let around: Element[] = [];
  let busy = false;
  let due: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    if (last === null || (document.activeElement !== null && document.activeElement !== document.body)) return;
    if (last.isConnected) {
      if (last.matches(":disabled")) busy = true;
      else if (busy) last.focus({ preventScroll: true });
      return;
    }
    const heading = headingNear(around);
    if (heading !== null) focusHeading(heading);
  };
  const changes = new MutationObserver(() => {
    clearTimeout(due);
    due = setTimeout(look, SETTLED_MS);
  });
  changes.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  const remember = (target: EventTarget | null) => {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    around = ancestorsOf(target);
    busy = false;
  };
  remember(document.activeElement === document.body ? null : document.activeElement);
  document.addEventListener("focusin", ({ target }) => remember(target), { signal: stop });
  // Pointing at nothing takes the focus away on purpose; pointing at something gives it to that.
  const forget = () => {
    last = null;
  };
  document.addEventListener("pointerdown", forget, { capture: true, signal: stop });
  stop.addEventListener("abort", () => {
    clearTimeout(due);
    changes.disconnect();
  });
}

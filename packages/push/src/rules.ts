/** What a browser shows, and where a tap leads: a path of ours. */
export type PushText = {
  readonly title: string;
  readonly body: string;
  readonly place: string;
  readonly lang: string;
  readonly dir: "rtl" | "ltr";
  /** A later one with the same tag takes its place. */
  readonly tag: string;
};

/** A push service takes 4,096 bytes, 103 of which encryption needs; what is longer is encrypted into something nobody can read. */
export const MOST_BYTES = 3_993;

const size = (text: PushText): number => Buffer.byteLength(JSON.stringify(text));

const LETTERS = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** As many whole characters as `fits` allows, with a sign that more was said. */
function cut(text: string, fits: (shorter: string) => boolean): string {
  const letters = Array.from(LETTERS.segment(text), ({ segment }) => segment);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${letters.slice(0, middle).join("")}…`)) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${letters.slice(0, low).join("")}…`;
}

/** The bytes for one push, shortened at the end of what it says: first the text, then the title. */
export function payloadOf(text: PushText, most: number = MOST_BYTES): Buffer {
  if (size(text) <= most) return Buffer.from(JSON.stringify(text));
  const body = cut(text.body, (shorter) => size({ ...text, body: shorter }) <= most);
  const title = body === "" ? cut(text.title, (shorter) => size({ ...text, body, title: shorter }) <= most) : text.title;
  return Buffer.from(JSON.stringify({ ...text, body, title }));
}

import type { BegunFile } from "@amanat/contracts";

/** What came of sending the bytes: the status of the answer, zero without one, and the codes of what is wrong. */
export type Sent = { status: number; code: string; issue: string };

/** Longer than the server itself waits for a file. */
const PATIENCE_MS = 300_000;

/** One raw PUT to the address that was begun. By XHR, which alone says how far it has come. */
export function putFile(
  { method, url, headers }: BegunFile["upload"],
  content: Blob,
  { onProgress, signal }: { onProgress: (bytes: number) => void; signal: AbortSignal },
): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const ended = (): void => {
      signal.removeEventListener("abort", stop);
      resolve({ status: request.status, ...wrongIn(request.responseText) });
    };
    const stop = (): void => request.abort();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.timeout = PATIENCE_MS;
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("loadend", ended);
    signal.addEventListener("abort", stop);
    if (signal.aborted) ended();
    else request.send(content);
  });
}

type Answer = { error?: { data?: { amanat?: { code?: string; issues?: readonly { code?: string }[] } } } };

/** The codes of a refusal of ours. Other servers' answers have none. */
function wrongIn(text: string): Pick<Sent, "code" | "issue"> {
  try {
    const wrong = (JSON.parse(text) as Answer).error?.data?.amanat;
    return { code: wrong?.code ?? "", issue: wrong?.issues?.[0]?.code ?? "" };
  } catch {
    return { code: "", issue: "" };
  }
}

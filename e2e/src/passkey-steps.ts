import type { CDPSession, Page } from "@playwright/test";
import type { StepUpDemand } from "@amanat/contracts";

/** An authenticator the browser believes in: built into the device, or plugged in. */
export type VirtualDevice = {
  /** Whether it recognises its owner from now on. */
  recognises(owner: boolean): Promise<void>;
  remove(): Promise<void>;
};

/** Chromium's own virtual authenticators for one page. They hold real keys and sign for real. */
export async function plugIn(session: CDPSession, transport: "internal" | "usb"): Promise<VirtualDevice> {
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    recognises: async (owner) => {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: owner });
    },
    remove: async () => {
      await session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    },
  };
}

/** What the API answered to the page: the result, or the error's code and what it demands. */
export type Answer = { data: Record<string, unknown>; code: string; stepUp: StepUpDemand | null };

/** Calls a procedure from the page, with the cookie it has, as its own scripts do. */
export async function call(page: Page, procedure: string, input: unknown = {}, stepUp: string | null = null): Promise<Answer> {
  const body = await page.evaluate(
    async ([name, json, proof]) => {
      const headers = { "content-type": "application/json", ...(proof === null ? {} : { "x-step-up": proof }) };
      const response = await fetch(`/api/trpc/${name}`, { method: "POST", headers, body: json });
      return response.json() as Promise<unknown>;
    },
    [procedure, JSON.stringify(input), stepUp] as const,
  );
  const { result, error } = body as {
    result?: { data: Record<string, unknown> };
    error?: { data: { amanat: { code: string; stepUp?: StepUpDemand } } };
  };
  return { data: result?.data ?? {}, code: error?.data.amanat.code ?? "OK", stepUp: error?.data.amanat.stepUp ?? null };
}

/** Has the browser make a passkey. The answer is what a page would send. */
export function createPasskey(page: Page, options: unknown): Promise<ReturnType<PublicKeyCredential["toJSON"]>> {
  return page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json as PublicKeyCredentialCreationOptionsJSON);
    const made = await navigator.credentials.create({ publicKey });
    return (made as PublicKeyCredential).toJSON();
  }, options);
}

/** Has the browser use a passkey. */
export function usePasskey(page: Page, options: unknown): Promise<ReturnType<PublicKeyCredential["toJSON"]>> {
  return page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as PublicKeyCredentialRequestOptionsJSON);
    const used = await navigator.credentials.get({ publicKey });
    return (used as PublicKeyCredential).toJSON();
  }, options);
}

import { LOCALES } from "@amanat/contracts";
import { describe, expect, it } from "vitest";
import { demandSentence } from "./demand-sentence.ts";
import { loadMessages } from "./messages.ts";

const words = { action: "Release the money to the seller", sentence: "Release {amount} to {target}" };

describe("the sentence of what is confirmed", () => {
  it("says the act with its amount and whom it is for", () => {
    expect(demandSentence(words, { amount: "55.50 USDC", target: "Demo seller" })).toBe("Release 55.50 USDC to Demo seller");
    expect(demandSentence({ ...words, sentence: null }, { amount: null, target: null })).toBe("Release the money to the seller");
  });

  it("says what is known where a part is missing, and leaves out no part that is known", () => {
    expect(demandSentence(words, { amount: "1 USDC", target: null })).toBe("Release the money to the seller: 1 USDC");
    const change = { action: "Change your e-mail", sentence: "Change your e-mail to {target}" };
    expect(demandSentence(change, { amount: "1 USDC", target: "a@b.test" })).toBe("Change your e-mail: 1 USDC \u2013 a@b.test");
  });

  it("takes a name as text, whatever it is called", () => {
    expect(demandSentence(words, { amount: "1 USDC", target: "{amount} $& $1" })).toBe("Release 1 USDC to {amount} $& $1");
  });

  it.each(LOCALES.map((locale) => locale))("is a sentence of its own for every act that names a part, in %s", async (locale) => {
    const { sentence, action } = (await loadMessages(locale)).auth.stepUp;
    for (const [act, template] of Object.entries(sentence)) {
      expect(Object.keys(action)).toContain(act);
      const parts = { amount: template.includes("{amount}") ? "55.50 USDC" : null, target: "Demo seller" };
      const said = demandSentence({ action: "", sentence: template }, parts);
      expect(said).not.toMatch(/[{}]/);
      expect(said).not.toMatch(/^:/);
    }
  });
});

import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { archiveWriter, openArchive } from "@amanat/archive";
import { beginningOfPart, DOSSIER_PARTS, type DossierManifest, type DossierPart, MANIFEST, partFile, SIGNATURE } from "@amanat/contracts";
import { canonicalJson } from "@amanat/db";
import type { DossierKey } from "@amanat/dossier";

type Line = { n: number; data: Record<string, unknown>; hash: string };

const hashOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** A record taken apart, so that somebody who wants to deceive can put it together otherwise. */
export class Forgery {
  readonly files = new Map<string, Uint8Array>();

  static async of(zip: Uint8Array<ArrayBuffer>): Promise<Forgery> {
    const forgery = new Forgery();
    const archive = await openArchive(new Blob([zip]), { entries: 5_000, entryBytes: 2 ** 28, bytes: 2 ** 29, ratio: 1_000 });
    for (const name of archive.names) forgery.files.set(name, await archive.bytes(name));
    return forgery;
  }

  copy(): Forgery {
    const copy = new Forgery();
    for (const [name, content] of this.files) copy.files.set(name, content);
    return copy;
  }

  text = (name: string): string => Buffer.from(this.files.get(name) ?? []).toString();
  manifest = (): DossierManifest => JSON.parse(this.text(MANIFEST)) as DossierManifest;
  put = (name: string, text: string): void => void this.files.set(name, Buffer.from(text));
  lines = (part: DossierPart): Line[] =>
    this.text(partFile(part))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);

  /** Other lines of a part, as they are. */
  change(part: DossierPart, change: (lines: Line[]) => Line[] | void): void {
    const lines = this.lines(part);
    this.put(partFile(part), (change(lines) ?? lines).map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  /** Every hash of lines and manifest made to fit what stands there now. */
  refit(): void {
    const manifest = this.manifest();
    for (const part of DOSSIER_PARTS) {
      let hash = hashOf(beginningOfPart(part, manifest.deal));
      this.change(part, (lines) =>
        lines.map(({ data }, index) => {
          hash = hashOf(hash, "\n", canonicalJson({ part, n: index + 1, data }));
          return { n: index + 1, data, hash };
        }),
      );
      manifest.parts = manifest.parts.map((said) => (said.name === part ? { ...said, lines: this.lines(part).length, head: hash } : said));
    }
    const others = [...this.files].filter(([name]) => name !== MANIFEST && name !== SIGNATURE);
    manifest.entries = others.map(([name, content]) => ({ name, size: content.length, sha256: hashOf(content) }));
    manifest.entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    this.put(MANIFEST, canonicalJson(manifest));
  }

  /** The digest of each settlement and ruling made to fit what stands there now. */
  redigest(): void {
    for (const part of ["settlements", "rulings"] as const)
      this.change(part, (lines) => {
        for (const { data } of lines) {
          const { digest: _digest, ...rest } = data;
          data["digest"] = hashOf(canonicalJson(rest));
        }
      });
  }

  /** Signed by somebody. */
  sign(key: DossierKey): void {
    this.put(MANIFEST, canonicalJson({ ...this.manifest(), keyId: key.id }));
    const signature = key.sign(this.files.get(MANIFEST) ?? new Uint8Array());
    this.put(SIGNATURE, canonicalJson({ alg: "Ed25519", keyId: key.id, signature }));
  }

  async zip(): Promise<Blob> {
    const archive = archiveWriter({ entries: 5_000, bytes: 2 ** 29 });
    const whole = buffer(archive.stream);
    for (const [name, content] of this.files) await archive.add(name, [content]);
    archive.end();
    return new Blob([await whole]);
  }
}

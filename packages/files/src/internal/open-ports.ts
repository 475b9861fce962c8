import path from "node:path";
import { derivedSecret } from "@amanat/db";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { AwsS3StorageAdapter } from "@flystorage/aws-s3";
import { FileStorage } from "@flystorage/file-storage";
import { LocalStorageAdapter } from "@flystorage/local-fs";
import type { FilePorts, FileReaders, FileStore, SignUpload } from "../ports.ts";
import { PACE } from "../rules.ts";
import { openClamd } from "./clamd.ts";
import { openPictures } from "./pictures.ts";

type Stored = {
  readonly UPLOAD_PATH: string;
  readonly CLAMD_ADDRESS?: string | undefined;
  readonly S3_BUCKET?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_ACCESS_KEY_ID?: string | undefined;
  readonly S3_SECRET_ACCESS_KEY?: string | undefined;
};

type Taken = Pick<Stored, "S3_BUCKET" | "S3_REGION" | "S3_ENDPOINT"> & { readonly S3_UPLOADS: "direct" | "relayed" };
type Given = Stored & Taken & { readonly JWT_SECRET: string; readonly FRONTEND_URL: string; readonly MAX_FILE_SIZE: number };

/** Where files lie and who looks at them, as the environment says. */
export function fileStore(env: Stored): FileStore {
  return {
    storage: new FileStorage(
      env.S3_BUCKET === undefined
        ? new LocalStorageAdapter(path.resolve(env.UPLOAD_PATH))
        : new AwsS3StorageAdapter(client(env), { bucket: env.S3_BUCKET }),
    ),
    scanner: env.CLAMD_ADDRESS === undefined ? null : openClamd(env.CLAMD_ADDRESS),
    pictures: openPictures(),
  };
}

/** All that the process needs which takes and gives files. */
export function filePorts(env: Given, readers: FileReaders): FilePorts {
  return {
    ...fileStore(env),
    signUpload: env.S3_BUCKET === undefined || env.S3_UPLOADS === "relayed" ? null : signer(client(env), env.S3_BUCKET),
    readers,
    key: derivedSecret(env.JWT_SECRET, "files"),
    origin: new URL(env.FRONTEND_URL).origin,
    mostBytes: env.MAX_FILE_SIZE,
    pace: PACE,
  };
}

/** The bucket's origin, which pages have to be allowed to send to; null where all bytes come through us. */
export function uploadOrigin({ S3_BUCKET, S3_REGION, S3_ENDPOINT, S3_UPLOADS }: Taken): string | null {
  if (S3_BUCKET === undefined || S3_UPLOADS === "relayed") return null;
  if (S3_ENDPOINT !== undefined) return new URL(S3_ENDPOINT).origin;
  // A name with dots has no certificate of its own.
  return `https://${S3_BUCKET.includes(".") ? "" : `${S3_BUCKET}.`}s3.${S3_REGION}.amazonaws.com`;
}

/** The libraries for it sign the host alone: then whoever has the address sends what they like. */
const signer =
  (s3: S3Client, bucket: string): SignUpload =>
  ({ path: key, type, size, from, ms }) =>
    getSignedUrl(s3, new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: type, ContentLength: size }), {
      signingDate: from,
      expiresIn: ms / 1_000,
      signableHeaders: new Set(["content-type", "content-length", "host"]),
    });

function client(env: Stored): S3Client {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  return new S3Client({
    region: env.S3_REGION,
    // Servers other than Amazon's store the trailers of checksums as part of the object.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(env.S3_ENDPOINT === undefined ? {} : { endpoint: env.S3_ENDPOINT, forcePathStyle: true }),
    // Without a pair, the machine's own role.
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { credentials: { accessKeyId, secretAccessKey } }),
  });
}

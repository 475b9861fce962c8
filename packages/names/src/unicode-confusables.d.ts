// The package names a file of types that it does not hold.
declare module "unicode-confusables" {
  export function rectifyConfusion(text: string): string;
}
